namespace ReactiveEtl;

/// <summary>The handle of a running query and its live table.</summary>
/// <typeparam name="TRow">The type of the table's rows.</typeparam>
public class StreamingQuery<TRow> : StreamingQuery
{
    private readonly ResultTable<TRow> _table;

    private protected StreamingQuery(string name, QueryOptions options, TableStream<TRow> table, Func<Snapshot<TRow>, Action<Exception>, ResultTable<TRow>> newTable)
        : base(name, table.Explain(), options.ResumeFrom)
    {
        var empty = new Snapshot<TRow>(name, table.Empty, table.Schema, Prefix.Empty, null);
        var current = options.ResumeFrom is StreamingQuery<TRow> resumed ? resumed.Table.Current.As(name) : empty;
        _table = newTable(current, FailBySubscriber);
    }

    /// <summary>The live table.</summary>
    public ResultTable<TRow> Table => _table;

    internal static StreamingQuery<TRow> Start(string name, QueryOptions options, TableStream<TRow> table)
    {
        var query = new StreamingQuery<TRow>(name, options, table, (current, onFailed) => new ResultTable<TRow>(current, onFailed));
        query.Run(table);
        return query;
    }

    private protected void Run(TableStream<TRow> table) => Connected(table.Connect(Context).Subscribe(new Subscriber(this)));

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
        : base(name, options, table, (current, onFailed) => new ResultTable<TKey, TRow>(current, onFailed))
    {
    }

    /// <summary>The live table.</summary>
    public new ResultTable<TKey, TRow> Table => (ResultTable<TKey, TRow>)base.Table;

    internal static StreamingQuery<TKey, TRow> Start(string name, QueryOptions options, TableStream<TKey, TRow> table)
    {
        var query = new StreamingQuery<TKey, TRow>(name, options, table);
        query.Run(table);
        return query;
    }
}
