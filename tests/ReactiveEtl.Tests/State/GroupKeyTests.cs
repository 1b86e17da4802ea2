using System.Reactive.Concurrency;
using System.Reactive.Linq;
using ReactiveEtl.Testing;
using static ReactiveEtl.Columns;

namespace ReactiveEtl.Tests.State;

/// <summary>Keys of groups at their edges, as Spark answers.</summary>
public sealed class GroupKeyTests
{
    [Fact]
    public async Task DecimalKey_HasOneZero()
    {
        var table = await Rows("x decimal(10,2)", """{"x":0}""", """{"x":-0.001}""", """{"x":-0.0}""", """{"x":0.00}""").GroupBy(Col("x")).Aggregate(Count());

        var row = Assert.Single(table.Rows);
        Assert.Equal((0m, 4L), (row["x"], row["count"]));
    }

    [Fact]
    public async Task VectorWithoutEventTimes_AddsNothing()
    {
        var rows = Rows("time timestamp, action string", """{"action":"a"}""", """{"action":null}""");

        Assert.Empty((await rows.Window(Col("time"), Window.Tumbling(TimeSpan.FromHours(1))).GroupBy(Col("action")).Aggregate(Count())).Rows);
    }

    private static RowStream<Row> Rows(string schema, params string[] lines)
    {
        var store = new MemoryFileStore(new HistoricalScheduler());
        store.Add("in/file.json", string.Join('\n', lines));
        return JsonFiles.In("in", store).Read(schema, scheduler: ImmediateScheduler.Instance);
    }
}
