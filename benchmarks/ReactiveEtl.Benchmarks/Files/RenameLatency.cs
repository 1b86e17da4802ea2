using System.Diagnostics;
using System.Reactive.Linq;

namespace ReactiveEtl.Benchmarks;

/// <summary>From the rename of a file to the new version of the table in <c>OnNext</c>, one file after another, beside the bare notification.</summary>
internal static class RenameLatency
{
    private const int Count = 2000;
    private const int WarmUp = 200;

    private sealed record Total(int Key, long Count, long Sum);

    public static async Task RunAsync(string root, FileResults results)
    {
        Report("rename to inotify's notification", Notifications(Fresh(root, "notified")), results);
        Report("rename to OnNext of the version", await VersionsAsync(Fresh(root, "watched")), results);
    }

    private static string Fresh(string root, string name)
    {
        var directory = Path.Combine(root, name);
        if (Directory.Exists(directory)) Directory.Delete(directory, recursive: true);
        return Directory.CreateDirectory(directory).FullName;
    }

    private static double[] Notifications(string directory)
    {
        using var arrived = new SemaphoreSlim(0);
        var at = 0L;
        using var watcher = new LocalFileStore().Watch(directory, false, hint =>
        {
            if (hint.Kind != FileHintKind.MovedIn) return;
            at = Stopwatch.GetTimestamp();
            arrived.Release();
        });
        return Times(directory, () =>
        {
            arrived.Wait();
            return at;
        });
    }

    private static async Task<double[]> VersionsAsync(string directory)
    {
        using var arrived = new SemaphoreSlim(0);
        var at = 0L;
        await using var query = JsonFiles.In(directory, "file-*.json").Watch<SmallEvent>()
            .GroupBy(e => 0).Select(g => new Total(g.Key, g.Count(), g.Sum(e => e.Number))).Start("latency");
        using var subscription = query.Table.Subscribe(_ =>
        {
            at = Stopwatch.GetTimestamp();
            arrived.Release();
        });
        await query.ProcessAllAvailableAsync();
        var times = Times(directory, () =>
        {
            arrived.Wait();
            return at;
        });
        var total = query.Table.Current.Rows.Single();
        FileResults.Check((total.Count, total.Sum) == (Count + WarmUp, SmallFiles.SumOfNumbers(Count + WarmUp)), $"{total}");
        FileResults.Check(query.Table.Current.Prefix.BatchId == Count + WarmUp - 1, "a version a file");
        return times;
    }

    /// <summary>Milliseconds, in order of size; those of the first files, while the code is compiled, are left out.</summary>
    private static double[] Times(string directory, Func<long> wait)
    {
        var times = new List<double>();
        for (var i = 0; i < Count + WarmUp; i++)
        {
            var (hidden, name) = (Path.Combine(directory, $".{i}"), Path.Combine(directory, $"file-{i}.json"));
            File.WriteAllText(hidden, SmallFiles.Line(i, 100));
            var start = Stopwatch.GetTimestamp();
            File.Move(hidden, name);
            var end = wait();
            if (i >= WarmUp) times.Add(Stopwatch.GetElapsedTime(start, end).TotalMilliseconds);
        }

        return [.. times.Order()];
    }

    private static void Report(string name, double[] times, FileResults results) =>
        results.Add(name, ("p50_ms", FileResults.Percentile(times, 0.5)), ("p99_ms", FileResults.Percentile(times, 0.99)), ("max_ms", times[^1]), ("files", times.Length));
}
