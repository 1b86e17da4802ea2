namespace ReactiveEtl.Sql.Tests;

/// <summary>Columns without an alias are called as Spark calls them, and typed as Spark types them.</summary>
public class ColumnNameTests
{
    [Theory]
    [InlineData("count + 1", "(count + 1)", "bigint")]
    [InlineData("UPPER(ACTION)", "upper(ACTION)", "string")]
    [InlineData("window.END", "END", "timestamp")]
    [InlineData("hour(window.END)", "hour(window.END)", "int")]
    [InlineData("counts.action", "action", "string")]
    [InlineData("-count", "(- count)", "bigint")]
    [InlineData("- 1", "-1", "int")]
    [InlineData("count <> 1", "(NOT (count = 1))", "boolean")]
    [InlineData("count between 1 and 2", "between(count, 1, 2)", "boolean")]
    [InlineData("action not in ('a', 'b')", "(NOT (action IN (a, b)))", "boolean")]
    [InlineData("action like 'O%'", "action LIKE O%", "boolean")]
    [InlineData("cast(count as string)", "count", "string")]
    [InlineData("cast(count + 1 as double)", "CAST((count + 1) AS DOUBLE)", "double")]
    [InlineData("int(count)", "count", "int")]
    [InlineData("count / 2", "(count / 2)", "double")]
    [InlineData("count div 2", "(count div 2)", "bigint")]
    [InlineData("count * 1.5", "(count * 1.5)", "decimal(23,1)")]
    [InlineData("1 + 1.5", "(1 + 1.5)", "decimal(3,1)")]
    [InlineData("10.0 / 3", "(10.0 / 3)", "decimal(8,6)")]
    [InlineData("2147483648", "2147483648", "bigint")]
    [InlineData("1e3", "1000.0", "double")]
    [InlineData("'it''s'", "it's", "string")]
    [InlineData("\"dq\"", "dq", "string")]
    [InlineData("date'2024-1-1'", "DATE '2024-01-01'", "date")]
    [InlineData("timestamp'2024-01-01 10:00:00.5'", "TIMESTAMP '2024-01-01 10:00:00.5'", "timestamp")]
    [InlineData("window.end + interval 1 hour", "window.end + INTERVAL '01' HOUR", "timestamp")]
    [InlineData("case when count > 1 then 'a' else 'b' end", "CASE WHEN (count > 1) THEN a ELSE b END", "string")]
    [InlineData("if(count > 1, 1, 2.5)", "(IF((count > 1), 1, 2.5))", "decimal(11,1)")]
    [InlineData("'a' || action", "concat(a, action)", "string")]
    [InlineData("trim(leading 'x' from action)", "TRIM(LEADING x FROM action)", "string")]
    [InlineData("substring(action, 2)", "substring(action, 2, 2147483647)", "string")]
    [InlineData("round(count / 3)", "round((count / 3), 0)", "double")]
    [InlineData("floor(1.5)", "FLOOR(1.5)", "decimal(2,0)")]
    [InlineData("extract(second from window.end)", "extract(second FROM window.end)", "decimal(8,6)")]
    [InlineData("count(*) over ()", "count(1) OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)", "bigint")]
    [InlineData("rank() over (order by count desc)", "RANK() OVER (ORDER BY count DESC NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)", "int")]
    [InlineData("lag(count) over (order by count)", "lag(count, 1, NULL) OVER (ORDER BY count ASC NULLS FIRST ROWS BETWEEN -1 FOLLOWING AND -1 FOLLOWING)", "bigint")]
    [InlineData("(select 1)", "scalarsubquery()", "int")]
    [InlineData("window", "window", "struct<start:timestamp,end:timestamp>")]
    public void Expression_WithoutAlias_IsNamedAndTypedAsInSpark(string expression, string name, string type) => Check($"select {expression} from counts", name, type);

    [Theory]
    [InlineData("count(*)", "count(1)", "bigint")]
    [InlineData("count(distinct action)", "count(DISTINCT action)", "bigint")]
    [InlineData("sum(count + 1)", "sum((count + 1))", "bigint")]
    [InlineData("avg(count)", "avg(count)", "double")]
    [InlineData("max(window.end)", "max(window.end)", "timestamp")]
    [InlineData("date_format(max(window.end), 'HH')", "date_format(max(window.end), HH)", "string")]
    [InlineData("sum(1.5)", "sum(1.5)", "decimal(12,1)")]
    [InlineData("avg(1.5)", "avg(1.5)", "decimal(6,5)")]
    [InlineData("sum(count) / count(1)", "(sum(count) / count(1))", "double")]
    [InlineData("count(*) filter (where count > 1)", "count(1) FILTER (WHERE (count > 1))", "bigint")]
    public void Aggregate_WithoutAlias_IsNamedAndTypedAsInSpark(string expression, string name, string type) => Check($"select {expression} from counts", name, type);

    private static void Check(string statement, string name, string type)
    {
        using var session = Tables.Session();
        var column = Assert.Single(session.Query(statement).Schema);
        Assert.Equal(name, column.Name);
        var text = new RowSchema(column with { Name = "c" }).ToString();
        Assert.Equal($"c {type}", text);
    }
}
