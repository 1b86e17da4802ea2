using System.Reactive.Linq;

namespace ReactiveEtl;

/// <summary>A table as a stream of its versions: one after each batch.</summary>
/// <typeparam name="TRow">The type of the rows.</typeparam>
/// <remarks>
/// Cold: each subscription is a run of its own, with a state of its own. Awaiting it gives the last version, as of any observable.
/// <list type="table">
/// <item><term>a batch with rows</term><description>a version with the groups that it touched</description></item>
/// <item><term>an empty batch</term><description>a version with the same rows</description></item>
/// <item><term>a row without event time</term><description>joins no window, counted as filtered</description></item>
/// <item><term>a malformed record</term><description>by the source's policy: set aside, counted, or the end</description></item>
/// <item><term>an error</term><description><see cref="StreamingQueryException"/>; the versions before it stay valid</description></item>
/// <item><term>completion of the source</term><description>completion</description></item>
/// </list>
/// </remarks>
public partial class TableStream<TRow> : IObservable<Snapshot<TRow>>
{
    private readonly Func<RunContext, IObservable<Snapshot<TRow>>> _connect;
    private readonly Func<IEnumerable<string>> _explain;

    private protected TableStream(Func<RunContext, IObservable<Snapshot<TRow>>> connect, bool isStreaming, TableVersion<TRow> empty, TableSchema<TRow> schema, TableOutputs outputs, Func<IEnumerable<string>> explain)
    {
        Outputs = outputs;
        _connect = connect;
        _explain = explain;
        IsStreaming = isStreaming;
        Empty = empty;
        Schema = schema;
    }

    /// <summary>Whether it goes on when all that is there now was read.</summary>
    public bool IsStreaming { get; }

    /// <summary>The table before batch 0.</summary>
    internal TableVersion<TRow> Empty { get; }

    internal TableSchema<TRow> Schema { get; }

    /// <summary>What of its versions can be output, and why not the rest.</summary>
    internal TableOutputs Outputs { get; }

    /// <summary>The keys, where they are columns known at run time only and the rows are those of groups, or some of them.</summary>
    internal RowGroupKeys? Keys { get; init; }

    /// <inheritdoc/>
    public IDisposable Subscribe(IObserver<Snapshot<TRow>> observer) => Connect(new RunContext()).Subscribe(observer);

    /// <summary>The plan from the source to the table, a line each, and which steps run on rows.</summary>
    public string Explain() => string.Join(Environment.NewLine, ExplainLines());

    internal IEnumerable<string> ExplainLines() => _explain();

    internal IObservable<Snapshot<TRow>> Connect(RunContext context) => _connect(context);
}

/// <summary>A table of groups as a stream of its versions; its rows can be looked up by key.</summary>
/// <typeparam name="TKey">The type of the key.</typeparam>
/// <typeparam name="TRow">The type of the rows.</typeparam>
public partial class TableStream<TKey, TRow> : TableStream<TRow>
{
    private protected TableStream(Func<RunContext, IObservable<Snapshot<TRow>>> connect, bool isStreaming, GroupQuery<TRow> query, TableOutputs outputs, Func<IEnumerable<string>> explain)
        : base(connect, isStreaming, new GroupedVersion<TRow>(query, query.NewState().Freeze(), null, new MergedGroups([], []), []), query.Schema, outputs, explain)
    {
    }

    internal static TableStream<TKey, TRow> Of<T>(RowStream<T> rows, GroupQuery<TRow> query, RowGroupKeys? keys = null)
    {
        // Translating the query for the known plan finds what is wrong with it now, not at the first batch.
        var mapping = rows.Plan?.Lower().Mapping;
        return new TableStream<TKey, TRow>(Connection(rows, query), rows.IsStreaming, query, TableOutputs.Of(query, isTimed: false), () => rows.ExplainLines().Concat(query.Explain(mapping))) { Keys = keys };
    }

    /// <summary>How a run of the query over the rows is made.</summary>
    private protected static Func<RunContext, IObservable<Snapshot<TRow>>> Connection<T>(RowStream<T> rows, GroupQuery<TRow> query) => context =>
    {
        // Outside of Create, which would turn what is wrong with the plan into an error of the world.
        var batches = rows.Connect(context);
        var runner = new GroupRunner<T, TRow>(query, context);
        return Observable.Create<Snapshot<TRow>>(observer => runner.Run(batches, observer));
    };
}
