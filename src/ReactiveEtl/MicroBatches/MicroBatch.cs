using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace ReactiveEtl;

/// <summary>A batch of records as one immutable message: which slices of which files, and what is to be done with their records. It holds no rows.</summary>
public abstract class MicroBatch
{
    private protected MicroBatch(RowPlan plan, Guid sourceId, long sequence, IReadOnlyList<Slice> slices, IEnumerable? memoryRows, bool isLast)
    {
        Plan = plan;
        SourceId = sourceId;
        Sequence = sequence;
        Slices = slices;
        MemoryRows = memoryRows;
        IsLast = isLast;
    }

    /// <summary>The run of a source that made the batch.</summary>
    public Guid SourceId { get; }

    /// <summary>The number of the batch in that run, from 0.</summary>
    public long Sequence { get; }

    /// <summary>What of which files belongs to the batch, in order; empty for rows from memory.</summary>
    public IReadOnlyList<Slice> Slices { get; }

    /// <summary>Whether the source says that none follows.</summary>
    public bool IsLast { get; }

    internal RowPlan Plan { get; }

    internal IEnumerable? MemoryRows { get; }

    /// <summary>The batch of another operator whose rows these are; null for a source's own.</summary>
    internal BatchOrigin? Origin { get; init; }

    /// <summary>A batch of rows that are in memory, so that a message queue or a timer is a source too.</summary>
    /// <typeparam name="T">The type of the rows; members that are columns are read as columns.</typeparam>
    /// <param name="rows">The rows; they are enumerated whenever the batch is scanned.</param>
    /// <example><c>subject.OnNext(MicroBatch.Of([new DeviceEvent(time, "Open")]))</c>, with <c>subject.AsRows()</c> in place of a file source.</example>
    public static MicroBatch<T> Of<[DynamicallyAccessedMembers(FlatType.Needed)] T>(IEnumerable<T> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new MicroBatch<T>(MemoryPlan<T>.Plan, Guid.Empty, 0, [], rows, isLast: false);
    }
}

/// <summary>A batch of records of a type.</summary>
/// <typeparam name="T">What a record is after the steps of the batch's plan.</typeparam>
public sealed class MicroBatch<T> : MicroBatch
{
    internal MicroBatch(RowPlan plan, Guid sourceId, long sequence, IReadOnlyList<Slice> slices, IEnumerable? memoryRows, bool isLast)
        : base(plan, sourceId, sequence, slices, memoryRows, isLast)
    {
    }

    /// <summary>The records as objects, read from the files each time they are enumerated: for user code; it counts nothing, and passes malformed records over.</summary>
    /// <exception cref="FileSourceException">A file is not what was recorded, or can't be read.</exception>
    /// <exception cref="InvalidOperationException">The rows are those that a query has not met before (<c>DistinctBy</c>): only the query knows them.</exception>
    /// <remarks>What an expression of the plan throws comes as it is; a query, which names batch and stage, would wrap it.</remarks>
    public IEnumerable<T> Rows => BatchRows.Of<T>(this);

    /// <summary>How many files and records, in one line.</summary>
    public override string ToString() => $"batch {Sequence} of {Slices.Count} {(Slices.Count == 1 ? "slice" : "slices")}";

    internal MicroBatch<TResult> Then<TResult>(PlanStep step) => new(Plan.Then(step), SourceId, Sequence, Slices, MemoryRows, IsLast) { Origin = Origin };

    /// <summary>The same batch without the files that turned out not to be what was recorded, or can't be read.</summary>
    internal MicroBatch<T> Without(HashSet<string> paths) => new(Plan, SourceId, Sequence, [.. Slices.Where(slice => !paths.Contains(slice.File.Path))], MemoryRows, IsLast);
}

internal static class MicroBatchColumns
{
    /// <summary>The same batch with its columns known, where its rows come from memory as they are; others know theirs.</summary>
    public static MicroBatch<Row> InColumns(this MicroBatch<Row> batch, RowPlan plan) => batch.Plan != MemoryPlan<Row>.Plan
        ? batch
        : new MicroBatch<Row>(plan, batch.SourceId, batch.Sequence, batch.Slices, batch.MemoryRows, batch.IsLast) { Origin = batch.Origin };
}

/// <summary>What a batch says of the operator whose output it is.</summary>
internal abstract record BatchOrigin;
