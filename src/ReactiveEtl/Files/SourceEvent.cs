namespace ReactiveEtl;

/// <summary>Something that a source noticed and that changes no answer: for logs.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Path">The file or directory.</param>
/// <param name="Message">The same in words.</param>
public sealed record SourceEvent(SourceEventKind Kind, string Path, string Message);

/// <summary>The kinds of events of a source.</summary>
public enum SourceEventKind
{
    /// <summary>A file was seen for the first time.</summary>
    Found,

    /// <summary>A file is complete and has its place in the order.</summary>
    Ready,

    /// <summary>A known file has another size or time than was recorded. If it was read, it is never read again.</summary>
    Changed,

    /// <summary>A known file is gone and forgotten.</summary>
    Vanished,

    /// <summary>A file is not read: it is older than <see cref="ReadOptions.MaxFileAge"/> allows.</summary>
    Skipped,

    /// <summary>No notifier can be had; new files are found by listing alone.</summary>
    PollingOnly,

    /// <summary>A listing or a look failed, or the directory isn't there yet; it is tried again.</summary>
    Retried,
}
