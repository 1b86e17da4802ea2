namespace ReactiveEtl;

/// <summary>Group queries over columns that are known at run time only, with event time. The result has the window, the keys and the aggregates as columns.</summary>
public static class TimedStreamAggregates
{
    /// <summary>Groups the rows by columns. Where one is the event time, a group is final when the watermark reaches that; else never.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public static TimedRowGroups GroupBy(this TimedStream<Row> rows, params Column[] keys)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new TimedRowGroups(rows, null, keys);
    }

    /// <summary>Groups the rows by columns, in each window.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public static TimedRowGroups GroupBy(this TimedWindowedStream<Row> rows, params Column[] keys)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new TimedRowGroups(rows.Rows, rows, keys);
    }

    /// <summary>Aggregates all rows: a table of one row, which is there from version 0 on.</summary>
    public static TimedTableStream<Row, Row> Aggregate(this TimedStream<Row> rows, params AggregateColumn[] aggregates) => rows.GroupBy().Aggregate(aggregates);

    /// <summary>Aggregates the rows of each window.</summary>
    public static TimedTableStream<Row, Row> Aggregate(this TimedWindowedStream<Row> rows, params AggregateColumn[] aggregates) => rows.GroupBy().Aggregate(aggregates);
}

/// <summary>Rows with event time by columns: a description, of which <see cref="Aggregate"/> makes a table.</summary>
public sealed class TimedRowGroups
{
    private readonly TimedStream<Row> _rows;
    private readonly TimedWindowedStream<Row>? _windowed;
    private readonly RowKeys _keys;

    internal TimedRowGroups(TimedStream<Row> rows, TimedWindowedStream<Row>? windowed, Column[] keys)
    {
        _rows = rows;
        _windowed = windowed;
        _keys = new RowKeys(rows.Rows, keys, windowed is null ? null : RowKeys.WindowColumn(windowed.Sessions, windowed.Time?.Type ?? typeof(DateTimeOffset)));
    }

    /// <summary>A row of each group: the window, the keys, and these aggregates.</summary>
    /// <exception cref="ArgumentException">There is no such column, an aggregate does not take its type, or two columns of the result have the same name.</exception>
    public TimedTableStream<Row, Row> Aggregate(params AggregateColumn[] aggregates)
    {
        var query = _keys.Query(aggregates);
        return Of(_rows, _windowed?.In(query) ?? query);
    }

    private TimedTableStream<Row, Row> Of(TimedStream<Row> rows, GroupQuery<Row> query) =>
        TimedTableStream<Row, Row>.Of(rows, query, new RowGroupKeys(_keys.Schema, condition => Of(rows.Of(_keys.Where(rows.Rows, condition)), query)));
}
