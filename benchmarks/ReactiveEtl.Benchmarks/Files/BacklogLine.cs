using System.Diagnostics;
using System.Reactive.Linq;

namespace ReactiveEtl.Benchmarks;

/// <summary>A backlog of small files worked off in batches of a hundred: the time of a file must not depend on how many there are.</summary>
internal static class BacklogLine
{
    private const int PerBatch = 100;

    private static readonly LocalFileStore Store = new();

    private sealed record Total(int Key, long Count, long Sum);

    public static async Task RunAsync(string root, IReadOnlyList<int> sizes, FileResults results)
    {
        await CountAsync(SmallFiles.Make(root, sizes[0], 100));
        foreach (var size in sizes)
        {
            var directory = SmallFiles.Make(root, size, 100);
            GC.Collect();
            var before = Cpu();
            var bound = OpenAndRead(directory);
            var between = Cpu();
            var (first, total, last) = await CountAsync(directory);
            var after = Cpu();
            var row = last.Rows.Single();
            FileResults.Check((row.Count, row.Sum) == (size, SmallFiles.SumOfNumbers(size)), $"{row}");
            results.Add(
                $"backlog of {size} files",
                ("first_ms", first * 1000),
                ("batch_ms", (total - first) * 1000 / Math.Max(1, last.Prefix.BatchId)),
                ("total_s", total),
                ("file_us", total * 1e6 / size),
                ("open_read_us", bound * 1e6 / size),
                // Less than the times of the clock do these depend on what else runs here.
                ("cpu_us", (after - between).TotalMicroseconds / size),
                ("open_read_cpu_us", (between - before).TotalMicroseconds / size),
                ("peak_mb", FileResults.PeakMegabytes()));
        }
    }

    private static TimeSpan Cpu()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }

    /// <summary>What the system alone takes: each file of a listing looked at, opened, read and closed in the order of the backlog, one after another.</summary>
    private static double OpenAndRead(string directory)
    {
        var start = Stopwatch.GetTimestamp();
        var buffer = new byte[4096];
        var bytes = 0L;
        var files = Store.List(directory, _ => false).ToArray();
        Array.Sort(Array.ConvertAll(files, file => file.ModifiedAt.UtcTicks), files);
        foreach (var file in files)
        {
            using var opened = File.OpenHandle(file.Path);
            if (Store.Look(file.Path) is not null) bytes += RandomAccess.Read(opened, buffer, 0);
        }

        FileResults.Check(bytes == files.Sum(file => file.Size), $"{bytes} bytes");
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
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
