namespace ReactiveEtl;

/// <summary>What one batch did: every record it read is in exactly one of counted, filtered and malformed.</summary>
public sealed record BatchProgress
{
    /// <summary>The batch, from 0.</summary>
    public required long BatchId { get; init; }

    /// <summary>When it began, by the query's scheduler.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it took, by the query's scheduler: in virtual time, nothing.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Files read.</summary>
    public required long Files { get; init; }

    /// <summary>Their bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>Records read.</summary>
    public required long Read { get; init; }

    /// <summary>Records that a condition removed, or that have no event time where windows need one.</summary>
    public required long Filtered { get; init; }

    /// <summary>Records that are not what was declared.</summary>
    public required long Malformed { get; init; }

    /// <summary>Records that the table counts.</summary>
    public long Counted => Read - Filtered - Malformed;

    /// <summary>Rows of the table that the batch touched.</summary>
    public required long Touched { get; init; }

    /// <summary>Groups that the query keeps; 0 for a stream without aggregation.</summary>
    public required long Groups { get; init; }

    /// <summary>Files that were not what was recorded and were left out: a watching source reads them in a later batch, when they stand still.</summary>
    public IReadOnlyList<string> ChangedFiles { get; init; } = [];

    /// <summary>Files that could not be read and are skipped (<see cref="ReadOptions.SkipUnreadable"/>).</summary>
    public IReadOnlyList<string> UnreadableFiles { get; init; } = [];

    /// <summary>Records read in a second, by the query's scheduler; infinite in virtual time.</summary>
    public double RowsPerSecond => Read / Duration.TotalSeconds;
}
