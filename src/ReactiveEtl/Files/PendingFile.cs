namespace ReactiveEtl;

/// <summary>A file, or a part of a followed one, on its way to a batch. Belongs to the ledger and is changed under its lock only.</summary>
internal sealed class PendingFile(Slice slice)
{
    public Slice Slice { get; } = slice;

    public FileEntry File => Slice.File;

    public PendingState State { get; set; } = PendingState.Ready;

    /// <summary>When the second look is due, in the time of the run.</summary>
    public TimeSpan Due { get; set; }

    /// <summary>The listing that saw it last.</summary>
    public int Listing { get; set; }

    /// <summary>How often it could not be read.</summary>
    public int Failures { get; set; }

    /// <summary>Its place in the order, among all that ever had one.</summary>
    public long Place { get; set; }
}

/// <summary>How far a file is.</summary>
internal enum PendingState
{
    /// <summary>It may still be written to, or can't be read now; a second look will tell.</summary>
    Settling,

    /// <summary>Complete, without a place in the order.</summary>
    Ready,

    /// <summary>It has its place in the order.</summary>
    Waiting,

    /// <summary>Read, changed or gone: its places in queues count no longer.</summary>
    Over,
}
