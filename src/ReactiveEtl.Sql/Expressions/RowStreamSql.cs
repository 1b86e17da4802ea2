namespace ReactiveEtl;

/// <summary>Row operators over run-time columns with expressions as texts, in Spark's spelling. A text may be a list, with commas; without a time zone days and times are in UTC.</summary>
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
    public static RowStream<Row> Select(this RowStream<Row> rows, string first, params string[] others) => rows.Select(TimeZoneInfo.Utc, [first, .. others]);

    /// <summary>Makes columns of each row, with times in a zone.</summary>
    /// <exception cref="SqlExpressionException">A text is no expression over these columns.</exception>
    public static RowStream<Row> Select(this RowStream<Row> rows, TimeZoneInfo timeZone, params string[] columns)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return rows.Select(ColumnsOf(columns, rows.KnownSchema(), timeZone));
    }

    /// <summary>Makes columns of each row, which keeps its event time.</summary>
    /// <exception cref="SqlExpressionException">A text is no expression over these columns.</exception>
    public static TimedStream<Row> Select(this TimedStream<Row> rows, string first, params string[] others) => rows.Select(TimeZoneInfo.Utc, [first, .. others]);

    /// <summary>Makes columns of each row, which keeps its event time, with times in a zone.</summary>
    /// <exception cref="SqlExpressionException">A text is no expression over these columns.</exception>
    public static TimedStream<Row> Select(this TimedStream<Row> rows, TimeZoneInfo timeZone, params string[] columns)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return rows.Select(ColumnsOf(columns, rows.Rows.KnownSchema(), timeZone));
    }

    /// <summary>Groups the rows by expressions.</summary>
    /// <exception cref="SqlExpressionException">A text is no expression over these columns.</exception>
    public static RowGroups GroupBy(this RowStream<Row> rows, string first, params string[] others) => rows.GroupBy(TimeZoneInfo.Utc, [first, .. others]);

    /// <summary>Groups the rows by expressions, with times in a zone.</summary>
    /// <exception cref="SqlExpressionException">A text is no expression over these columns.</exception>
    public static RowGroups GroupBy(this RowStream<Row> rows, TimeZoneInfo timeZone, params string[] keys) => rows.GroupBy(ColumnsOf(keys, timeZone));

    /// <summary>Groups the rows by expressions, in each window.</summary>
    /// <exception cref="SqlExpressionException">A text is no expression over these columns.</exception>
    public static RowGroups GroupBy(this WindowedRowStream<Row> rows, string first, params string[] others) => rows.GroupBy(TimeZoneInfo.Utc, [first, .. others]);

    /// <summary>Groups the rows by expressions, in each window, with times in a zone.</summary>
    /// <exception cref="SqlExpressionException">A text is no expression over these columns.</exception>
    public static RowGroups GroupBy(this WindowedRowStream<Row> rows, TimeZoneInfo timeZone, params string[] keys) => rows.GroupBy(ColumnsOf(keys, timeZone));

    /// <summary>Groups the rows by expressions.</summary>
    /// <exception cref="SqlExpressionException">A text is no expression over these columns.</exception>
    public static TimedRowGroups GroupBy(this TimedStream<Row> rows, string first, params string[] others) => rows.GroupBy(TimeZoneInfo.Utc, [first, .. others]);

    /// <summary>Groups the rows by expressions, with times in a zone.</summary>
    /// <exception cref="SqlExpressionException">A text is no expression over these columns.</exception>
    public static TimedRowGroups GroupBy(this TimedStream<Row> rows, TimeZoneInfo timeZone, params string[] keys) => rows.GroupBy(ColumnsOf(keys, timeZone));

    /// <summary>Groups the rows by expressions, in each window.</summary>
    /// <exception cref="SqlExpressionException">A text is no expression over these columns.</exception>
    public static TimedRowGroups GroupBy(this TimedWindowedStream<Row> rows, string first, params string[] others) => rows.GroupBy(TimeZoneInfo.Utc, [first, .. others]);

    /// <summary>Groups the rows by expressions, in each window, with times in a zone.</summary>
    /// <exception cref="SqlExpressionException">A text is no expression over these columns.</exception>
    public static TimedRowGroups GroupBy(this TimedWindowedStream<Row> rows, TimeZoneInfo timeZone, params string[] keys) => rows.GroupBy(ColumnsOf(keys, timeZone));

    /// <summary>A row of each group: the window, the keys, and these aggregates, as <see cref="SqlColumns.AggregateExpr"/> reads them.</summary>
    /// <exception cref="SqlExpressionException">A text is no aggregate over these columns.</exception>
    /// <example><c>rows.GroupBy("action").Aggregate("count(*) as n", "sum(v * 2) as total")</c></example>
    public static TableStream<Row, Row> Aggregate(this RowGroups groups, params string[] aggregates) => groups.Aggregate(TimeZoneInfo.Utc, aggregates);

    /// <summary>A row of each group: the window, the keys, and these aggregates, with times in a zone.</summary>
    /// <exception cref="SqlExpressionException">A text is no aggregate over these columns.</exception>
    public static TableStream<Row, Row> Aggregate(this RowGroups groups, TimeZoneInfo timeZone, params string[] aggregates)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(aggregates);
        return groups.Aggregate([.. aggregates.SelectMany(SqlText.Items).Select(text => SqlAggregateColumn.Of(text, timeZone))]);
    }

    /// <inheritdoc cref="Aggregate(RowGroups, string[])"/>
    public static TimedTableStream<Row, Row> Aggregate(this TimedRowGroups groups, params string[] aggregates) => groups.Aggregate(TimeZoneInfo.Utc, aggregates);

    /// <summary>A row of each group: the window, the keys, and these aggregates, with times in a zone.</summary>
    /// <exception cref="SqlExpressionException">A text is no aggregate over these columns.</exception>
    public static TimedTableStream<Row, Row> Aggregate(this TimedRowGroups groups, TimeZoneInfo timeZone, params string[] aggregates)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(aggregates);
        return groups.Aggregate([.. aggregates.SelectMany(SqlText.Items).Select(text => SqlAggregateColumn.Of(text, timeZone))]);
    }

    /// <summary>A row of each group, of expressions over the window, the keys and aggregates: <c>Select("action, window.start as hour, sum(v) / count(*) as mean")</c>.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="timeZone">The zone of times in them.</param>
    /// <param name="columns">The expressions; one without a name that is no single aggregate is called as it is written.</param>
    /// <exception cref="SqlExpressionException">A text is no expression over these columns.</exception>
    /// <exception cref="ArgumentException">There is no aggregate among them.</exception>
    public static TableStream<Row> Select(this RowGroups groups, TimeZoneInfo timeZone, params string[] columns)
    {
        ArgumentNullException.ThrowIfNull(groups);
        var items = new GroupItems(columns, timeZone);
        return items.Of(groups.Aggregate(items.Aggregates));
    }

    /// <inheritdoc cref="Select(RowGroups, TimeZoneInfo, string[])"/>
    public static TableStream<Row> Select(this TimedRowGroups groups, TimeZoneInfo timeZone, params string[] columns)
    {
        ArgumentNullException.ThrowIfNull(groups);
        var items = new GroupItems(columns, timeZone);
        return items.Of(groups.Aggregate(items.Aggregates));
    }

    /// <inheritdoc cref="Select(RowGroups, TimeZoneInfo, string[])"/>
    public static TableStream<Row> Select(this RowGroups groups, string first, params string[] others) => groups.Select(TimeZoneInfo.Utc, [first, .. others]);

    /// <inheritdoc cref="Select(RowGroups, TimeZoneInfo, string[])"/>
    public static TableStream<Row> Select(this TimedRowGroups groups, string first, params string[] others) => groups.Select(TimeZoneInfo.Utc, [first, .. others]);

    /// <summary>Texts as columns.</summary>
    internal static Column[] ColumnsOf(string[] texts, TimeZoneInfo timeZone)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(timeZone);
        return [.. texts.SelectMany(SqlText.Items).Select(text => SqlColumn.Of(text, timeZone))];
    }

    /// <summary>Texts as columns; a star is all columns of a schema.</summary>
    internal static Column[] ColumnsOf(string[] texts, RowSchema schema, TimeZoneInfo timeZone) =>
        [.. ColumnsOf(texts, timeZone).SelectMany(column => ((SqlColumn)column).IsStar ? schema.Select(known => Columns.Col(known.Name)) : [column])];
}
