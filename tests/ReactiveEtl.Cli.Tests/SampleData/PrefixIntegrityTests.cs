using System.Reactive.Linq;

namespace ReactiveEtl.Cli.Tests.SampleData;

/// <summary>The sample data through the library: batch equals stream, and no reader ever sees more closes than opens.</summary>
public sealed class PrefixIntegrityTests
{
    private sealed record DeviceEvent(DateTimeOffset Time, string Action);

    private sealed record HourlyCount(string Action, Window Window, long Count);

    [Fact]
    public async Task Versions_FromEightReaders_HoldOpensAtLeastCloses_AndEndAsTheStaticTable()
    {
        const int Readers = 8;
        using var directory = new TemporaryDirectory();
        SampleDirectory.Prepare(directory.Path);
        var files = JsonFiles.In(directory.Path, SampleDirectory.Pattern);
        await using var query = HourlyCounts(files.Watch<DeviceEvent>(new WatchOptions { MaxFilesPerBatch = 1 })).Start("counts");
        var readers = Enumerable.Range(0, Readers).Select(_ => Task.Run(() => ReadToTheEnd(query.Table), TestContext.Current.CancellationToken)).ToArray();
        await query.ProcessAllAvailableAsync();
        foreach (var reads in await Task.WhenAll(readers)) Assert.NotEqual(0, reads);
        var atOnce = await HourlyCounts(files.Read<DeviceEvent>());
        Assert.Equal(atOnce.Rows.OrderBy(Key), query.Table.Current.Rows.OrderBy(Key));
        Assert.Equal(50, query.Table.Current.Prefix.Files);
    }

    private static int ReadToTheEnd(ResultTable<HourlyCount> table)
    {
        for (var reads = 1; ; reads++)
        {
            var version = table.Current;
            var opens = version.Rows.Where(row => row.Action == "Open").Sum(row => row.Count);
            var closes = version.Rows.Where(row => row.Action == "Close").Sum(row => row.Count);
            Assert.True(opens >= closes, $"{version.Prefix}: {opens} opens, {closes} closes");
            Assert.Equal(version.Prefix.Rows, opens + closes);
            Assert.Equal(2000 * version.Prefix.Files, version.Prefix.Rows);
            if (version.Prefix.Files == 50) return reads;
        }
    }

    private static (Window Window, string Action) Key(HourlyCount row) => (row.Window, row.Action);

    private static TableStream<HourlyCount> HourlyCounts(RowStream<DeviceEvent> events) =>
        events.Window(e => e.Time, Window.Tumbling(TimeSpan.FromHours(1))).GroupBy(e => e.Action).Select(g => new HourlyCount(g.Key, g.Window, g.Count()));
}
