namespace ReactiveEtl;

/// <summary>What becomes of a batch in which a file could not be read.</summary>
internal enum ReadFailure
{
    /// <summary>The query fails.</summary>
    Fatal,

    /// <summary>The file is skipped; the batch goes on without it.</summary>
    Skipped,

    /// <summary>The file is tried again later; the batch goes on without it.</summary>
    PutOff,

    /// <summary>The file is tried again later with its batch, which leaves no trace now.</summary>
    Awaited,
}
