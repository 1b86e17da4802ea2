using System.Diagnostics;
using System.Reactive.Linq;

namespace ReactiveEtl.Benchmarks;

/// <summary>Many small files as one batch on all cores, in the cache, beside <c>cat</c>.</summary>
internal static class ManySmallFiles
{
    private const int Count = 50_000;
    private const int Size = 2048;
    private const int Rounds = 5;

    private sealed record Total(int Key, long Count, long Sum);

    public static async Task RunAsync(string root, FileResults results)
    {
        var directory = SmallFiles.Make(root, Count, Size);
        var cat = $"find '{directory}' -name 'file-*.json' -print0 | xargs -0 cat > /dev/null";
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            GC.Collect();
            var start = Stopwatch.GetTimestamp();
            var last = await JsonFiles.In(directory, "file-*.json").Read<SmallEvent>().GroupBy(e => 0).Select(g => new Total(g.Key, g.Count(), g.Sum(e => e.Number)));
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            var row = last.Rows.Single();
            FileResults.Check((row.Count, row.Sum, last.Prefix.BatchId) == (Count, SmallFiles.SumOfNumbers(Count), 0), $"{row}");
            var copied = SmallFiles.TimeShell(cat);
            if (round == 0) continue;
            ours.Add(seconds);
            theirs.Add(copied);
        }

        var (median, bound) = (ours.Order().ElementAt(Rounds / 2), theirs.Order().ElementAt(Rounds / 2));
        results.Add($"{Count} files of {Size} bytes, one batch", ("s", median), ("cat_s", bound), ("speed_to_cat", bound / median), ("file_us", median * 1e6 / Count), ("cores", Environment.ProcessorCount));
    }
}
