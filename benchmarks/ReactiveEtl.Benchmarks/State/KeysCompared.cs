namespace ReactiveEtl.Benchmarks;

/// <summary>Keeps the first event of each of a million keys within ten minutes; about one in three comes again before that.</summary>
internal static class KeysCompared
{
    private const int Keys = 100_000;
    private const int BatchVectors = 64;
    private const double Target = 5;
    private static readonly TimeSpan Lateness = TimeSpan.FromMinutes(10);

    public static IEnumerable<StateResult> Run(string name, int rounds)
    {
        var events = EventVectors.OfIntegers(Keys, 4 * 1024 * 1024);
        StateBenchmark.Check("kept", Naive(events), Count(events));
        yield return new StateResult(name, events.Rows / StateBenchmark.Median(rounds, () => Count(events)) / 1e6, Target, "million events/s");
    }

    private static long Naive(EventVectors events)
    {
        var known = new Dictionary<int, long>();
        var kept = 0L;
        var lateness = Lateness.Ticks / TimeSpan.TicksPerMicrosecond;
        var watermark = 0L;
        for (var first = 0; first < events.Rows; first += BatchVectors * EventVectors.VectorSize)
        {
            var greatest = 0L;
            for (var row = first; row < Math.Min(events.Rows, first + (BatchVectors * EventVectors.VectorSize)); row++)
            {
                greatest = Math.Max(greatest, events.Times[row]);
                if (known.TryAdd(events.Keys[row], events.Times[row] + lateness)) kept++;
            }

            watermark = greatest - lateness;
            foreach (var key in known.Where(pair => pair.Value <= watermark).Select(pair => pair.Key).ToList()) known.Remove(key);
        }

        return kept;
    }

    private static long Count(EventVectors events)
    {
        var known = new DistinctKeys([typeof(long)], null, Lateness);
        var rows = new int[EventVectors.VectorSize];
        var kept = 0L;
        foreach (var batch in events.Vectors.Chunk(BatchVectors))
        {
            var greatest = 0L;
            foreach (var (times, keys) in batch)
            {
                kept += known.KeepFirst([keys], times, null, times.Capacity, rows);
                greatest = Math.Max(greatest, RangeKernel.Of(times.Values).Greatest);
            }

            known.Commit(greatest - (Lateness.Ticks / TimeSpan.TicksPerMicrosecond));
        }

        return kept;
    }
}
