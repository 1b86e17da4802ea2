namespace ReactiveEtl;

/// <summary>Event time over columns that are known at run time only.</summary>
public static class RowStreamEventTime
{
    /// <summary>Says which column is the event time; see <see cref="RowStream{T}.EventTime(System.Linq.Expressions.Expression{Func{T, DateTimeOffset}}, Lateness, TimeSpan?, TimeSpan?)"/>.</summary>
    /// <exception cref="ArgumentException">There is no such column, or it is no timestamp.</exception>
    /// <example><c>rows.EventTime(Col("time"), Lateness.FromTimeSpan(TimeSpan.FromMinutes(10)))</c></example>
    public static TimedStream<Row> EventTime(this RowStream<Row> rows, Column time, Lateness lateness, TimeSpan? idleTimeout = null, TimeSpan? maxFutureSkew = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(time);
        return rows.EventTimeBy(time.TimeIn(rows.KnownSchema()), lateness, idleTimeout, maxFutureSkew);
    }

    /// <summary>Keeps these columns, in this order and under the names they are given; the event time is kept beside them.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public static TimedStream<Row> Select(this TimedStream<Row> rows, params Column[] columns)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return rows.Of(rows.Rows.Select(columns));
    }

    /// <summary>Keeps the first row of each key, for ever; without columns, of all columns together.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public static RowStream<Row> DistinctBy(this RowStream<Row> rows, params Column[] key)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return rows.Distinct(KeyOf(rows, key), isWithinWatermark: false);
    }

    /// <summary>Keeps the first row of each key; without columns, of all columns together. See <see cref="TimedStream{T}.DistinctBy"/>.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public static TimedStream<Row> DistinctBy(this TimedStream<Row> rows, params Column[] key)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return rows.Of(rows.Rows.DistinctBy(key));
    }

    /// <summary>Keeps the first row of each key within the lateness; without columns, of all columns together. See <see cref="TimedStream{T}.DistinctByWithinWatermark"/>.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public static TimedStream<Row> DistinctByWithinWatermark(this TimedStream<Row> rows, params Column[] key)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return rows.Of(rows.Rows.Distinct(KeyOf(rows.Rows, key), isWithinWatermark: true));
    }

    /// <summary>A column that is a timestamp.</summary>
    internal static RowValue TimeIn(this Column time, RowSchema schema)
    {
        var column = time.OutputIn(schema);
        if (column.Type != ColumnType.Timestamp) throw new ArgumentException($"The event time '{time}' is a {SchemaText.TypeOf(column)}; expected a timestamp.", nameof(time));
        return time.ValueIn(schema);
    }

    /// <summary>A column that windows can be of: a timestamp, or a local one, whose windows are local too.</summary>
    internal static RowValue WindowTimeIn(this Column time, RowSchema schema)
    {
        time = time.ForWindow(schema);
        var column = time.OutputIn(schema);
        if (column.Type is not (ColumnType.Timestamp or ColumnType.LocalTimestamp)) throw new ArgumentException($"The time of windows '{time}' is a {SchemaText.TypeOf(column)}; expected a timestamp.", nameof(time));
        return time.ValueIn(schema);
    }

    private static IReadOnlyList<RowValue> KeyOf(RowStream<Row> rows, Column[] key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var schema = rows.KnownSchema();
        return [.. (key.Length > 0 ? key : [.. schema.Select(column => Columns.Col(column.Name))]).Select(column => column.ValueIn(schema))];
    }
}
