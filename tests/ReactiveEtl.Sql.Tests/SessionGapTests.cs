using System.Reactive.Linq;
using static ReactiveEtl.Columns;
using static ReactiveEtl.SqlColumns;

namespace ReactiveEtl.Sql.Tests;

/// <summary>Gaps and windows that a row's own columns decide, as Spark 4.3 answered to the same rows.</summary>
public sealed class SessionGapTests
{
    [Theory]
    [InlineData("interval 1 month", "2024-02-29T10:00:00Z")]
    [InlineData("1 year -11 months", "2024-02-29T10:00:00Z")]
    [InlineData("1 month 1 day", "2024-03-01T10:00:00Z")]
    [InlineData("8000 years", "9999-12-31T23:59:59.999999Z")]
    [InlineData("-1 month", null)]
    [InlineData("nonsense", null)]
    [InlineData("1 day -1 month", null)]
    public async Task Months_AreOfTheCalendar(string gap, string? end)
    {
        var schema = RowSchema.Parse("time timestamp, gap string");
        Row[] rows = [new(schema, new DateTimeOffset(2024, 1, 31, 10, 0, 0, TimeSpan.Zero), gap)];
        var table = await Observable.Return(MicroBatch.Of(rows)).AsRows(schema).Window(Col("time"), Window.Session(Expr("gap"))).GroupBy(Col("gap")).Aggregate(Count());
        Assert.Equal(end is null ? [] : [DateTimeOffset.Parse(end, System.Globalization.CultureInfo.InvariantCulture)], table.Rows.Select(row => ((Window)row["session_window"]!).End));
    }

    [Fact]
    public async Task Windows_OfLocalTimes_NeedNoEventTime()
    {
        var schema = RowSchema.Parse("n timestamp_ntz");
        Row[] rows = [new(schema, new DateTime(2024, 3, 1, 10, 0, 5)), new(schema, new DateTime(2024, 3, 1, 10, 0, 9))];
        var table = await Observable.Return(MicroBatch.Of(rows)).AsRows(schema).Window(Col("n"), Window.Tumbling(TimeSpan.FromSeconds(10))).Aggregate(Count());
        Assert.Equal(2L, Assert.Single(table.Rows)[1]);
        Assert.Equal(ColumnType.LocalWindow, table.Schema[0].Type);
    }
}
