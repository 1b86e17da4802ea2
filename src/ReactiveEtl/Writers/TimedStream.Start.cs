using System.Diagnostics.CodeAnalysis;

namespace ReactiveEtl;

/// <summary>Starts queries that aggregate nothing over rows with event time.</summary>
public static class TimedStreamStart
{
    /// <summary>Starts a query without aggregation: each version holds the rows of its own batch only. No row is late, unless keys are compared.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="name">The query's name, which is its table's in SQL.</param>
    /// <param name="options">How it runs.</param>
    /// <param name="subscribe">Called with the handle before the first batch: who subscribes there misses no version and no late record, who does so later may.</param>
    /// <exception cref="QueryPlanException">What the plan asks for does not go together.</exception>
    public static StreamingQuery<T> Start<[DynamicallyAccessedMembers(FlatType.Needed)] T>(this TimedStream<T> rows, string name, QueryOptions? options = null, Action<StreamingQuery<T>>? subscribe = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return rows.Rows.Start(name, options, subscribe);
    }

    /// <summary>Starts a query of run-time columns without aggregation.</summary>
    /// <inheritdoc cref="Start{T}"/>
    public static StreamingQuery<Row> Start(this TimedStream<Row> rows, string name, QueryOptions? options = null, Action<StreamingQuery<Row>>? subscribe = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return rows.Rows.Start(name, options, subscribe);
    }
}
