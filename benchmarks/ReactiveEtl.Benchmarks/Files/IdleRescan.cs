using System.Diagnostics;

namespace ReactiveEtl.Benchmarks;

/// <summary>The share of a core that watching many files costs while nothing happens; the interval of the listings adapts.</summary>
internal static class IdleRescan
{
    private const int Count = 100_000;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(75);

    public static async Task RunAsync(string root, FileResults results)
    {
        var directory = SmallFiles.Make(root, Count, 100);
        await using var query = JsonFiles.In(directory, "file-*.json").Watch<SmallEvent>().GroupBy(e => 0).Select(g => g.Count()).Start("idle");
        await query.ProcessAllAvailableAsync();
        FileResults.Check(query.Table.Current.Rows.Single() == Count, $"{query.Table.Current.Rows.Single()} records");
        using var process = Process.GetCurrentProcess();
        var (start, cpu) = (Stopwatch.GetTimestamp(), process.TotalProcessorTime);
        await Task.Delay(Duration);
        process.Refresh();
        var share = (process.TotalProcessorTime - cpu) / Stopwatch.GetElapsedTime(start);
        results.Add($"idle, {Count} files", ("percent_of_a_core", share * 100), ("s", Duration.TotalSeconds), ("working_set_mb", process.WorkingSet64 / 1e6));
    }
}
