namespace ReactiveEtl;

/// <summary>What is done about a file that is no longer what it was when it was read.</summary>
public enum OnChange
{
    /// <summary>
    /// It is an event (<see cref="SourceEventKind.Changed"/>). What was read whole counts and is never read again; what changed while it was read counts not at
    /// all, and is read when it stands still.
    /// </summary>
    Tell,

    /// <summary>The query fails with a <see cref="FileChangedException"/>.</summary>
    Fail,
}
