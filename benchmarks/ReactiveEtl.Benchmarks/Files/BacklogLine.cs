using System.Diagnostics;
using System.Reactive.Linq;

namespace ReactiveEtl.Benchmarks;

/// <summary>A backlog of small files worked off in batches of a hundred: the time of a file must not depend on how many there are.</summary>
internal static class BacklogLine
{
    private const int PerBatch = 100;

    private sealed record Total(int Key, long Count, long Sum);

    public static async Task RunAsync(string root, IReadOnlyList<int> sizes, FileResults results)
    {
        await CountAsync(SmallFiles.Make(root, sizes[0], 100));
        foreach (var size in sizes)
        {
            var directory = SmallFiles.Make(root, size, 100);
            GC.Collect();
            var (first, total, last) = await CountAsync(directory);
            var row = last.Rows.Single();
            FileResults.Check((row.Count, row.Sum) == (size, SmallFiles.SumOfNumbers(size)), $"{row}");
            results.Add(
                $"backlog of {size} files",
                ("first_ms", first * 1000),
                ("batch_ms", (total - first) * 1000 / Math.Max(1, last.Prefix.BatchId)),
                ("total_s", total),
                ("file_us", total * 1e6 / size),
                ("peak_mb", FileResults.PeakMegabytes()));
        }
    }

    private static async Task<(double First, double Total, Snapshot<Total> Last)> CountAsync(string directory)
    {
        var start = Stopwatch.GetTimestamp();
        TimeSpan? first = null;
        var last = await JsonFiles.In(directory, "file-*.json").Read<SmallEvent>(new ReadOptions { MaxFilesPerBatch = PerBatch })
            .GroupBy(e => 0).Select(g => new Total(g.Key, g.Count(), g.Sum(e => e.Number)))
            .Do(_ => first ??= Stopwatch.GetElapsedTime(start));
        return (first!.Value.TotalSeconds, Stopwatch.GetElapsedTime(start).TotalSeconds, last);
    }
}
