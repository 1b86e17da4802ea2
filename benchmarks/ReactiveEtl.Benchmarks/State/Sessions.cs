namespace ReactiveEtl.Benchmarks;

/// <summary>Counts by session of each of 10,000 keys, with a watermark, in batches of a quarter of a million events.</summary>
internal static class Sessions
{
    private const int Keys = 10_000;
    private const int BatchVectors = 64;
    private const long Gap = 300 * MicrosecondTime.PerSecond;
    private const double Target = 5;

    public static IEnumerable<StateResult> Run(string name, int rounds)
    {
        var events = EventVectors.OfIntegers(Keys, 2 * 1024 * 1024);
        var (sessions, rows) = Naive(events);
        var (version, final) = Count(events);
        StateBenchmark.Check("sessions", sessions, version.RowCount);
        StateBenchmark.Check("rows", rows, version.Groups.Sum(group => (long)version.Aggregate(0, group)!));
        if (final == 0) throw new InvalidOperationException("No session became final.");
        yield return new StateResult(name, events.Rows / StateBenchmark.Median(rounds, () => Count(events)) / 1e6, Target, "million events/s");
    }

    /// <summary>No event is late, so that sessions are those of all events of a key in order of time.</summary>
    private static (long Sessions, long Rows) Naive(EventVectors events)
    {
        var last = new Dictionary<int, long>();
        var sessions = 0L;
        var order = Enumerable.Range(0, events.Rows).ToArray();
        Array.Sort((long[])events.Times.Clone(), order);
        foreach (var row in order)
        {
            if (!last.TryGetValue(events.Keys[row], out var before) || events.Times[row] > before + Gap) sessions++;
            last[events.Keys[row]] = events.Times[row];
        }

        return (sessions, events.Rows);
    }

    private static (GroupVersion Version, long Final) Count(EventVectors events)
    {
        var layout = new KeyLayout([typeof(long), typeof(long)]);
        var state = new SessionState(layout, [new CountAggregator(CountKind.Rows)], GroupEnd.OfColumn(1, layout), null);
        var (groups, placed) = (state.NewBatch(), new SessionRows(Window.Session(TimeSpan.FromMicroseconds(Gap))));
        var version = state.Freeze();
        var final = 0L;
        foreach (var batch in events.Vectors.Chunk(BatchVectors))
        {
            groups.Clear();
            var greatest = 0L;
            foreach (var (times, keys) in batch)
            {
                placed.Place(times, null, times.Capacity);
                greatest = Math.Max(greatest, RangeKernel.Of(times.Values).Greatest);
                groups.Add([keys, placed.Ends], [null], placed.Rows, placed.Windows);
            }

            state.Merge(groups);
            final += state.Evict(greatest - (2 * MicrosecondTime.PerSecond)).Count;
            version = state.Freeze();
        }

        return (version, final);
    }
}
