using System.Diagnostics;

namespace ReactiveEtl.Benchmarks;

/// <summary>Ten million groups that are open: their memory, and what it takes to merge a batch that changes a thousand and to publish the version.</summary>
internal static class LiveGroups
{
    private const int Groups = 10_000_000;
    private const int Changed = 1000;
    private const int PerBatch = 1_000_000;

    public static IEnumerable<StateResult> Run(int rounds)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (layout, windows) = (new KeyLayout([typeof(long)]), Window.Tumbling(TimeSpan.FromHours(1)));
        var state = new GroupState(layout, [new CountAggregator(CountKind.Rows)], GroupEnd.OfWindow(windows), null);
        var groups = state.NewBatch();
        for (var first = 0; first < Groups; first += PerBatch) Merge(state, groups, Enumerable.Range(first, PerBatch));
        groups.Clear();
        using (var process = Process.GetCurrentProcess()) yield return new StateResult("10,000,000 groups: peak of the process", process.PeakWorkingSet64 / 1e6, 1000, "MB", IsLessBetter: true);
        yield return new StateResult("10,000,000 groups: live memory", (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6, 1000, "MB", IsLessBetter: true);
        groups = state.NewBatch();
        var old = state.Freeze();
        var random = new Random(3);
        var (times, published, bytes) = (new List<double>(), new List<double>(), new List<long>());
        for (var round = 0; round < 20 * rounds; round++)
        {
            groups.Clear();
            Add(groups, Enumerable.Range(0, Changed).Select(_ => random.Next(Groups)));
            var (start, allocated) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
            state.Merge(groups);
            var merged = Stopwatch.GetTimestamp();
            state.Evict(0);
            var version = state.Freeze();
            published.Add(Stopwatch.GetElapsedTime(merged).TotalMilliseconds);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            bytes.Add(GC.GetAllocatedBytesForCurrentThread() - allocated);
            StateBenchmark.Check("groups", Groups, version.RowCount);
        }

        StateBenchmark.Check("rows", Groups + (20L * rounds * Changed), Enumerable.Range(0, Groups).Sum(group => (long)state.Freeze().Aggregate(0, group)!));
        StateBenchmark.Check("rows before", Groups, Enumerable.Range(0, Groups).Sum(group => (long)old.Aggregate(0, group)!));
        times.Sort();
        published.Sort();
        bytes.Sort();
        yield return new StateResult("10,000,000 groups: publishing a version of 1,000 changed", published[published.Count / 2], 1, "ms", IsLessBetter: true);
        yield return new StateResult("10,000,000 groups: merging 1,000 and publishing", times[times.Count / 2], 1, "ms", IsLessBetter: true);
        yield return new StateResult("10,000,000 groups: the same, best tenth", times[times.Count / 10], 1, "ms", IsLessBetter: true);
        yield return new StateResult("10,000,000 groups: bytes of that version", bytes[bytes.Count / 2] / 1e6, 2, "MB", IsLessBetter: true);
    }

    public static void Merge(GroupState state, BatchGroups groups, IEnumerable<int> keys, long window = 0)
    {
        groups.Clear();
        Add(groups, keys, window);
        state.Merge(groups);
    }

    private static void Add(BatchGroups groups, IEnumerable<int> keys, long window = 0)
    {
        var vector = new ColumnVector<long>(EventVectors.VectorSize);
        foreach (var chunk in keys.Chunk(EventVectors.VectorSize))
        {
            for (var i = 0; i < chunk.Length; i++) vector.Values[i] = chunk[i];
            groups.Add([vector], [null], RowNumbers.UpTo(chunk.Length), window);
        }
    }
}
