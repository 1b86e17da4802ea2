namespace ReactiveEtl.Sql.Tests;

/// <summary>What SQLite knows besides: its functions within Spark's queries, and its statements as they are.</summary>
public class SqliteTests
{
    [Theory]
    [InlineData("printf('%s has %d', action, count)", "Open has 11", "string")]
    [InlineData("format('%.2f', 1.005 + count)", "12.01", "string")]
    [InlineData("json_extract('{\"a\":[1,2.5,\"x\"]}', '$.a[0]') + count", "12", "bigint")]
    [InlineData("json_extract('{\"a\":[1,2.5,\"x\"]}', '$.a[1]')", "2.5", "double")]
    [InlineData("json_extract('{}', '$.a')", "NULL", "string")]
    [InlineData("json_object('a', json_array(1, count), 'b', json('{}'))", "{\"a\":[1,11],\"b\":{}}", "string")]
    [InlineData("strftime('%H:%M', window.end)", "02:00", "string")]
    [InlineData("julianday('2000-01-01 12:00:00') + 1", "2451546.0", "double")]
    [InlineData("unixepoch(window.start)", "1709254800", "bigint")]
    [InlineData("unixepoch('2024-03-01') + 1", "1709251201", "bigint")]
    [InlineData("quote(action)", "'Open'", "string")]
    [InlineData("unicode(action)", "79", "bigint")]
    [InlineData("quote(zeroblob(2))", "X'0000'", "string")]
    [InlineData("zeroblob(2)", "0000", "string")]
    [InlineData("random() is null", "false", "boolean")]
    [InlineData("likelihood(count > 1, 0.9)", "1", "bigint")]
    [InlineData("case when json_valid(action) then 'json' else 'text' end", "text", "string")]
    [InlineData("coalesce(sqlite_version(), cast(1/0 as string)) like '3.%'", "true", "boolean")]
    [InlineData("case when json_valid(action) then json_extract(action, '$') else 'text' end", "text", "string")]
    [InlineData("if(json_valid(action), json_extract(action, '$'), 1)", "1", "int")]
    [InlineData("json_valid(action) and json_extract(action, '$') = 1", "false", "boolean")]
    [InlineData("not json_valid(action) or json_extract(action, '$') = 1", "true", "boolean")]
    [InlineData("typeof(unixepoch(window.start))", "bigint", "string")]
    [InlineData("upper(printf('%s', lower(quote(action))))", "'OPEN'", "string")]
    public void Function_ThatOnlySqliteHas_GivesItsValue(string expression, string expected, string type)
    {
        var statement = $"select {expression} as x from counts where action = 'Open' and unicode(action) = 79 order by count desc limit 1 offset 1";
        Assert.Equal(expected, Tables.Answer(statement));
        using var session = Tables.Session();
        Assert.Equal($"x {type}", session.Query(statement).Schema.ToString());
    }

    [Theory]
    [InlineData("select action, total(count), string_agg(count, '+') from counts group by action order by action", "NULL|3.0|3 / Close|196.0|9+187+0 / Open|195.0|11+179+5")]
    [InlineData("select json_group_array(json(count)) filter (where count > 100) as a from counts", "[187,179]")]
    [InlineData("select total(count) + 1 from counts having total(count) > 1", "395.0")]
    [InlineData("select count, total(count) over (order by count rows 1 preceding) from counts where action = 'Open' order by 1", "5|5.0 / 11|16.0 / 179|190.0")]
    [InlineData("select printf('%d', sum(count)), count(distinct unicode(action)) from counts", "394|2")]
    [InlineData("select printf('%s', action) as a, count(*) from counts group by a order by a", "|1 / Close|3 / Open|3")]
    [InlineData("select json_extract('[1,\"a\"]', '$[' || v || ']') from edges where v = 0 union all select json_extract('[1,\"a\"]', '$[0]') order by 1", "1 / 1")]
    [InlineData("select json_extract('[1,2.5,\"a\"]', '$[' || count || ']') as x from (values (0), (1), (2)) as t(count) order by count", "1 / 2.5 / a")]
    [InlineData("select count(*) from counts a where exists (select 1 from edges where quote(k) = quote(lower(substr(a.action, 2, 0))))", "7")]
    public void Aggregate_AndQuery_WithSqlitesFunctions(string statement, string expected) => Assert.Equal(expected, Tables.Answer(statement));

    [Theory]
    [InlineData("select action, count, sum(count) over (order by count groups between 1 preceding and current row exclude current row) s from counts where action = 'Open' order by 2", "Open|5|NULL / Open|11|5 / Open|179|11")]
    [InlineData("select '{\"a\":5}' ->> '$.a' as a", "5")]
    [InlineData("values (1, 'a'), (2.5, 'b') except select 1, '\"a\"' ->> '$'", "2.5|b")]
    [InlineData("select group_concat(action, ',' order by count desc) from counts where action is not null and count > 5", "Close,Open,Open,Close")]
    [InlineData("select count(*) from counts not indexed where window_start >= '2024-03-01 13:00:00'", "3")]
    [InlineData("select window, window_end, 7 ->> '$' from counts where count = 187", "{2024-03-01 02:00:00, 2024-03-01 03:00:00}|2024-03-01 03:00:00|7")]
    [InlineData("select b, d, t, dt, m, d ->> '$' from edges where k = 'b'", "0|1.0E10|2024-03-01 10:00:00.5|2024-12-31|-2.5|1.0E10")]
    [InlineData("select k, value from edges, json_each('[3,4]') where v = 12", "\ud83d\ude00|3 / \ud83d\ude00|4")]
    [InlineData("select cast(count as text) || 'x' from counts where (action, count) = ('Open', 5)", "5x")]
    [InlineData("with recursive n(i) as (select 1 union select i + 1 from n where i < 3) select i, null ->> '$' from n", "1|NULL / 2|NULL / 3|NULL")]
    public void Statement_ThatOnlySqliteReads_IsItsOwn(string statement, string expected) => Assert.Equal(expected, Tables.Answer(statement));

    [Fact]
    public void Times_OfSqlitesStatements_AreInTheSessionsZone() => Assert.Equal(
        "2024-03-01 11:00:00|11|11",
        Tables.Answer("select t, strftime('%H', t), (select strftime('%H', x.t) from edges x where (x.k, x.v) = ('a', 1)) from edges where (k, v) = ('a', 1)", "Europe/Berlin"));

    [Theory]
    [InlineData("select * from counts where", 26, "incomplete input")]
    [InlineData("insert into counts values (1)", 0, "not authorized")]
    [InlineData("with x as (select 1) delete from counts", 21, "SQLite")]
    [InlineData("drop view counts", 0, "not authorized")]
    [InlineData("pragma table_info(counts)", 0, "not authorized")]
    [InlineData("attach ':memory:' as x", 0, "not authorized")]
    [InlineData("begin", 0, "not authorized")]
    [InlineData("select 1 ->> '$'; drop view counts", 10, "more than one")]
    [InlineData("select ?", 7, "parameters")]
    [InlineData("select nope ->> '$' from counts", 13, "no such column: nope")]
    public void Statement_ThatSqliteRefusesToo_SaysWhatBothSay(string statement, int position, string reason)
    {
        using var session = Tables.Session();
        var error = Assert.Throws<SqlQueryException>(() => session.Query(statement));
        Assert.Equal(position, error.Position);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains("SQLite does not take it either", error.Reason, StringComparison.Ordinal);
        Assert.Equal(7L, session.Query("select count(*) as n from counts").Rows[0]["n"]);
    }

    /// <summary>SQLite would answer each of these, but not as Spark means it.</summary>
    [Theory]
    [InlineData("select true + 1")]
    [InlineData("select 2147483647 + 1")]
    [InlineData("select date'2024-02-30' from (select 1 as date) t")]
    [InlineData("select cast('x' as int), printf('a')")]
    [InlineData("select cast(300 as tinyint)")]
    [InlineData("select \"a\" + 1 from counts")]
    [InlineData("select printf('%d', nope) from counts")]
    [InlineData("select rowid from counts")]
    [InlineData("select julianday('2024-01-01') || nope from counts")]
    [InlineData("select printf('%d', 1) + true")]
    [InlineData("select action from counts where printf('x')")]
    [InlineData("select total(total(count)) from counts")]
    [InlineData("select printf('%d', count), sum(count) from counts")]
    [InlineData("select abs('x') from counts")]
    public void Statement_ThatSparkRefuses_IsNotLeftToSqlite(string statement)
    {
        using var session = Tables.Session();
        Assert.Throws<SqlQueryException>(() => session.Query(statement));
    }
}
