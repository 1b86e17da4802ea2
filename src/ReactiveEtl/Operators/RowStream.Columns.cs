namespace ReactiveEtl;

/// <summary>Row operators over columns that are known at run time only.</summary>
public static class RowStreamColumns
{
    /// <summary>Keeps these columns, in this order and under the names they are given.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public static RowStream<Row> Select(this RowStream<Row> rows, params Column[] columns)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Length == 0) throw new ArgumentException("Select needs at least one column.", nameof(columns));
        var known = rows.KnownSchema();
        return rows.Then<Row>(new SelectColumnsStep(new RowSchema(columns.Select(column => column.OutputIn(known))), [.. columns.Select(column => column.ValueIn(known))]));
    }

    /// <summary>Keeps the rows in which a column is true.</summary>
    /// <exception cref="ArgumentException">There is no such column, or it is no boolean.</exception>
    public static RowStream<Row> Where(this RowStream<Row> rows, Column condition)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(condition);
        var schema = rows.KnownSchema();
        var column = condition.OutputIn(schema);
        if (column.Type != ColumnType.Boolean) throw new ArgumentException($"The condition '{condition}' is a {SchemaText.TypeOf(column)}; expected a boolean.", nameof(condition));
        return rows.Then<Row>(new WhereColumnStep(condition.ValueIn(schema)));
    }

    /// <summary>Keeps the rows in which a column is true. A condition that does not read the event time moves before it.</summary>
    /// <exception cref="ArgumentException">There is no such column, or it is no boolean.</exception>
    public static TimedStream<Row> Where(this TimedStream<Row> rows, Column condition)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return rows.Of(rows.Rows.Where(condition));
    }

    /// <summary>Gives every row the windows of its event time; a row without one joins none, and is counted as filtered.</summary>
    /// <exception cref="ArgumentException">There is no such column, or it is no timestamp.</exception>
    /// <example><c>rows.Window(Col("time"), Window.Tumbling(TimeSpan.FromHours(1))).GroupBy(Col("action")).Aggregate(Count().As("count"))</c></example>
    public static WindowedRowStream<Row> Window(this RowStream<Row> rows, Column time, WindowAssigner windows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(windows);
        return rows.WindowBy(time.WindowTimeIn(rows.KnownSchema()), windows);
    }

    /// <summary>Puts every row into a session of its key; a row without event time joins none, and is counted as filtered.</summary>
    /// <exception cref="ArgumentException">There is no such column, or it is no timestamp.</exception>
    public static WindowedRowStream<Row> Window(this RowStream<Row> rows, Column time, SessionWindows sessions)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(sessions);
        return rows.WindowBy(time.WindowTimeIn(rows.KnownSchema()), sessions);
    }

    /// <summary>Gives every row the windows of a time of its own choice. Where that is not the event time, no window is ever final.</summary>
    /// <exception cref="ArgumentException">There is no such column, or it is no timestamp.</exception>
    public static TimedWindowedStream<Row> Window(this TimedStream<Row> rows, Column time, WindowAssigner windows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(windows);
        return new TimedWindowedStream<Row>(rows, time.WindowTimeIn(rows.Rows.KnownSchema()), windows, null);
    }
}

internal sealed class SelectColumnsStep(RowSchema schema, IReadOnlyList<RowValue> values) : PlanStep
{
    public override LoweredRows Lower(LoweredRows input) => input with { Mapping = RowMapping.Of(schema, [.. values.Select(value => value.Lower(input.Mapping))]) };

    public override string Explain(LoweredRows input) => $"select {string.Join(", ", values.Zip(schema, (value, column) => Explain(value.Explain(input.Mapping), column.Name)))}";

    private static string Explain(string value, string name) => value == name ? name : $"{value} as {name}";
}
