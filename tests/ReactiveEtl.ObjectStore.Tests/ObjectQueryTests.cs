using System.Globalization;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using ReactiveEtl.Testing;

namespace ReactiveEtl.Tests.Objects;

/// <summary>Queries over objects, which answer as over files.</summary>
public sealed class ObjectQueryTests
{
    public static TheoryData<string> Kinds => TestedStore.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Notebook_OverASwiftAddress_AnswersAsOverFiles(string kind)
    {
        var directory = Directory.CreateTempSubdirectory("objects-");
        using var tested = TestedStore.Open(kind);
        try
        {
            SampleDirectory.Prepare(directory.FullName);
            foreach (var file in directory.EnumerateFiles(SampleDirectory.Pattern)) tested.Put($"data/{file.Name}", await File.ReadAllBytesAsync(file.FullName, TestContext.Current.CancellationToken));
            var expected = await HourlyCounts(JsonFiles.In(directory.FullName, SampleDirectory.Pattern).Read<DeviceEvent>());
            var files = JsonFiles.In($"swift://{tested.Bucket}.spark/data/{SampleDirectory.Pattern}", tested.Store);
            var now = await HourlyCounts(files.Read<DeviceEvent>(TestedStore.LargeUnits));
            Assert.NotEmpty(expected.Rows);
            Assert.Equal(Sorted(expected), Sorted(now));

            await using var query = HourlyCounts(files.Watch<DeviceEvent>(new WatchOptions { MaxFilesPerBatch = 10, UnitSize = TestedStore.LargeUnits.UnitSize })).Start("counts");
            await query.ProcessAllAvailableAsync();
            Assert.Equal(expected.Prefix.Files, query.Table.Current.Prefix.Files);
            Assert.Equal(Sorted(expected), Sorted(query.Table.Current));
            Assert.Equal((50_000, 50_000), Totals(query.Table.Current));

            var four = await HourlyCounts(JsonFiles.In($"swift://{tested.Bucket}.spark/data/file-[0-3].json", tested.Store).Read<DeviceEvent>(TestedStore.LargeUnits));
            Assert.Equal((4502, 3498), Totals(four));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task LargeObject_ReadByAllWorkersInRanges_CountsEachLineOnce(string kind)
    {
        using var tested = TestedStore.Open(kind, TestedStore.Quick with { RangeBytes = 100_000 });
        var lines = Enumerable.Range(0, 200_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"{{\"time\":{i},\"action\":\"{(i % 3 == 0 ? "Open" : "Close")}\"}}\n"));
        tested.Put("large.json", string.Concat(lines));
        var counts = await Counts(JsonFiles.In(tested.PathOf("large.json"), tested.Store).Read<DeviceEvent>(TestedStore.LargeUnits with { Parallelism = 4 }));
        Assert.Equal([("Open", 66_667L), ("Close", 133_333)], counts.Rows.Select(row => (row.Action, row.Count)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Watch_FindsWhatComes_ArchivesIt_AndSurvivesAnEmptyPrefix(string kind)
    {
        using var tested = TestedStore.Open(kind);
        var scheduler = new HistoricalScheduler(DateTimeOffset.UtcNow);
        var options = new WatchOptions { PollInterval = TimeSpan.FromSeconds(5), CleanUp = CleanUp.Archive(tested.PathOf("done")) };
        await using var stop = Counts(JsonFiles.In(tested.PathOf("in/*.json"), tested.Store).Watch<DeviceEvent>(options, scheduler)).Start("counts");
        scheduler.AdvanceBy(TimeSpan.FromSeconds(1));
        tested.Put("in/a.json", """{"time":1,"action":"Open"}""");
        scheduler.AdvanceBy(TimeSpan.FromSeconds(5));
        Assert.Equal(["done/a.json"], tested.Keys());
        tested.Put("in/a.json", """{"time":2,"action":"Open"}""");
        tested.Put("in/b.json", """{"time":3,"action":"Open"}""");
        scheduler.AdvanceBy(TimeSpan.FromSeconds(11));
        Assert.Equal(["done/a.json", "done/a.json.1", "done/b.json"], tested.Keys());
        Assert.Equal(3, Assert.Single(stop.Table.Current.Rows).Count);
        Assert.Null(stop.Exception);
    }

    [Fact]
    public async Task Read_OfSmallObjects_TakesOneRequestEach()
    {
        using var tested = TestedStore.Open("memory");
        string[] keys = ["in/a.json", "in/b.json"];
        foreach (var key in keys) tested.Put(key, """{"time":1,"action":"Open"}""");
        tested.Memory!.Requests.Clear();
        var counts = await Counts(JsonFiles.In(tested.PathOf("in/*.json"), tested.Store).Read<DeviceEvent>());
        Assert.Equal(2, Assert.Single(counts.Rows).Count);
        string[] requests = ["", "", .. keys];
        Assert.Equal(requests.Select(key => $"GET {tested.Bucket}/{key}"), tested.Memory.Requests.Select(request => request.Split(" bytes")[0]).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Read_OfAPrefixWithoutObjects_FailsAtOnce(string kind)
    {
        using var tested = TestedStore.Open(kind);
        tested.Put("in/a.json", "{}");
        var failure = await Assert.ThrowsAnyAsync<Exception>(async () => await Counts(JsonFiles.In(tested.PathOf("typo/*.json"), tested.Store).Read<DeviceEvent>()));
        Assert.Contains(tested.PathOf("typo"), failure.ToString(), StringComparison.Ordinal);
    }

    private static TableStream<HourlyCount> HourlyCounts(RowStream<DeviceEvent> events) =>
        events.Window(e => e.Time, Window.Tumbling(TimeSpan.FromHours(1))).GroupBy(e => e.Action).Select(g => new HourlyCount(g.Key, g.Window, g.Count()));

    private static TableStream<ActionCount> Counts(RowStream<DeviceEvent> events) => events.GroupBy(e => e.Action).Select(g => new ActionCount(g.Key, g.Count()));

    private static (long Open, long Close) Totals(Snapshot<HourlyCount> snapshot) =>
        (snapshot.Rows.Where(row => row.Action == "Open").Sum(row => row.Count), snapshot.Rows.Where(row => row.Action == "Close").Sum(row => row.Count));

    private static IEnumerable<HourlyCount> Sorted(Snapshot<HourlyCount> snapshot) => snapshot.Rows.OrderBy(row => row.Window.Start).ThenBy(row => row.Action, StringComparer.Ordinal);

    private sealed record DeviceEvent(DateTimeOffset Time, string Action);

    private sealed record HourlyCount(string Action, Window Window, long Count);

    private sealed record ActionCount(string Action, long Count);
}
