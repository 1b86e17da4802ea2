namespace ReactiveEtl;

/// <summary>What happens to a record that is not one JSON object of the declared columns.</summary>
public enum MalformedPolicy
{
    /// <summary>It is set aside with its address, text and reason, and not counted as a row (default). With a corrupt-record column it is a row, flagged.</summary>
    Permissive,

    /// <summary>It is counted as malformed, and no more.</summary>
    Drop,

    /// <summary>It fails the query with a <see cref="MalformedRecordException"/>; there is no version for its batch.</summary>
    FailFast,
}
