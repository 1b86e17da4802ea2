namespace ReactiveEtl.Sql.Tests;

/// <summary>Shapes of queries.</summary>
public class QueryTests
{
    [Theory]
    [InlineData("SELECT c.Action FROM COUNTS c WHERE C.COUNT > 100 ORDER BY c.action", "Close / Open")]
    [InlineData("select action, count(*) n from counts group by action having n > 1 order by n desc, action", "Close|3 / Open|3")]
    [InlineData("select upper(action) u, count(*) from counts group by u order by 1", "NULL|1 / CLOSE|3 / OPEN|3")]
    [InlineData("select count(*) from counts group by action order by action desc", "3 / 3 / 1")]
    [InlineData("select window.start, sum(count) from counts group by window order by window.start desc limit 1", "2024-03-01 13:00:00|8")]
    [InlineData("select action, sum(count) from counts group by rollup(action) having sum(count) > 3 order by 2", "Open|195 / Close|196 / NULL|394")]
    [InlineData("select action from counts order by count desc limit 2 offset 1", "Open / Open")]
    [InlineData("select count + 1 as a, a * 2 as b from counts order by a limit 1", "1|2")]
    [InlineData("select o.count, c.count from counts o join counts c on o.window = c.window and o.action < c.action order by 1", "0|5 / 9|11 / 187|179")]
    [InlineData("select k, x.n from edges left join (select 'a' as k2, 1 as n) x on k = k2 where v < 2 order by v", "b|NULL / |NULL / a|1")]
    [InlineData("select k, count(*) from edges a join edges b using (k) group by k order by k", "|1 / a|4 / b|1 / \uffee|1 / \ud83d\ude00|1")]
    [InlineData("select v from edges a left anti join counts on a.v = counts.count order by v limit 3", "NULL / -7 / 1")]
    [InlineData("select v from edges a left semi join counts on a.v = counts.count", "0")]
    [InlineData("select count from counts where count = (select max(count) from counts c2 where c2.action = counts.action) order by 1", "179 / 187")]
    [InlineData("select action, (select count(*) from counts x where x.action = c.action) n from counts c group by action order by action", "NULL|0 / Close|3 / Open|3")]
    [InlineData("select action from counts where action not in (select k from edges)", "")]
    [InlineData("select count(*) from counts c where exists (select 1 from edges where v = c.count)", "1")]
    [InlineData("with a as (select action, sum(count) s from counts group by action), b as (select max(s) m from a) select action from a, b where s = m", "Close")]
    [InlineData("with recursive r(n) as (select 1 union all select n + 1 from r where n < 4) select sum(n) from r", "10")]
    [InlineData("with recursive r as (select 1 as n, ' FROM ' as s union all select n + 1, s from r where n < 3), x as (select 1) select a.n, b.s from r a join r b on a.n = b.n order by 1 desc limit 1", "3|FROM")]
    [InlineData("select * from edges a left semi join (select 'b' as k) b using (k)", "b|-7|1.0E10|2024-03-01 10:00:00.5|2024-12-31|false|-2.50")]
    [InlineData("select 1 as x union all select 2.5 union select 1 order by x desc", "2.5 / 1.0")]
    [InlineData("select action from counts except select 'Open' order by 1", "NULL / Close")]
    [InlineData("select * from values (1, 'a'), (2, 'b') as t(x, y) order by x desc", "2|b / 1|a")]
    [InlineData("select action, rank() over (order by sum(count) desc) r from counts group by action order by r", "Close|1 / Open|2 / NULL|3")]
    [InlineData("select count, sum(count) over (partition by action order by count rows between 1 preceding and current row) s from counts where action = 'Open' order by 1", "5|5 / 11|16 / 179|190")]
    [InlineData("select avg(d) over (order by v rows between 1 preceding and current row) from edges where v in (1, 12) order by v", "0.5 / 0.250005")]
    [InlineData("select count from (select *, row_number() over (partition by action order by count desc) as r from counts) where r = 1 order by 1", "3 / 179 / 187")]
    [InlineData("select count(distinct action, window), sum(distinct count % 2) from counts", "6|1")]
    [InlineData("select median(count), stddev_pop(count) from counts where action = 'Close'", "9.0|86.10974909317115")]
    [InlineData("select max_by(action, count), first(action), last(count), group_concat(action, '+') from counts where action = 'Open'", "Open|Open|5|Open+Open+Open")]
    [InlineData("select count(*) filter (where count > 10), count_if(count > 10), bool_and(count >= 0) from counts", "3|3|true")]
    [InlineData("select count(*) from counts limit 0, 1", "7")]
    [InlineData("select 'Open' glob 'O*' -- a comment\n, /* another */ 2;", "true|2")]
    public void Query_OfAnyShape_IsAnswered(string statement, string expected) => Assert.Equal(expected, Tables.Answer(statement));

    [Fact]
    public void Alias_BehindSpaces_IsTheName()
    {
        using var session = Tables.Session();
        Assert.Equal(["my name", "x`y", "window"], session.Query("select action `my name`, 1 as `x``y`, 2 as window from counts").Schema.Select(column => column.Name));
    }

    [Fact]
    public void SameName_Twice_IsShownButNoSchema()
    {
        using var session = Tables.Session();
        var result = session.Query("select action, action from counts limit 1");
        Assert.StartsWith("+------+------+\n|action|action|\n", result.Text(), StringComparison.Ordinal);
        Assert.Contains("'action'", Assert.Throws<SqlQueryException>(() => result.Rows).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Interval_IsShownButNoRow()
    {
        using var session = Tables.Session();
        var result = session.Query("select window.end - window.start as length from counts limit 1");
        Assert.Contains("INTERVAL '0 01:00:00' DAY TO SECOND", result.Text(20, 0), StringComparison.Ordinal);
        Assert.Throws<SqlQueryException>(() => result.Schema);
    }
}
