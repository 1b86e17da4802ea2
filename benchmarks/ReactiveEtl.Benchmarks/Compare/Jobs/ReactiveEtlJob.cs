using System.Reactive.Linq;

namespace ReactiveEtl.Benchmarks;

internal sealed record DeviceEvent(DateTimeOffset Time, string Action);

internal sealed record HourlyCount(string Action, Window Window, long Count);

/// <summary>The library through its front door: a directory in, a snapshot out.</summary>
internal static class ReactiveEtlJob
{
    public static async Task<JobOutcome> RunAsync(JobInput input)
    {
        var snapshot = await HourlyCounts(JsonFiles.In(input.Directory, EventFiles.Pattern).Read<DeviceEvent>(new ReadOptions { Parallelism = input.Threads }));
        return new JobOutcome(Counts(snapshot), snapshot.Prefix.Rows, snapshot.Prefix.Bytes);
    }

    public static TableStream<HourlyCount> HourlyCounts(RowStream<DeviceEvent> events) =>
        events.Window(e => e.Time, Window.Tumbling(TimeSpan.FromHours(1)))
            .GroupBy(e => e.Action)
            .Select(g => new HourlyCount(g.Key, g.Window, g.Count()));

    public static IEnumerable<GroupCount> Counts(Snapshot<HourlyCount> snapshot) =>
        snapshot.Rows.Select(row => new GroupCount(row.Window.Start.ToUnixTimeSeconds() / 3600, row.Action, row.Count));
}
