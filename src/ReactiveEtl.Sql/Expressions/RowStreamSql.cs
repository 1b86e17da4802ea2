namespace ReactiveEtl;

/// <summary>Row operators over run-time columns with expressions as texts, in Spark's spelling and in UTC; for another zone see <see cref="SqlColumns.Expr"/>.</summary>
public static class RowStreamSql
{
    /// <summary>Keeps the rows for which a condition is true: <c>Where("action = 'a' or time &lt; timestamp'2024-03-01T10:00:30Z'")</c>.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="condition">The condition; comparisons, logic and whole-number arithmetic of columns run on vectors, the rest row by row, as <see cref="RowStream{T}.Explain"/> says.</param>
    /// <param name="timeZone">The zone of times in it; UTC by default.</param>
    /// <exception cref="SqlExpressionException">The text is no condition over these columns.</exception>
    public static RowStream<Row> Where(this RowStream<Row> rows, string condition, TimeZoneInfo? timeZone = null) => rows.Where(SqlColumn.Condition(condition, timeZone, "WHERE"));

    /// <summary>Keeps the rows for which a condition is true. A conjunct that does not read the event time moves before it.</summary>
    /// <inheritdoc cref="Where(RowStream{Row}, string, TimeZoneInfo?)"/>
    public static TimedStream<Row> Where(this TimedStream<Row> rows, string condition, TimeZoneInfo? timeZone = null) => rows.Where(SqlColumn.Condition(condition, timeZone, "WHERE"));

    /// <summary>Makes columns of each row: <c>Select("*", "v + 1 as w")</c>.</summary>
    /// <exception cref="SqlExpressionException">A text is no expression over these columns.</exception>
    public static RowStream<Row> Select(this RowStream<Row> rows, string first, params string[] others)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return rows.Select(ColumnsOf([first, .. others], rows.KnownSchema()));
    }

    /// <summary>Makes columns of each row, which keeps its event time.</summary>
    /// <exception cref="SqlExpressionException">A text is no expression over these columns.</exception>
    public static TimedStream<Row> Select(this TimedStream<Row> rows, string first, params string[] others)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return rows.Select(ColumnsOf([first, .. others], rows.Rows.KnownSchema()));
    }

    /// <summary>Groups the rows by expressions.</summary>
    /// <exception cref="SqlExpressionException">A text is no expression over these columns.</exception>
    public static RowGroups GroupBy(this RowStream<Row> rows, string first, params string[] others) => rows.GroupBy(ColumnsOf([first, .. others]));

    /// <summary>Groups the rows by expressions, in each window.</summary>
    /// <exception cref="SqlExpressionException">A text is no expression over these columns.</exception>
    public static RowGroups GroupBy(this WindowedRowStream<Row> rows, string first, params string[] others) => rows.GroupBy(ColumnsOf([first, .. others]));

    /// <summary>Groups the rows by expressions.</summary>
    /// <exception cref="SqlExpressionException">A text is no expression over these columns.</exception>
    public static TimedRowGroups GroupBy(this TimedStream<Row> rows, string first, params string[] others) => rows.GroupBy(ColumnsOf([first, .. others]));

    /// <summary>Groups the rows by expressions, in each window.</summary>
    /// <exception cref="SqlExpressionException">A text is no expression over these columns.</exception>
    public static TimedRowGroups GroupBy(this TimedWindowedStream<Row> rows, string first, params string[] others) => rows.GroupBy(ColumnsOf([first, .. others]));

    /// <summary>A row of each group: the window, the keys, and these aggregates, as <see cref="SqlColumns.AggregateExpr"/> reads them.</summary>
    /// <exception cref="SqlExpressionException">A text is no aggregate over these columns.</exception>
    /// <example><c>rows.GroupBy("action").Aggregate("count(*) as n", "sum(v * 2) as total")</c></example>
    public static TableStream<Row, Row> Aggregate(this RowGroups groups, params string[] aggregates)
    {
        ArgumentNullException.ThrowIfNull(groups);
        return groups.Aggregate(AggregatesOf(aggregates));
    }

    /// <inheritdoc cref="Aggregate(RowGroups, string[])"/>
    public static TimedTableStream<Row, Row> Aggregate(this TimedRowGroups groups, params string[] aggregates)
    {
        ArgumentNullException.ThrowIfNull(groups);
        return groups.Aggregate(AggregatesOf(aggregates));
    }

    /// <summary>Texts as columns.</summary>
    internal static Column[] ColumnsOf(string[] texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return [.. texts.Select(text => SqlColumn.Of(text, null))];
    }

    /// <summary>Texts as columns; a star is all columns of a schema.</summary>
    internal static Column[] ColumnsOf(string[] texts, RowSchema schema) =>
        [.. ColumnsOf(texts).SelectMany(column => ((SqlColumn)column).IsStar ? schema.Select(known => Columns.Col(known.Name)) : [column])];

    private static AggregateColumn[] AggregatesOf(string[] texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return [.. texts.Select(text => SqlAggregateColumn.Of(text, null))];
    }
}
