using System.Diagnostics.CodeAnalysis;
using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace ReactiveEtl;

/// <summary>A stream of rows: an observable of micro-batches, and what is done with their rows.</summary>
/// <typeparam name="T">The type of the rows.</typeparam>
/// <remarks>
/// Cold: each subscription is a run of its own, and nothing runs before. Row operators take rows (<c>Where</c> filters rows); any operator of System.Reactive
/// goes on <see cref="Batches"/>, and <see cref="RowStream.AsRows{T}"/> comes back.
/// </remarks>
public sealed partial class RowStream<T> : IObservable<MicroBatch<T>>
{
    private readonly Func<RunContext, IObservable<MicroBatch<T>>> _connect;

    internal RowStream(Func<RunContext, IObservable<MicroBatch<T>>> connect, RowPlan plan, bool isStreaming, bool isBehindGap = false)
    {
        _connect = connect;
        Presumed = plan;
        IsBehindGap = isBehindGap;
        IsStreaming = isStreaming;
    }

    /// <summary>Whether it goes on when all that is there now was read: true for a watched directory, false for a static read.</summary>
    public bool IsStreaming { get; }

    /// <summary>The batches as a plain observable, for Rx: <c>Where</c> filters batches here.</summary>
    public IObservable<MicroBatch<T>> Batches => Observable.Defer(() => Connect(new RunContext()));

    /// <summary>What is done with the rows, where it is known before a batch comes; null behind a gap.</summary>
    internal RowPlan? Plan => IsBehindGap ? null : Presumed;

    /// <summary>
    /// The same behind a gap too, as if the rows came from memory there: which columns they have, and which of them is the event time, does not depend on where a
    /// batch comes from.
    /// </summary>
    internal RowPlan Presumed { get; }

    /// <summary>The columns of a stream of <see cref="Row"/>s, where they are known.</summary>
    internal RowSchema? Schema => Presumed.Lower().Mapping.Schema;

    /// <summary>Whether an operator that is not ours stands before, so that each batch brings its plan.</summary>
    private bool IsBehindGap { get; }

    /// <inheritdoc/>
    public IDisposable Subscribe(IObserver<MicroBatch<T>> observer) => Batches.Subscribe(observer);

    /// <summary>The steps from the source on, a line each, and which of them run on rows.</summary>
    public string Explain() => string.Join(Environment.NewLine, ExplainLines());

    internal IObservable<MicroBatch<T>> Connect(RunContext context) => _connect(context);

    internal IEnumerable<string> ExplainLines() => IsBehindGap
        ? Presumed.Explain().Skip(1).Prepend($"rows of {typeof(T).Name}, from batches whose plan is known when they come; if they come from memory:")
        : Presumed.Explain();

    internal RowStream<TResult> Then<TResult>(PlanStep step) =>
        new(context => Connect(context).Select(batch => batch.Then<TResult>(step)), Presumed.Then(step), IsStreaming, IsBehindGap);
}

/// <summary>From an observable of micro-batches back to rows.</summary>
public static class RowStream
{
    /// <summary>The batches as a stream of rows again, behind any operator of Rx, or from a source of one's own.</summary>
    /// <remarks>What lies before is hidden from a query: it can't ask the source for all that is available.</remarks>
    /// <param name="batches">The batches.</param>
    /// <param name="scheduler">Whose clock counts, and where an idle timeout runs; by default that of the files behind, or else a real one. In tests a virtual one.</param>
    public static RowStream<T> AsRows<[DynamicallyAccessedMembers(FlatType.Needed)] T>(this IObservable<MicroBatch<T>> batches, IScheduler? scheduler = null)
    {
        ArgumentNullException.ThrowIfNull(batches);
        return new RowStream<T>(context => Behind(batches, scheduler, context), MemoryPlan<T>.Plan, isStreaming: true, isBehindGap: true);
    }

    /// <summary>The batches of run-time columns as a stream of rows again.</summary>
    /// <param name="batches">The batches.</param>
    /// <param name="schema">Which columns they have.</param>
    /// <param name="scheduler">As for typed rows.</param>
    public static RowStream<Row> AsRows(this IObservable<MicroBatch<Row>> batches, RowSchema schema, IScheduler? scheduler = null)
    {
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentNullException.ThrowIfNull(schema);
        var plan = MemoryPlan.Of(schema);
        return new RowStream<Row>(context => Behind(batches.Select(batch => batch.InColumns(plan)), scheduler, context), plan, isStreaming: true, isBehindGap: true);
    }

    private static IObservable<MicroBatch<T>> Behind<T>(IObservable<MicroBatch<T>> batches, IScheduler? scheduler, RunContext context)
    {
        context.HasGap = true;
        if (scheduler is not null) context.Use(scheduler);
        return batches;
    }
}
