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

    /// <summary>A known file has another size, time or identity than was recorded. If it was read, it is never read again.</summary>
    Changed,

    /// <summary>A known file is gone and forgotten.</summary>
    Vanished,

    /// <summary>A file is not read: it is older than <see cref="ReadOptions.MaxFileAge"/> allows, or can't be read and <see cref="ReadOptions.SkipUnreadable"/> says so.</summary>
    Skipped,

    /// <summary>No notifier can be had; new files are found by listing alone.</summary>
    PollingOnly,

    /// <summary>A listing, a look or an opening failed, or the directory isn't there yet; it is tried again.</summary>
    Retried,

    /// <summary>A file that was read before has another path now; it is not read again.</summary>
    Renamed,

    /// <summary>A followed file is shorter than what was read of it; it is read from its start.</summary>
    Truncated,

    /// <summary>There is another file at the path of a followed one; it is read from its start.</summary>
    Rotated,

    /// <summary>A file that was read and committed is deleted or archived, as <see cref="WatchOptions.CleanUp"/> says.</summary>
    Cleaned,
}
