namespace ReactiveEtl;

/// <summary>Columns and aggregates as expressions in Spark's spelling, for <c>using static ReactiveEtl.SqlColumns</c>.</summary>
/// <remarks>
/// As in Spark's ANSI mode: logic knows three values, an integer that leaves its type and a division by zero are errors that name the expression and the batch, a text that
/// is cast must have the form. What reads the clock is refused. The zone of an expression is UTC unless one is given.
/// </remarks>
public static class SqlColumns
{
    /// <summary>An expression over the columns of a row, perhaps with a name: <c>Expr("date_trunc('minute', time) as k")</c>.</summary>
    /// <param name="text">The expression; without a name its column is called as Spark does, <c>(v + 1)</c>.</param>
    /// <param name="timeZone">The zone in which days begin and times are written and read; UTC by default.</param>
    /// <exception cref="SqlExpressionException">The text is no expression; names and types are looked at where it meets columns.</exception>
    public static Column Expr(string text, TimeZoneInfo? timeZone = null) => SqlColumn.Of(text, timeZone);

    /// <summary>An aggregate, perhaps with a name: <c>AggregateExpr("count(if(v > 5, 1, null)) as high")</c>.</summary>
    /// <param name="text">One call of an aggregate: count, sum, avg, min, max, first, last, any_value, count_if, bool_and, bool_or, stddev, variance, max_by, min_by, median, percentile, mode.</param>
    /// <param name="timeZone">The zone of what stands in it; UTC by default.</param>
    /// <remarks>What Spark approximates is exact here: <c>approx_count_distinct</c> counts distinct values, <c>approx_percentile</c> gives the very value; an accuracy is accepted and not needed.</remarks>
    /// <exception cref="SqlExpressionException">The text is no aggregate.</exception>
    public static AggregateColumn AggregateExpr(string text, TimeZoneInfo? timeZone = null) => SqlAggregateColumn.Of(text, timeZone);

    /// <summary>How many values of an expression are not null.</summary>
    /// <exception cref="SqlExpressionException">The text is no expression.</exception>
    public static AggregateColumn Count(string expression) => SqlAggregateColumn.OfFunction("count", expression);

    /// <summary>The sum of the values that are there, or null where none is; texts are cast to double.</summary>
    /// <inheritdoc cref="Count(string)"/>
    public static AggregateColumn Sum(string expression) => SqlAggregateColumn.OfFunction("sum", expression);

    /// <summary>The average of the values that are there, in double, or null where none is; texts are cast to double.</summary>
    /// <inheritdoc cref="Count(string)"/>
    public static AggregateColumn Average(string expression) => SqlAggregateColumn.OfFunction("avg", expression);

    /// <summary>The least value, or null where none is.</summary>
    /// <inheritdoc cref="Count(string)"/>
    public static AggregateColumn Min(string expression) => SqlAggregateColumn.OfFunction("min", expression);

    /// <summary>The greatest value, or null where none is.</summary>
    /// <inheritdoc cref="Count(string)"/>
    public static AggregateColumn Max(string expression) => SqlAggregateColumn.OfFunction("max", expression);

    /// <summary>The value of the row that arrived first.</summary>
    /// <inheritdoc cref="Count(string)"/>
    public static AggregateColumn First(string expression) => SqlAggregateColumn.OfFunction("first", expression);

    /// <summary>The value of the row that arrived last.</summary>
    /// <inheritdoc cref="Count(string)"/>
    public static AggregateColumn Last(string expression) => SqlAggregateColumn.OfFunction("last", expression);
}
