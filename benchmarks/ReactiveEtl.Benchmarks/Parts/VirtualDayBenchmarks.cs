using System.Reactive.Concurrency;
using BenchmarkDotNet.Attributes;
using ReactiveEtl.Testing;

namespace ReactiveEtl.Benchmarks;

/// <summary>A day of arrivals in virtual time: a file a minute, 1,440 batches.</summary>
[MemoryDiagnoser]
public class VirtualDayBenchmarks
{
    private const int Minutes = 24 * 60;

    [Benchmark]
    public long DayOfArrivals()
    {
        var clock = new HistoricalScheduler(new DateTimeOffset(2024, 3, 1, 0, 0, 0, TimeSpan.Zero));
        var store = new MemoryFileStore(clock);
        store.AddDirectory("/events");
        var query = JsonFiles.In("/events/*.json", store).Watch<DeviceEvent>(new WatchOptions { PollInterval = TimeSpan.FromHours(1) }, clock)
            .Window(e => e.Time, Window.Tumbling(TimeSpan.FromHours(1))).GroupBy(e => e.Action).Select(g => new HourlyCount(g.Key, g.Window, g.Count())).Start("counts");
        for (var minute = 0; minute < Minutes; minute++)
        {
            store.Add($"/events/file-{minute}.json", $"{{\"time\":{clock.Now.ToUnixTimeSeconds()},\"action\":\"Open\"}}\n");
            clock.AdvanceBy(TimeSpan.FromMinutes(1));
        }

        var prefix = query.Table.Current.Prefix;
        return prefix.BatchId == Minutes - 1 ? prefix.Rows : throw new InvalidOperationException($"{prefix}");
    }
}
