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
        return rows.Then<Row>(new SelectColumnsStep([.. columns.Select(column => (column.In(known).Name, column.OutputName))]));
    }

    /// <summary>Gives every row the windows of its event time; a row without one joins none, and is counted as filtered.</summary>
    /// <exception cref="ArgumentException">There is no such column, or it is no timestamp.</exception>
    /// <example><c>rows.Window(Col("time"), Window.Tumbling(TimeSpan.FromHours(1))).GroupBy(Col("action")).Aggregate(Count().As("count"))</c></example>
    public static WindowedRowStream<Row> Window(this RowStream<Row> rows, Column time, WindowAssigner windows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(windows);
        return rows.WindowBy(time.TimeIn(rows.KnownSchema()), windows);
    }

    /// <summary>Puts every row into a session of its key; a row without event time joins none, and is counted as filtered.</summary>
    /// <exception cref="ArgumentException">There is no such column, or it is no timestamp.</exception>
    public static WindowedRowStream<Row> Window(this RowStream<Row> rows, Column time, SessionWindows sessions)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(sessions);
        return rows.WindowBy(time.TimeIn(rows.KnownSchema()), sessions);
    }

    /// <summary>Gives every row the windows of a time of its own choice. Where that is not the event time, no window is ever final.</summary>
    /// <exception cref="ArgumentException">There is no such column, or it is no timestamp.</exception>
    public static TimedWindowedStream<Row> Window(this TimedStream<Row> rows, Column time, WindowAssigner windows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(windows);
        return new TimedWindowedStream<Row>(rows, time.TimeIn(rows.Rows.KnownSchema()), windows, null);
    }
}

internal sealed class SelectColumnsStep(IReadOnlyList<(string From, string To)> columns) : PlanStep
{
    public override LoweredRows Lower(LoweredRows input)
    {
        var known = input.Mapping.Schema!;
        var schema = new RowSchema(columns.Select(column => known[known.IndexOf(column.From)] with { Name = column.To }));
        return input with { Mapping = RowMapping.Of(schema, [.. columns.Select(column => input.Mapping.Members[column.From])]) };
    }

    public override string Explain(LoweredRows input) => $"select {string.Join(", ", columns.Select(column => column.From == column.To ? column.From : $"{column.From} as {column.To}"))}";
}
