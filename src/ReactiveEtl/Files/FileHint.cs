namespace ReactiveEtl;

/// <summary>What a notifier says happened to a path. Only a hint: it may be lost, doubled, late or wrong; a rescan is the truth.</summary>
/// <param name="Path">The path as the store writes it; of no meaning for <see cref="FileHintKind.Overflow"/> and <see cref="FileHintKind.Dead"/>.</param>
/// <param name="Kind">What is said to have happened.</param>
public readonly record struct FileHint(string Path, FileHintKind Kind)
{
    internal bool HasPath => Kind is not (FileHintKind.Overflow or FileHintKind.Dead);
}

/// <summary>The kinds of hints.</summary>
public enum FileHintKind
{
    /// <summary>Made, but perhaps still being written.</summary>
    Created,

    /// <summary>Written to, perhaps not for the last time.</summary>
    Changed,

    /// <summary>Renamed or moved to this path, which happens to whole files: ready at once.</summary>
    MovedIn,

    /// <summary>Closed by its writer: ready at once.</summary>
    Closed,

    /// <summary>No longer at this path.</summary>
    Removed,

    /// <summary>Hints were lost: a rescan is due.</summary>
    Overflow,

    /// <summary>The notifier tells nothing any more, such as when its directory is gone: a rescan is due, and another notifier.</summary>
    Dead,
}
