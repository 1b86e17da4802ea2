using System.Reactive.Linq;
using System.Text.Json;

namespace ReactiveEtl.Benchmarks;

/// <summary>What one writes first: lines to objects to groups, all in Rx.</summary>
internal static class NaiveRxJob
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    public static async Task<JobOutcome> RunAsync(JobInput input)
    {
        var lines = input.Files.ToObservable().SelectMany(file => File.ReadLines(file).ToObservable());
        var events = input.Shape == "iso"
            ? lines.Select(line => JsonSerializer.Deserialize<IsoEvent>(line, Web)!).Select(e => (Hour: e.Time.ToUnixTimeSeconds() / 3600, e.Action))
            : lines.Select(line => JsonSerializer.Deserialize<EpochEvent>(line, Web)!).Select(e => (Hour: e.Time / 3600, e.Action));
        var counts = await events
            .GroupBy(e => e)
            .SelectMany(group => group.LongCount().Select(count => new GroupCount(group.Key.Hour, group.Key.Action, count)))
            .ToList();
        return new JobOutcome(counts);
    }

    private sealed record EpochEvent(long Time, string Action);

    private sealed record IsoEvent(DateTimeOffset Time, string Action);
}
