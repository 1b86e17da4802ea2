using System.Reactive.Linq;
using System.Text.Json;

namespace ReactiveEtl.Benchmarks;

internal sealed record DeviceEvent(DateTimeOffset Time, string Action);

internal sealed record HourlyCount(string Action, Window Window, long Count);

/// <summary>What a naive program deserializes: epoch seconds as they are.</summary>
internal sealed record NaiveEvent(long Time, string Action);

/// <summary>One way to do the job.</summary>
/// <param name="Name">What it is called in the results.</param>
/// <param name="Threads">How many threads it uses.</param>
/// <param name="Run">Does the job over a directory; an engine that only reads counts nothing.</param>
/// <param name="Counts">Whether it answers; if not, its time is a bound and its answer is not checked.</param>
internal sealed record Engine(string Name, int Threads, Func<string, Task<Answer>> Run, bool Counts = true)
{
    public static IReadOnlyList<Engine> All { get; } =
    [
        new("ReactiveEtl", 1, ReactiveEtlAsync),
        new("naive Rx + System.Text.Json", 1, NaiveAsync),
        new("Utf8JsonReader loop", 1, directory => Task.FromResult(ReaderLoop(directory)), Counts: false),
        new("reading alone", 1, directory => Task.FromResult(Reading(directory)), Counts: false),
    ];

    private static async Task<Answer> ReactiveEtlAsync(string directory)
    {
        var table = await JsonFiles.In(directory, "file-*.json").Read<DeviceEvent>()
            .Window(e => e.Time, Window.Tumbling(TimeSpan.FromHours(1)))
            .GroupBy(e => e.Action)
            .Select(g => new HourlyCount(g.Key, g.Window, g.Count()));
        var counts = table.Rows.ToDictionary(row => (row.Window.Start.ToUnixTimeSeconds() / 3600, row.Action), row => row.Count);
        return new Answer(table.Prefix.Rows, table.Prefix.Bytes, counts);
    }

    /// <summary>What one writes first: lines to objects to groups, all in Rx.</summary>
    private static async Task<Answer> NaiveAsync(string directory)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        var counts = await Directory.EnumerateFiles(directory, "file-*.json").ToObservable()
            .SelectMany(file => File.ReadLines(file).ToObservable())
            .Select(line => JsonSerializer.Deserialize<NaiveEvent>(line, options)!)
            .GroupBy(e => (Hour: e.Time / 3600, e.Action))
            .SelectMany(group => group.LongCount().Select(count => (group.Key, Count: count)))
            .ToDictionary(group => group.Key, group => group.Count);
        return new Answer(counts.Values.Sum(), 0, counts.ToDictionary(count => count.Key, count => count.Value));
    }

    /// <summary>All tokens of all lines, and nothing done with them: the bound of the exact parser.</summary>
    private static Answer ReaderLoop(string directory)
    {
        long rows = 0, bytes = 0;
        foreach (var file in Directory.EnumerateFiles(directory, "file-*.json"))
        {
            var rest = File.ReadAllBytes(file).AsSpan();
            bytes += rest.Length;
            while (!rest.IsEmpty)
            {
                var end = rest.IndexOf((byte)'\n');
                var reader = new Utf8JsonReader(end < 0 ? rest : rest[..end]);
                while (reader.Read())
                {
                }

                rows++;
                rest = end < 0 ? [] : rest[(end + 1)..];
            }
        }

        return new Answer(rows, bytes, new Dictionary<(long, string), long>());
    }

    private static Answer Reading(string directory)
    {
        var buffer = new byte[256 << 10];
        long bytes = 0;
        foreach (var file in Directory.EnumerateFiles(directory, "file-*.json"))
        {
            using var handle = File.OpenHandle(file);
            for (long offset = 0; RandomAccess.Read(handle, buffer, offset) is > 0 and var read; offset += read) bytes += read;
        }

        return new Answer(0, bytes, new Dictionary<(long, string), long>());
    }
}
