using System.Globalization;
using System.Text;

namespace ReactiveEtl;

/// <summary>What one batch did: every record it read is in exactly one of counted, filtered, late, duplicate, malformed and future.</summary>
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

    /// <summary>Records whose event time is behind the watermark, so that all their windows are closed.</summary>
    public long Late { get; init; }

    /// <summary>Records whose key was known already.</summary>
    public long Duplicates { get; init; }

    /// <summary>Records whose event time is farther before the clock than is allowed.</summary>
    public long Future { get; init; }

    /// <summary>Records that the table counts.</summary>
    public long Counted => Read - Filtered - Malformed - Late - Duplicates - Future;

    /// <summary>What Spark reports as dropped by the watermark: the groups that late records would have joined, and where keys are compared, the late records.</summary>
    public long Dropped { get; init; }

    /// <summary>The watermark that the batch ran with; null for a query without one.</summary>
    public DateTimeOffset? Watermark { get; init; }

    /// <summary>Whether it read data; false for a batch that the watermark alone made run.</summary>
    public bool HasData { get; init; } = true;

    /// <summary>Rows of the table that the batch touched.</summary>
    public required long Touched { get; init; }

    /// <summary>What the query keeps to go on: groups that are not final, and keys that rows are compared with.</summary>
    public required long Groups { get; init; }

    /// <summary>Files that were not what was recorded and were left out: a watching source reads them in a later batch, when they stand still.</summary>
    public IReadOnlyList<string> ChangedFiles { get; init; } = [];

    /// <summary>Files that could not be read and are skipped (<see cref="ReadOptions.SkipUnreadable"/>).</summary>
    public IReadOnlyList<string> UnreadableFiles { get; init; } = [];

    /// <summary>Records read in a second, by the query's scheduler; infinite in virtual time.</summary>
    public double RowsPerSecond => Read / Duration.TotalSeconds;

    /// <summary>One line for people: the batch, how what it read is made up, and what else is not nothing.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"batch {BatchId}: read {Read} = {Counted} counted");
        (long Count, string Name)[] others = [(Filtered, "filtered"), (Malformed, "malformed"), (Late, "late"), (Duplicates, "duplicate"), (Future, "future")];
        foreach (var (count, name) in others)
        {
            if (count != 0) text.Append(CultureInfo.InvariantCulture, $" + {count} {name}");
        }

        text.Append(CultureInfo.InvariantCulture, $"; files {Files}, bytes {Bytes}; touched {Touched} rows, keeps {Groups} groups; began {StartedAt:O}, took {Duration.TotalSeconds} s");
        if (Watermark is { } watermark) text.Append(CultureInfo.InvariantCulture, $"; watermark {watermark:O}");
        if (Dropped != 0) text.Append(CultureInfo.InvariantCulture, $"; dropped {Dropped}");
        if (!HasData) text.Append("; without data");
        if (ChangedFiles.Count > 0) text.Append("; changed: ").AppendJoin(", ", ChangedFiles);
        if (UnreadableFiles.Count > 0) text.Append("; unreadable: ").AppendJoin(", ", UnreadableFiles);
        return text.ToString();
    }
}
