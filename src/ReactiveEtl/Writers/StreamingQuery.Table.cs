namespace ReactiveEtl;

/// <summary>The handle of a running query and its live table.</summary>
/// <typeparam name="TRow">The type of the table's rows.</typeparam>
public class StreamingQuery<TRow> : StreamingQuery
{
    private readonly ResultTable<TRow> _table;

    private protected StreamingQuery(string name, QueryOptions options, TableStream<TRow> table, Func<Snapshot<TRow>, TableOutputs, Action<Exception>, ResultTable<TRow>> newTable)
        : base(name, table.Explain(), options, table.Outputs.DependOnPolicy && options.OutputMode == OutputMode.Complete)
    {
        var empty = new Snapshot<TRow>(name, table.Empty, table.Schema, Prefix.Empty, null);
        var current = options.ResumeFrom is StreamingQuery<TRow> resumed ? resumed.Table.Current.As(name) : empty;
        _table = newTable(current, table.Outputs.Under(Context.KeepsAll), FailBySubscriber);
    }

    /// <summary>The live table.</summary>
    public ResultTable<TRow> Table => _table;

    internal static StreamingQuery<TRow> Start(string name, QueryOptions options, TableStream<TRow> table, Action<StreamingQuery<TRow>>? subscribe)
    {
        var query = new StreamingQuery<TRow>(name, options, table, (current, outputs, onFailed) => new ResultTable<TRow>(current, outputs, onFailed));
        query.Run(table, options, () => subscribe?.Invoke(query));
        return query;
    }

    /// <summary>Connects the source, lets others subscribe, and only then starts it.</summary>
    private protected void Run(TableStream<TRow> table, QueryOptions options, Action subscribe)
    {
        IObservable<Snapshot<TRow>> versions;
        try
        {
            versions = table.Connect(Context);
            if (options.Trigger != Trigger.AsSoonAsPossible && (Context.HasGap || Context.Sources.Count == 0))
                throw new QueryPlanException("trigger", $"Batches can't run {options.Trigger}, since the source pushes them as it likes. Use a plan without Rx operators between the files and the table.");
            subscribe();
        }
        catch (Exception failure)
        {
            // Nothing was read, so that what it was to go on from is as it was; who has the handle already is told.
            options.ResumeFrom?.TakeBack();
            End(failure);
            throw;
        }

        Connected(versions.Subscribe(new Subscriber(this)));
    }

    private protected override long LastBatchId => _table.Current.Prefix.BatchId;

    private protected override void EndTable(Exception? exception) => _table.End(exception);

    private void FailBySubscriber(Exception cause) => End(new StreamingQueryException("subscriber", _table.Current.Prefix.BatchId, null, cause));

    private sealed class Subscriber(StreamingQuery<TRow> query) : IObserver<Snapshot<TRow>>
    {
        public void OnNext(Snapshot<TRow> value)
        {
            query._table.Publish(value);
            try
            {
                query.Report(value.Progress!);
            }
            catch (Exception e)
            {
                query.FailBySubscriber(e);
            }
        }

        public void OnError(Exception error) => query.End(error);

        public void OnCompleted() => query.End(null);
    }
}

/// <summary>The handle of a running group query and its live table, whose rows can be looked up by key.</summary>
/// <typeparam name="TKey">The type of the key.</typeparam>
/// <typeparam name="TRow">The type of the table's rows.</typeparam>
public sealed class StreamingQuery<TKey, TRow> : StreamingQuery<TRow>
{
    private StreamingQuery(string name, QueryOptions options, TableStream<TRow> table)
        : base(name, options, table, (current, outputs, onFailed) => new ResultTable<TKey, TRow>(current, outputs, onFailed))
    {
    }

    /// <summary>The live table.</summary>
    public new ResultTable<TKey, TRow> Table => (ResultTable<TKey, TRow>)base.Table;

    internal static StreamingQuery<TKey, TRow> Start(string name, QueryOptions options, TableStream<TKey, TRow> table, Action<StreamingQuery<TKey, TRow>>? subscribe)
    {
        var query = new StreamingQuery<TKey, TRow>(name, options, table);
        query.Run(table, options, () => subscribe?.Invoke(query));
        return query;
    }
}
