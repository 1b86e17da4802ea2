using System.Linq.Expressions;

namespace ReactiveEtl;

/// <summary>Rows with their event time, and so with a watermark: what groups them knows which groups are final, and which records come too late.</summary>
/// <typeparam name="T">The type of the rows.</typeparam>
/// <remarks>A description; nothing runs before a table of it is subscribed to or started.</remarks>
public sealed partial class TimedStream<T>
{
    internal TimedStream(RowStream<T> rows, EventTimeOptions options, bool isChained = false)
    {
        Rows = rows;
        Options = options;
        IsChained = isChained;
    }

    internal RowStream<T> Rows { get; }

    internal EventTimeOptions Options { get; }

    /// <summary>Whether the rows are the final ones of a table.</summary>
    internal bool IsChained { get; }

    /// <summary>Keeps the rows for which a condition holds. One that does not read the event time moves before it: the rows that it removes don't move the watermark.</summary>
    /// <param name="condition">An expression, so that it runs on columns; see <see cref="RowStream{T}.Where"/>.</param>
    public TimedStream<T> Where(Expression<Func<T, bool>> condition) => Of(Rows.Where(condition));

    /// <summary>Keeps the rows for which any code says so; what it removes has moved the watermark.</summary>
    public TimedStream<T> WhereRow(Func<T, bool> condition) => Of(Rows.WhereRow(condition));

    /// <summary>Makes another row of each row, which keeps its event time.</summary>
    public TimedStream<TResult> Select<TResult>(Expression<Func<T, TResult>> projection) => Of(Rows.Select(projection));

    /// <summary>Makes another row of each row by any code; it keeps its event time.</summary>
    public TimedStream<TResult> SelectRow<TResult>(Func<T, TResult> projection) => Of(Rows.SelectRow(projection));

    /// <summary>The steps from the source on, a line each: which of them run on rows, and which conditions are applied before the event time is seen.</summary>
    public string Explain() => Rows.Explain();

    /// <summary>Other rows with the same event time.</summary>
    internal TimedStream<TResult> Of<TResult>(RowStream<TResult> rows) => new(rows, Options, IsChained);
}
