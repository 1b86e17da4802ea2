namespace ReactiveEtl.Testing;

/// <summary>How the notifier of a <see cref="MemoryFileStore"/> behaves: real ones do all of this at times.</summary>
public enum NotifierMode
{
    /// <summary>Each hint once, in order.</summary>
    Deliver,

    /// <summary>No hint ever comes.</summary>
    Drop,

    /// <summary>Each hint comes twice.</summary>
    Double,

    /// <summary>The hints of one moment come in the opposite order, by way of the scheduler.</summary>
    Reorder,

    /// <summary>Each hint is lost, and only that is told.</summary>
    Overflow,

    /// <summary>There is no notifier to be had: watching throws an <see cref="IOException"/>.</summary>
    Never,
}
