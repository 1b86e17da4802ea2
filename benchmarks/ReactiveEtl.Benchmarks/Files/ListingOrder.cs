using System.Diagnostics;
using System.Reactive.Linq;

namespace ReactiveEtl.Benchmarks;

/// <summary>Many files listed, ordered and cut into batches, none of them opened, beside <c>find | sort</c>.</summary>
internal static class ListingOrder
{
    private const int Rounds = 3;

    public static async Task RunAsync(string root, int count, FileResults results)
    {
        var directory = SmallFiles.Make(root, count, 100);
        var find = $"find '{directory}' -type f -printf '%T@ %s %p\\n' | sort > /dev/null";
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            var seconds = await CutAsync(directory, count);
            var found = SmallFiles.TimeShell(find);
            if (round == 0) continue;
            ours.Add(seconds);
            theirs.Add(found);
        }

        var (median, bound) = (ours.Order().ElementAt(Rounds / 2), theirs.Order().ElementAt(Rounds / 2));
        results.Add($"{count} files listed, ordered, cut", ("s", median), ("find_sort_s", bound), ("speed_to_find", bound / median), ("file_us", median * 1e6 / count), ("peak_mb", FileResults.PeakMegabytes()));
    }

    private static async Task<double> CutAsync(string directory, int count)
    {
        GC.Collect();
        var start = Stopwatch.GetTimestamp();
        var (files, last, isOrdered) = (0, default(DateTimeOffset), true);
        await JsonFiles.In(directory, "file-*.json").Read<SmallEvent>(new ReadOptions { MaxFilesPerBatch = 1000 }).Batches.Do(batch =>
        {
            files += batch.Slices.Count;
            isOrdered &= batch.Slices[0].File.ModifiedAt >= last;
            last = batch.Slices[^1].File.ModifiedAt;
        });
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        FileResults.Check(files == count && isOrdered, $"{files} files");
        return seconds;
    }
}
