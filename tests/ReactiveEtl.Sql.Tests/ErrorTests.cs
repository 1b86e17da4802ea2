namespace ReactiveEtl.Sql.Tests;

/// <summary>What Spark refuses we refuse, with the statement, the place and what is known.</summary>
public class ErrorTests
{
    [Theory]
    [InlineData("select nope from counts", 7, "'nope'")]
    [InlineData("select c.nope from counts c", 7, "c.nope")]
    [InlineData("select action from nope", 19, "'nope'")]
    [InlineData("select count( from counts", 14, "from")]
    [InlineData("selec 1", 0, "selec")]
    [InlineData("select window.nope from counts", 7, "start and end")]
    [InlineData("select action.x from counts", 7, "no fields")]
    [InlineData("select nofunc(1)", 7, "'nofunc'")]
    [InlineData("select upper(action, 1) from counts", 7, "1 argument")]
    [InlineData("select k from edges a, edges b", 7, "ambiguous")]
    [InlineData("select action, count from counts group by action", 15, "neither grouped")]
    [InlineData("select action, count(*) from counts", 7, "no GROUP BY")]
    [InlineData("select sum(sum(count)) from counts", 11, "aggregate")]
    [InlineData("select action from counts where sum(count) > 1", 32, "WHERE")]
    [InlineData("select action from counts where count", 32, "boolean")]
    [InlineData("select action from counts order by 2", 35, "ORDER BY 2")]
    [InlineData("select distinct action from counts order by count", 44, "'count'")]
    [InlineData("select action from counts limit -1", 32, "LIMIT")]
    [InlineData("select 1, 2 union select 1", 12, "as many columns")]
    [InlineData("select 'open", 7, "closing")]
    [InlineData("select timestamp'2024-02-30'", 7, "2024-02-30")]
    [InlineData("select true + 1", 12, "do not fit")]
    [InlineData("select '1' + '1'", 11, "do not fit")]
    [InlineData("select cast(dt as int) from edges", 7, "cannot be cast")]
    [InlineData("select year(1)", 12, "date")]
    [InlineData("insert into counts values (1)", 0, "a query")]
    [InlineData("select (select k, v from edges)", 7, "one column")]
    [InlineData("with recursive r(n) as (select 1 union select n from r) select n from r", 33, "UNION ALL")]
    public void Statement_ThatSparkRefuses_SaysWhereAndWhy(string statement, int position, string reason)
    {
        using var session = Tables.Session();
        var error = Assert.Throws<SqlQueryException>(() => session.Query(statement));
        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
        Assert.Equal(position, error.Position);
        Assert.Equal(statement, error.Statement);
        Assert.Contains("counts(action string, window", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("select 1/0")]
    [InlineData("select 1 div 0")]
    [InlineData("select v % 0 from edges")]
    [InlineData("select 2147483647 + 1")]
    [InlineData("select v + 1 from edges")]
    [InlineData("select sum(v) from edges")]
    [InlineData("select sum(v) over () from edges")]
    [InlineData("select -v - 2 from edges")]
    [InlineData("select cast('x' as int)")]
    [InlineData("select cast(3000000000 as int)")]
    [InlineData("select cast(123.456 as decimal(4,2))")]
    [InlineData("select v = 'x' from edges")]
    [InlineData("select 'x' like 'abc#' escape '#'")]
    [InlineData("select 'x' like 'a#bc' escape '#'")]
    [InlineData("select trim('a', 'b', 'c')")]
    [InlineData("select date_format('x', 'HH')")]
    [InlineData("select make_date(2024, 2, 30)")]
    [InlineData("select (select k from edges)")]
    [InlineData("with recursive r(n) as (select 1 union all select n + 1 from r) select max(n) from r")]
    public void Value_ThatHasNoAnswer_IsAnError(string statement)
    {
        using var session = Tables.Session();
        Assert.Throws<SqlQueryException>(() => session.Query(statement));
        Assert.Equal(1, session.Query("select 1 as one").Rows[0]["one"]);
    }

    [Fact]
    public void Value_ThatIsNeverComputed_IsNoError() => Assert.Equal("", Tables.Answer("select 1/0 from counts where false"));

    [Fact]
    public void Condition_FromLeftToRight_GuardsWhatFollows() =>
        Assert.Equal("1", Tables.Answer("select v from edges where v <> 0 and 1 div v = 1"));

    [Theory]
    [InlineData("select", 6, "Expected an expression or '*', but the text ends.")]
    [InlineData("select a, from t", 10, "Expected an expression or '*', but found 'from'.")]
    [InlineData("select v in (1, 2", 17, "Expected ',' or ')', but the text ends.")]
    [InlineData("select v not 1", 13, "Expected BETWEEN, IN, LIKE, ILIKE, RLIKE, REGEXP, GLOB or NULL, but found '1'.")]
    [InlineData("select v between 1 or 2", 19, "Expected AND, but found 'or'.")]
    [InlineData("select v is 1", 12, "Expected NULL, UNKNOWN, TRUE, FALSE or DISTINCT, but found '1'.")]
    [InlineData("select count(v", 14, "Expected ',' or ')', but the text ends.")]
    [InlineData("select count(v w)", 15, "Expected ',' or ')', but found 'w'.")]
    [InlineData("select (1 + 2", 13, "Expected ')', but the text ends.")]
    [InlineData("select case when a b", 19, "Expected THEN, but found 'b'.")]
    [InlineData("select case a when 1 then 2", 27, "Expected ELSE or END, but the text ends.")]
    [InlineData("select cast(a int)", 14, "Expected AS, but found 'int'.")]
    [InlineData("select cast(a as decimal(x))", 25, "Expected a number of digits, but found 'x'.")]
    [InlineData("select extract(hour t)", 20, "Expected FROM, but found 't'.")]
    [InlineData("select trim(leading x)", 21, "Expected FROM, but found ')'.")]
    [InlineData("select trim(both x, y)", 18, "Expected FROM, but found ','.")]
    [InlineData("select trim(x", 13, "Expected FROM, ',' or ')', but the text ends.")]
    [InlineData("select trim(from x)", 12, "Expected an expression, LEADING, TRAILING or BOTH, but found 'from'.")]
    [InlineData("select v like any ('a'", 22, "Expected ',' or ')', but the text ends.")]
    [InlineData("select sum(v) over (order by t rows 1)", 37, "Expected PRECEDING or FOLLOWING, but found ')'.")]
    [InlineData("select a b c", 11, "Expected the end of the query, but found 'c'.")]
    [InlineData("select * from", 13, "Expected the name of a table, but the text ends.")]
    [InlineData("select * from t where", 21, "Expected an expression, but the text ends.")]
    [InlineData("select * from db.t", 16, "Expected a table's name without a database before it, but found '.'.")]
    [InlineData("select * from a left b on true", 21, "Expected JOIN, but found 'b'.")]
    [InlineData("select * from (select 1", 23, "Expected ')', but the text ends.")]
    [InlineData("with x as select 1", 10, "Expected '(', but found 'select'.")]
    [InlineData("select 1 union", 14, "Expected a query (SELECT, WITH or VALUES), but the text ends.")]
    [InlineData("selec 1", 0, "Expected a query (SELECT, WITH or VALUES), but found 'selec'.")]
    [InlineData("select a /* b", 9, "The comment that begins here does not end.")]
    [InlineData("select `a", 7, "The name that begins here lacks its closing backtick.")]
    [InlineData("select a # b", 9, "The character '#' begins nothing that SQL knows.")]
    public void Syntax_ThatIsWrong_SaysWhereAndWhatWasExpected(string statement, int position, string reason)
    {
        var error = Assert.Throws<SqlQueryException>(() => SqlParser.Parse(statement));
        Assert.Equal((position, reason), (error.Position, error.Reason));
    }

    /// <summary>Once read, a long chain is as deep for the binder as parentheses are for the parser.</summary>
    [Theory]
    [InlineData("(", "1", ")")]
    [InlineData("abs(", "1", ")")]
    [InlineData("position(", "1", " in 'a')")]
    [InlineData("case when true then ", "1", " end")]
    [InlineData("(select ", "1", ")")]
    [InlineData("not ", "true", "")]
    [InlineData("- ", "1", "")]
    [InlineData("", "1", " + 1")]
    [InlineData("", "true", " or true")]
    [InlineData("", "1", " union all select 1")]
    [InlineData("", "1 from a", " join a")]
    [InlineData("", "1", "::int")]
    [InlineData("", "action from counts where true", " and action is null")]
    [InlineData("/* ", "", " */")]
    public void Statement_NestedTooDeeply_IsRefused(string before, string inner, string after)
    {
        const int Depth = 30_000;
        using var session = Tables.Session();
        var statement = "select " + string.Concat(Enumerable.Repeat(before, Depth)) + inner + string.Concat(Enumerable.Repeat(after, Depth));
        Assert.Throws<SqlQueryException>(() => session.Query(statement));
        Assert.Equal(1, session.Query("select 1 as one").Rows[0]["one"]);
    }

    [Fact]
    public void Position_OnALaterLine_IsCountedByLines()
    {
        using var session = Tables.Session();
        var error = Assert.Throws<SqlQueryException>(() => session.Query("select action,\n  nope\nfrom counts"));
        Assert.Contains("(line 2, column 3, near \"nope from counts\")", error.Message, StringComparison.Ordinal);
    }
}
