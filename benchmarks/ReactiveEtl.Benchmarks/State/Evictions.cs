using System.Diagnostics;

namespace ReactiveEtl.Benchmarks;

/// <summary>What it takes to make final, and to remove, ten thousand groups of few, of more and of many that are open: the same.</summary>
internal static class Evictions
{
    private const int Ended = 10_000;
    private static readonly long Hour = TimeSpan.FromHours(1).Ticks / TimeSpan.TicksPerMicrosecond;

    public static IEnumerable<StateResult> Run(int rounds)
    {
        var few = Time(100_000, rounds);
        foreach (var open in new[] { 100_000, 1_000_000, 5_000_000 })
            yield return new StateResult(FormattableString.Invariant($"eviction of 10,000 of {open:N0} groups"), Time(open, rounds), 5 * few, "ms", IsLessBetter: true);
    }

    private static double Time(int open, int rounds)
    {
        var windows = Window.Tumbling(TimeSpan.FromHours(1));
        var state = new GroupState(new KeyLayout([typeof(long)]), [new CountAggregator(CountKind.Rows)], GroupEnd.OfWindow(windows), retention: 0);
        var groups = state.NewBatch();
        for (var first = 0; first < open; first += 100_000) LiveGroups.Merge(state, groups, Enumerable.Range(first, 100_000), 1000 * Hour);
        var times = new double[rounds + 1];
        for (var round = 0; round <= rounds; round++)
        {
            LiveGroups.Merge(state, groups, Enumerable.Range(0, Ended), round * Hour);
            state.Freeze();
            var start = Stopwatch.GetTimestamp();
            var evicted = state.Evict((round + 1) * Hour).Count;
            StateBenchmark.Check("removed", evicted, state.Expire((round + 1) * Hour).Count);
            times[round] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            StateBenchmark.Check("evicted", Ended, evicted);
            StateBenchmark.Check("open", open, state.Freeze().RowCount);
        }

        Array.Sort(times, 1, rounds);
        return times[1 + (rounds / 2)];
    }
}
