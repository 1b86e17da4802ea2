using System.Reactive.Linq;
using System.Reactive.Subjects;
using static ReactiveEtl.Columns;
using static ReactiveEtl.SqlColumns;

namespace ReactiveEtl.Sql.Tests;

/// <summary>Expressions over the columns of rows: on vectors and row by row they give what SQL over a table of the same rows gives.</summary>
public sealed class RowExpressionTests
{
    private const string Columns = "v int, w int, n bigint, d double, s string, b boolean, t timestamp, day date";

    private static readonly string[] Leaves =
    [
        "v > w", "v = 2", "n <= v", "d < 1.5D", "d = d", "s = 'a'", "s < 'b'", "s >= t2", "b", "not b", "v is null", "s is not null", "v in (1, 2, null)", "s in ('a', 'é')", "not v in (1, 3)",
        "n between 1 and 3", "t < timestamp'2024-03-01T10:00:30Z'", "day = date'2024-03-01'", "s like 'a%'", "v + w > 2", "n * 2 - v = 3", "coalesce(s, 'x') = 'x'", "case when b then v else w end > 1",
        "length(s) = 1", "cast(v as string) = '2'", "v <=> w", "null", "d > v",
    ];

    [Fact]
    public async Task Where_KeepsWhatSqlKeeps()
    {
        var random = new Random(7);
        var schema = RowSchema.Parse(Columns);
        for (var run = 0; run < 60; run++)
        {
            var rows = Enumerable.Range(0, 40).Select(_ => RandomRow(schema, random)).ToList();
            var condition = RandomCondition(random, 3);
            var sql = SqlSession.Answer($"select * from rows where {condition}", null, ("rows", schema, rows)).Rows;
            var kept = await Collected(Of(schema, rows).Where(condition));
            Assert.True(sql.SequenceEqual(kept), $"run {run}: {condition}\n{string.Join("\n", sql)}\n---\n{string.Join("\n", kept)}");
        }
    }

    [Fact]
    public async Task Select_GivesWhatSqlGives()
    {
        string[] expressions = ["*", "v + 1 as x1", "n * v as x2", "d / 2D as x3", "upper(s) as x4", "date_trunc('minute', t) as x5", "v + w", "cast(t as date) as x6", "-v as x7", "n % 2 as x8", "v = w as x9", "concat(s, '-', v) as y", "cast(1.10 as decimal(5,2)) as z"];
        var random = new Random(8);
        var schema = RowSchema.Parse(Columns);
        var rows = Enumerable.Range(0, 40).Select(_ => RandomRow(schema, random)).ToList();
        var sql = SqlSession.Answer($"select {string.Join(", ", expressions)} from rows", null, ("rows", schema, rows));
        var selected = Of(schema, rows).Select(expressions[0], expressions[1..]);
        Assert.Equal(sql.Rows.Select(row => row.ToString()), (await Collected(selected)).Select(row => row.ToString()));
    }

    [Theory]
    [InlineData("v +", 3, "the text ends")]
    [InlineData("v = 1 and nothing = 2", 10, "There is no column 'nothing'")]
    [InlineData("v + 1", 2, "not a boolean")]
    [InlineData("sum(v) > 1", 0, "cannot stand inside")]
    [InlineData("v = (select 1)", 4, "SQL over tables only")]
    [InlineData("t < current_timestamp()", 4, "reads the clock")]
    [InlineData("v > 1 v2", 6, "has no name")]
    public void BadCondition_IsRefusedWithItsPlace(string condition, int position, string reason)
    {
        var error = Assert.Throws<SqlExpressionException>(() => Of(RowSchema.Parse(Columns), []).Where(condition));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Equal(position, error.Position);
    }

    [Theory]
    [InlineData("v + 2147483647")]
    [InlineData("1 / (v - v)")]
    [InlineData("cast(s as int)")]
    public async Task ErrorOfAValue_NamesExpressionAndBatch(string expression)
    {
        var schema = RowSchema.Parse(Columns);
        Row[] rows = [new(schema, 1, 1, 1L, 1.0, "a", true, null, null)];
        var error = await Assert.ThrowsAsync<StreamingQueryException>(async () => await Of(schema, rows).Aggregate(Sum(expression)).LastAsync());
        Assert.Equal(0, error.BatchId);
        Assert.Contains(expression, error.Message, StringComparison.Ordinal);
    }

    /// <summary>A day that no row can hold fails the query, and not whoever looks at its rows.</summary>
    [Theory]
    [InlineData("date_add(date'9999-12-31', v)")]
    [InlineData("cast('-0001-01-01' as date)")]
    public async Task DayOutsideOfTheCalendar_NamesExpressionAndBatch(string expression)
    {
        var schema = RowSchema.Parse(Columns);
        Row[] rows = [new(schema, 1, 1, 1L, 1.0, "a", true, null, null)];
        var error = await Assert.ThrowsAsync<StreamingQueryException>(async () => await Of(schema, rows).Select($"{expression} as d").Start("days").Completion);
        Assert.Equal(0, error.BatchId);
        Assert.Contains(expression, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RightSideOfADecidedCondition_IsNotComputed()
    {
        var schema = RowSchema.Parse(Columns);
        Row[] rows = [new(schema, 0, 1, 1L, 1.0, "a", true, null, null), new(schema, 2, 1, 1L, 1.0, "a", true, null, null)];
        Assert.Equal([rows[1]], await Collected(Of(schema, rows).Where("v <> 0 and 10 / v > 1")));
        Assert.Equal(rows, await Collected(Of(schema, rows).Where("v = 0 or 10 / v > 1")));
    }

    [Fact]
    public async Task Table_IsAViewOfExpressions()
    {
        var schema = RowSchema.Parse("k string, v bigint");
        Row[] rows = [.. new[] { ("a", 1L), ("b", 2L), ("a", 3L), ("c", 9L), (null!, 4L) }.Select(row => new Row(schema, row.Item1, row.Item2))];
        var table = Of(schema, rows).GroupBy("upper(k) as k").Aggregate("count(*) as n", "sum(v * 2) as total", "stddev(v) as s", "count_if(v > 1) as high", "max_by(k, v) as top")
            .Having("total > 4 or k is null").Select("k", "n", "total - 1 as t", "s", "high", "top").OrderBy("n desc", "k").Take(3);
        var version = await table.LastAsync();
        Assert.Equal(["A,2,7,1.4142135623730951,1,a", ",1,7,,1,", "C,1,17,,1,c"], version.Rows.Select(row => string.Join(",", row.Schema.Select(column => FormattableString.Invariant($"{row[column.Name]}")))));
    }

    [Fact]
    public async Task Groups_AreSelectedByExpressionsOverAggregates()
    {
        var schema = RowSchema.Parse("k string, v bigint, t timestamp");
        Row[] rows = [.. new[] { ("a", 1L, 5), ("b", 2L, 6), ("a", 4L, 6) }.Select(row => new Row(schema, row.Item1, row.Item2, new DateTimeOffset(2024, 3, 1, row.Item3, 0, 0, TimeSpan.Zero)))];
        var chicago = TimeZoneInfo.FindSystemTimeZoneById("America/Chicago");
        var table = Of(schema, rows).GroupBy(chicago, "k, to_date(t) as day").Select(chicago, "k, day", "sum(v) / count(*) as mean, size(collect_list(v)) as n", "max(v)", "sum(v) + sum(v)").OrderBy(chicago, "day desc, k");
        var version = await table.LastAsync();
        Assert.Equal(["k", "day", "mean", "n", "max(v)", "sum(v) + sum(v)"], version.Schema.Select(column => column.Name));
        Assert.Equal(["a,03/01/2024,4,1,4,8", "b,03/01/2024,2,1,2,4", "a,02/29/2024,1,1,1,2"], version.Rows.Select(row => string.Join(",", row.Schema.Select(column => FormattableString.Invariant($"{row[column.Name]}")))));
        Assert.Contains("having (n > 1): on the rows of the table", table.Having("n > 1").Explain(), StringComparison.Ordinal);
        Assert.Contains("There is no aggregate", Assert.Throws<ArgumentException>(() => Of(schema, rows).GroupBy("k").Select("k")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Having_OfKeys_TakesTheirRowsFromWhatMovesTheWatermark()
    {
        var schema = RowSchema.Parse("k string, t timestamp");
        var batches = new[] { ("a", 10), ("b", 12), ("b", 12), ("a", 10) }.Select(row => MicroBatch.Of([new Row(schema, row.Item1, new DateTimeOffset(2024, 3, 1, row.Item2, 0, 0, TimeSpan.Zero))]));
        var groups = batches.ToObservable().AsRows(schema).EventTime(Col("t"), Lateness.Parse("10 seconds")).Window(Window.Tumbling(TimeSpan.FromMinutes(1))).GroupBy("upper(k) as key").Aggregate("count(*) as n");
        async Task<string> Last(string condition) => string.Join(",", (await groups.Having(condition).LastAsync()).Rows.Select(row => $"{row["key"]}{row["n"]}"));
        Assert.Equal("A2", await Last("key = 'A'"));
        Assert.Equal("A2", await Last("n > 0 and key = 'A'"));
        Assert.Equal("A1", await Last("key = 'A' or n > 5"));
        Assert.Equal("A1,B2", await Last("n > 0 and true"));
        Assert.Equal("A2", string.Join(",", (await groups.Having("n > 0").Having("n < 5 and key = 'A'").LastAsync()).Rows.Select(row => $"{row["key"]}{row["n"]}")));
    }

    [Fact]
    public async Task Having_OfKeys_IsAPartOfThePlanThatIsResumed()
    {
        var schema = RowSchema.Parse("k string");
        using var source = new Subject<MicroBatch<Row>>();
        var groups = source.AsRows(schema).GroupBy("k").Aggregate("count(*) as n");
        var stopped = groups.Having("k = 'a'").Start("groups");
        await stopped.StopAsync();
        var refusal = Assert.Throws<ArgumentException>(() => groups.Having("k = 'b'").Start("groups", new QueryOptions { ResumeFrom = stopped }));
        Assert.Contains("where (k = 'b')", refusal.Message, StringComparison.Ordinal);
        await groups.Having("k = 'a'").Start("groups", new QueryOptions { ResumeFrom = stopped }).StopAsync();
    }

    [Fact]
    public void Explain_ShowsWhereAConditionBehindGroupsIsTested()
    {
        var groups = JsonFiles.In("events").Read("time timestamp, action string").EventTime(Col("time"), Lateness.Parse("10 seconds")).Window(Window.Tumbling(TimeSpan.FromHours(1))).GroupBy("action").Aggregate("count(*) as n");
        var lines = groups.Having("action = 'a' and n > 1 and window.start > timestamp'2024-03-01'").Explain().Split(Environment.NewLine);
        Assert.Contains(lines, line => line.StartsWith("where (action = 'a')", StringComparison.Ordinal) && line.EndsWith("[before the event time]", StringComparison.Ordinal));
        Assert.StartsWith("having (n > 1) AND (window.start > ", lines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain(groups.Having("action = 'a'").Explain().Split(Environment.NewLine), line => line.StartsWith("having", StringComparison.Ordinal));
    }

    [Fact]
    public void Explain_SaysWhatRunsOnRows()
    {
        var rows = JsonFiles.In("events").Read("time timestamp, action string, v bigint");
        Assert.DoesNotContain("on rows", rows.Where("v + 1 > 2 and action = 'a' or time is null").Explain(), StringComparison.Ordinal);
        Assert.Contains("on rows", rows.Where("action like 'a%'").Explain(), StringComparison.Ordinal);
        var timed = rows.EventTime(Col("time"), Lateness.Parse("10 seconds")).Where("action like 'a%' and time > timestamp'2024-03-01'");
        Assert.Contains("[before the event time: ", timed.Explain(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Zone_DecidesDays()
    {
        var schema = RowSchema.Parse("t timestamp");
        Row[] rows = [new(schema, new DateTimeOffset(2024, 3, 1, 2, 0, 0, TimeSpan.Zero))];
        var chicago = TimeZoneInfo.FindSystemTimeZoneById("America/Chicago");
        var row = Assert.Single(await Collected(Of(schema, rows).Select(Expr("to_date(t) as d", chicago), Expr("date_format(t, 'HH:mm') as h", chicago))));
        Assert.Equal((new DateOnly(2024, 2, 29), "20:00"), (row["d"], row["h"]));
    }

    /// <summary>Columns that a source in memory was given are known behind every step: conditions, the event time, a key that is it.</summary>
    [Fact]
    public void RowsFromMemory_KeepTheirColumns()
    {
        var schema = RowSchema.Parse("k string, v int, t timestamp");
        Row At(string k, int v, int second) => new(schema, k, v, new DateTimeOffset(2024, 3, 1, 10, 0, second, TimeSpan.Zero));
        using var source = new System.Reactive.Subjects.Subject<MicroBatch<Row>>();
        var timed = source.AsRows(schema).Where("v > 0").Select("k", "v + 1 as w", "t").EventTime(Col("t"), TimeSpan.Zero).Where("t < timestamp'2024-03-01T10:00:50Z' and w < 10");
        var windows = timed.Window(Window.Tumbling(TimeSpan.FromSeconds(10))).GroupBy(Col("k")).Aggregate("sum(w) as s").Start("windows", OutputMode.Append);
        var instants = timed.GroupBy(Col("t"), Col("k")).Aggregate(Count().As("n")).Start("instants", OutputMode.Append);
        source.OnNext(MicroBatch.Of([At("a", 1, 5), At("a", 2, 6), At("a", -1, 40), At("a", 20, 49), At("b", 1, 21), At("b", 1, 59)]));
        source.OnNext(MicroBatch.Of([At("a", 1, 7), At("b", 2, 22), At("c", 1, 58)]));

        // What reads the time has moved the watermark, so all but one instant is closed; what only reads another column has not.
        Assert.Equal(["a,5", "b,2"], windows.Table.Current.Rows.Select(row => $"{row["k"]},{row["s"]}"));
        Assert.Equal((2, 4), (windows.RecentProgress.Sum(batch => batch.Late), windows.RecentProgress.Sum(batch => batch.Filtered)));
        Assert.Equal([true, true, true], Enumerable.Range(0, 3).Select(instants.Table.Current.IsFinal));
    }

    private static RowStream<Row> Of(RowSchema schema, IEnumerable<Row> rows) => Observable.Return(MicroBatch.Of(rows)).AsRows(schema);

    private static async Task<IReadOnlyList<Row>> Collected(RowStream<Row> rows) => [.. (await rows.LastAsync()).Rows];

    private static string RandomCondition(Random random, int depth) => depth == 0 || random.Next(4) == 0
        ? Leaves[random.Next(Leaves.Length)].Replace("t2", "'a'", StringComparison.Ordinal)
        : random.Next(5) switch
        {
            0 => $"not ({RandomCondition(random, depth - 1)})",
            1 or 2 => $"({RandomCondition(random, depth - 1)}) and ({RandomCondition(random, depth - 1)})",
            _ => $"({RandomCondition(random, depth - 1)}) or ({RandomCondition(random, depth - 1)})",
        };

    private static Row RandomRow(RowSchema schema, Random random)
    {
        object? Maybe(object value) => random.Next(5) == 0 ? null : value;
        return new Row(schema, Maybe(random.Next(-1, 5)), Maybe(random.Next(-1, 5)), Maybe((long)random.Next(-1, 5)), Maybe(new[] { 0.0, -0.0, 1.5, double.NaN, 2 }[random.Next(5)]),
            Maybe(new[] { "", "a", "ab", "é", "😀", "\uFFFD" }[random.Next(6)]), Maybe(random.Next(2) == 0), Maybe(new DateTimeOffset(2024, 3, 1, 10, 0, random.Next(60), TimeSpan.Zero)), Maybe(new DateOnly(2024, 3, random.Next(1, 3))));
    }
}
