using System.Reactive.Concurrency;
using System.Runtime.CompilerServices;

namespace ReactiveEtl;

/// <summary>What is to be done with the records of a batch, in order; nothing is opened or copied before a scan reads it.</summary>
/// <remarks>Immutable. Adding the same step to the same plan gives the same plan, so that who compiles a plan does so once, not once a batch.</remarks>
internal sealed class RowPlan
{
    private readonly ConditionalWeakTable<PlanStep, RowPlan> _extended = [];
    private readonly Lazy<LoweredRows> _lowered;

    public RowPlan(BatchInput input)
    {
        Input = input;
        _lowered = new(() => new LoweredRows([], input.Mapping));
    }

    private RowPlan(RowPlan before, PlanStep step)
    {
        Input = before.Input;
        Before = before;
        Step = step;
        _lowered = new(() => step.Lower(before.Lower()));
    }

    public BatchInput Input { get; }

    public RowPlan? Before { get; }

    public PlanStep? Step { get; }

    /// <summary>Whether a file of the input is compressed, by its name.</summary>
    public bool IsCompressed(string path) => Input is FileInput files && files.Options.IsCompressed(path);

    /// <summary>The plan and one more step.</summary>
    public RowPlan Then(PlanStep step) => _extended.GetValue(step, s => new RowPlan(this, s));

    /// <summary>The plan in terms of columns.</summary>
    public LoweredRows Lower() => _lowered.Value;

    /// <summary>The input and the steps, a line each, from the first on.</summary>
    public IEnumerable<string> Explain()
    {
        if (Before is null) return [Input.Explain()];
        return Before.Explain().Append(Step!.Explain(Before.Lower()));
    }
}

/// <summary>A step of a plan: the description of a row operator.</summary>
internal abstract class PlanStep
{
    public abstract LoweredRows Lower(LoweredRows input);

    /// <summary>The step in a line, and whether it runs on rows.</summary>
    public abstract string Explain(LoweredRows input);

    protected static string OnRows(VectorExpression expression) =>
        expression.Tree().Any(part => part.RunsOnRows) ? "   [on rows: user code, or an expression that columns do not know]" : "";
}

/// <summary>A plan in terms of columns: the conditions in order, and what a row is in the end.</summary>
/// <param name="Filters">The conditions that a scan applies, before an event time is seen.</param>
/// <param name="Mapping">What a row is in the end.</param>
internal sealed record LoweredRows(IReadOnlyList<VectorExpression> Filters, RowMapping Mapping)
{
    /// <summary>The event time, where the rows have one.</summary>
    public EventTimeColumn? EventTime { get; init; }

    /// <summary>What follows the scan.</summary>
    public IReadOnlyList<RowStage> Stages { get; init; } = [];

    /// <summary>Whether what becomes of a row depends on the rows before it, so that they must be read one after another.</summary>
    public bool NeedsRecordOrder => Stages.Any(stage => stage is DistinctStage) || EventTime?.Options.Lateness.IsExact == true;

    /// <summary>Whether rows may be refused after they were read, so that the scan must know where each stands.</summary>
    public bool MayRefuse => Stages.Any(stage => stage is DistinctStage) || EventTime is not null;

    /// <summary>What the stages and the event time read.</summary>
    public IEnumerable<VectorExpression> StageInputs => Stages
        .SelectMany(stage => stage is ConditionStage condition ? [condition.Condition] : ((DistinctStage)stage).Keys)
        .Concat(EventTime is null ? [] : [EventTime.Time]);

    /// <summary>
    /// The plan with one more condition. It moves below the event time where it provably does not read it, as in Spark: then the rows that it removes don't move
    /// the watermark. Code that columns do not know stays where it was written.
    /// </summary>
    public LoweredRows Where(VectorExpression condition) => CanMoveBelow(condition)
        ? this with { Filters = [.. Filters, condition] }
        : this with { Stages = [.. Stages, new ConditionStage(condition)] };

    /// <summary>Whether a condition is applied before the event time is seen.</summary>
    public bool CanMoveBelow(VectorExpression condition) =>
        Stages.All(stage => stage is ConditionStage) && (EventTime is null || DoesNotRead(condition, [.. LeavesOf(EventTime.Time)]));

    private static bool DoesNotRead(VectorExpression expression, HashSet<VectorExpression> times)
    {
        // A time that is made of the whole row may be made of anything in it.
        if (times.Any(time => time is MemoryRow)) return false;
        if (IsLeaf(expression)) return !times.Contains(expression.Source);
        return !expression.IsOpaque && expression.Inputs.All(input => DoesNotRead(input, times));
    }

    private static IEnumerable<VectorExpression> LeavesOf(VectorExpression expression) =>
        IsLeaf(expression) ? [expression.Source] : expression.Inputs.SelectMany(LeavesOf);

    /// <summary>A column of the input; of rows from memory, a member.</summary>
    private static bool IsLeaf(VectorExpression expression) => expression.Source is ColumnReference or MemoryRow or RowCall { IsMember: true };
}

/// <summary>Where the records of a batch come from.</summary>
/// <param name="Mapping">What a record is before any step.</param>
internal abstract record BatchInput(RowMapping Mapping)
{
    public abstract string Explain();
}

/// <summary>Files of JSON lines, and the scheduler of their source: it comes with each batch, so that it is known behind operators that hide the source.</summary>
internal sealed record FileInput(FileStore Store, RecordFormat Format, ReadOptions Options, string Pattern, RowMapping Mapping, IScheduler Scheduler) : BatchInput(Mapping)
{
    /// <summary>The parser's path that is named for the process; asked where the input is made, so that a name that is none fails that call and no batch.</summary>
    private readonly ParserPath? _path = PathChoice.OfProcess;

    /// <summary>A parser for one worker.</summary>
    public RecordParser NewParser(ColumnBatch columns) => new(Format, columns, _path);

    /// <summary>Opens each slice, and gives what those failed with that can't be read or are not what was recorded.</summary>
    public IEnumerable<FileSourceException> UnreadableIn(IReadOnlyList<Slice> slices, CancellationToken stop)
    {
        var store = Store.StoppedBy(stop);
        // The first line of each, so that little is fetched for it.
        var parts = slices.Select((slice, place) => (Part: new SlicePart(slice, slice.Start, slice.Start + Math.Min(1, slice.Length)), place)).ToArray();
        using var opened = new OpenedParts(store, Options, parts);
        foreach (var (part, _) in parts)
        {
            if (FailureOf(store, part, opened.Take()) is { } failure) yield return failure;
        }
    }

    public override string Explain() => $"scan {Pattern} ({new RowSchema(Format.Columns.Select(column => column.Schema))})";

    private FileSourceException? FailureOf(FileStore store, SlicePart part, Stream? opened)
    {
        try
        {
            new BlockReader(store, part, Options.MaxRecordBytes, compression: Options.CompressionOf(part.Slice.File.Path), opened: opened).Dispose();
            return null;
        }
        catch (FileSourceException failure)
        {
            return failure;
        }
    }
}

/// <summary>Rows that are in memory already.</summary>
internal sealed record MemoryInput(RowMapping Mapping) : BatchInput(Mapping)
{
    public override string Explain() => $"rows of {Mapping.Row.Type.Name} from memory";
}
