namespace ReactiveEtl;

/// <summary>Tables of run-time columns as views, with expressions as texts in Spark's spelling.</summary>
public static class TableStreamSql
{
    /// <summary>The rows of the table for which a condition is true: <c>Having("count > 1 and window.start >= timestamp'2024-03-01'")</c>.</summary>
    /// <remarks>
    /// Behind the groups, before any other view of them, a conjunct that reads their keys alone is tested before the rows are grouped, as in Spark: other groups are not kept, and where the
    /// condition does not read the event time, and no keys are compared before, their rows don't move the watermark. The rest is a view: what the query keeps is the same. <see cref="TableStream{TRow}.Explain"/> shows which is where.
    /// </remarks>
    /// <param name="table">The table.</param>
    /// <param name="condition">The condition.</param>
    /// <param name="timeZone">The zone of times in it; UTC by default.</param>
    /// <exception cref="SqlExpressionException">The text is no condition over these columns.</exception>
    public static TableStream<Row> Having(this TableStream<Row> table, string condition, TimeZoneInfo? timeZone = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        var schema = table.Schema.Columns;
        var conjuncts = SqlColumn.Condition(condition, timeZone, "HAVING").ConjunctsIn(schema);
        var ofKeys = table.Keys is { } keys ? conjuncts.Where(conjunct => conjunct.ReadsOnly(keys.Schema, schema)).ToList() : [];
        foreach (var conjunct in ofKeys) table = table.Keys!.Where(conjunct);
        var ofRows = conjuncts.Except(ofKeys).ToList();
        if (ofRows.Count == 0) return table;
        var holds = ofRows.Select(conjunct => conjunct.OfRow(schema)).ToArray();
        var explain = $"having {string.Join(" AND ", ofRows.Select(conjunct => conjunct.ExplainIn(schema)))}: on the rows of the table";
        return View(table);

        // A later condition of keys goes below this one: two conditions are the conjuncts of one.
        TableView<Row> View(TableStream<Row> inner) => new(inner, _ => version => new FilteredVersion<Row>(version, row => holds.All(test => test(row) is true)), inner.Outputs, explain)
        {
            Keys = inner.Keys is { } known ? known with { Where = key => View(known.Where(key)) } : null,
        };
    }

    /// <summary>The columns of the table as expressions over them: <c>Select("window.start as s", "n * 2 as twice")</c>.</summary>
    /// <exception cref="SqlExpressionException">A text is no expression over these columns.</exception>
    public static TableStream<Row> Select(this TableStream<Row> table, string first, params string[] others) => table.Select(TimeZoneInfo.Utc, [first, .. others]);

    /// <summary>The columns of the table as expressions over them, with times in a zone.</summary>
    /// <exception cref="SqlExpressionException">A text is no expression over these columns.</exception>
    public static TableStream<Row> Select(this TableStream<Row> table, TimeZoneInfo timeZone, params string[] columns)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.Select(RowStreamSql.ColumnsOf(columns, table.Schema.Columns, timeZone));
    }

    /// <summary>The columns of the table as others: by name, or expressions over them.</summary>
    /// <exception cref="ArgumentException">There is no such column, or two of the result have the same name.</exception>
    public static TableStream<Row> Select(this TableStream<Row> table, params Column[] columns)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Length == 0) throw new ArgumentException("Select needs at least one column.", nameof(columns));
        var known = table.Schema.Columns;
        var schema = new RowSchema(columns.Select(column => column.OutputIn(known)));
        var values = columns.Select(column => column is SqlColumn expression ? expression.OfRow(known) : row => row[column.Name]).ToArray();
        return new TableProjection<Row, Row>(table, row => new Row(schema, [.. values.Select(value => value(row))]), TableSchema.Of(schema), $"select {string.Join(", ", columns.Select(column => column.Name))}");
    }

    /// <summary>The rows of the table in order: <c>OrderBy("n desc", "k")</c>. Nulls come first, last where the order descends, unless it says <c>nulls first</c> or <c>nulls last</c>.</summary>
    /// <exception cref="SqlExpressionException">A text is no order of these columns.</exception>
    public static TableStream<Row> OrderBy(this TableStream<Row> table, string first, params string[] others) => table.OrderBy(TimeZoneInfo.Utc, [first, .. others]);

    /// <summary>The rows of the table in order, with times in a zone.</summary>
    /// <exception cref="SqlExpressionException">A text is no order of these columns.</exception>
    public static TableStream<Row> OrderBy(this TableStream<Row> table, TimeZoneInfo timeZone, params string[] keys)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(keys);
        var order = keys.SelectMany(SqlText.Items).Select(key => SqlText.ReadOrder(key, timeZone)).ToList();
        var schema = table.Schema.Columns;
        var values = order.Select(key => SqlRowEvaluator.Of(key.Expression.Bind(schema, "ORDER BY").Bound, schema, key.Expression.Text)).ToArray();
        return table.OrderBy(row => values.Select(value => value(row)).ToArray(), Comparer<object?[]>.Create((left, right) => Compare(order, left, right)));
    }

    private static int Compare(List<(SqlText Expression, SqlOrder Order)> keys, object?[]? left, object?[]? right)
    {
        for (var i = 0; i < keys.Count; i++)
        {
            var (l, r) = (left![i], right![i]);
            var order = (l, r) switch
            {
                (null, null) => 0,
                (null, _) => keys[i].Order.NullsFirst ? -1 : 1,
                (_, null) => keys[i].Order.NullsFirst ? 1 : -1,
                _ => keys[i].Order.Descending ? -SqlOrdering.Compare(l, r) : SqlOrdering.Compare(l, r),
            };
            if (order != 0) return order;
        }

        return 0;
    }
}
