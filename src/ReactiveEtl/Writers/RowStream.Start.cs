using System.Diagnostics.CodeAnalysis;
using System.Reactive.Linq;

namespace ReactiveEtl;

/// <summary>Starts queries that aggregate nothing.</summary>
public static class RowStreamStart
{
    /// <summary>Starts a query without aggregation: each version holds the rows of its own batch only.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="name">The query's name, which is its table's in SQL.</param>
    /// <param name="options">How it runs.</param>
    /// <param name="subscribe">Called with the handle before the first batch: who subscribes there misses no version and no late record, who does so later may.</param>
    /// <exception cref="QueryPlanException">What the plan asks for does not go together.</exception>
    public static StreamingQuery<T> Start<[DynamicallyAccessedMembers(FlatType.Needed)] T>(this RowStream<T> rows, string name, QueryOptions? options = null, Action<StreamingQuery<T>>? subscribe = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return RowTableStream<T>.Of(rows, TableSchema.Of<T>()).Start(name, options, subscribe);
    }

    /// <summary>Starts a query of run-time columns without aggregation.</summary>
    /// <inheritdoc cref="Start{T}"/>
    public static StreamingQuery<Row> Start(this RowStream<Row> rows, string name, QueryOptions? options = null, Action<StreamingQuery<Row>>? subscribe = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return RowTableStream<Row>.Of(rows, TableSchema.Of(rows.KnownSchema())).Start(name, options, subscribe);
    }
}

/// <summary>The rows of each batch as versions of a table that keeps nothing.</summary>
internal sealed class RowTableStream<T> : TableStream<T>
{
    private RowTableStream(Func<RunContext, IObservable<Snapshot<T>>> connect, bool isStreaming, TableSchema<T> schema, Func<IEnumerable<string>> explain)
        : base(connect, isStreaming, new BatchVersion<T>([]), schema, TableOutputs.OfRows, explain)
    {
    }

    public static RowTableStream<T> Of(RowStream<T> rows, TableSchema<T> schema) => new(
        context =>
        {
            // Outside of Create, which would turn what is wrong with the plan into an error of the world.
            var batches = rows.Connect(context);
            var runner = new RowRunner<T>(schema, context);
            return Observable.Create<Snapshot<T>>(observer => runner.Run(batches, observer));
        },
        rows.IsStreaming,
        schema,
        rows.ExplainLines);
}
