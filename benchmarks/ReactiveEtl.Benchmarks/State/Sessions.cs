namespace ReactiveEtl.Benchmarks;

/// <summary>Counts by session of each of 10,000 keys, which have an event every 200 seconds, with a watermark, in batches of a quarter of a million events.</summary>
internal static class Sessions
{
    private const int Keys = 10_000;
    private const int BatchVectors = 64;
    private const double Target = 5;

    /// <param name="name">The benchmark.</param>
    /// <param name="gapSeconds">The gap: with 600 a session has about 20 events, with 300 four or five.</param>
    /// <param name="rounds">How often it is timed.</param>
    public static IEnumerable<StateResult> Run(string name, long gapSeconds, int rounds)
    {
        var gap = gapSeconds * MicrosecondTime.PerSecond;
        var events = EventVectors.OfIntegers(Keys, 2 * 1024 * 1024);
        var (run, sessions) = (new SessionRun(gap), Naive(events, gap));
        run.Count(events, 0);
        StateBenchmark.Check("sessions", sessions, run.Version.RowCount + run.Removed);
        if (run.Final == 0) throw new InvalidOperationException("No session became final.");
        // The same events later and later, as a query goes on for long.
        var (round, length) = (0, events.Times.Max() - events.Times.Min() + (2 * gap));
        yield return new StateResult(name, events.Rows / StateBenchmark.Median(rounds, () => run.Count(events, ++round * length)) / 1e6, Target, "million events/s");
    }

    /// <summary>No event is late, so that sessions are those of all events of a key in order of time.</summary>
    private static long Naive(EventVectors events, long gap)
    {
        var last = new Dictionary<int, long>();
        var sessions = 0L;
        var order = Enumerable.Range(0, events.Rows).ToArray();
        Array.Sort((long[])events.Times.Clone(), order);
        foreach (var row in order)
        {
            if (!last.TryGetValue(events.Keys[row], out var before) || events.Times[row] > before + gap) sessions++;
            last[events.Keys[row]] = events.Times[row];
        }

        return sessions;
    }

    private sealed class SessionRun
    {
        private readonly SessionState _state;
        private readonly BatchGroups _groups;
        private readonly SessionRows _placed;
        private readonly ColumnVector<long> _times = new(EventVectors.VectorSize);

        public SessionRun(long gap)
        {
            _placed = new SessionRows(Window.Session(TimeSpan.FromMicroseconds(gap)));
            var layout = new KeyLayout([typeof(long), typeof(long)]);
            _state = new SessionState(layout, [new CountAggregator(CountKind.Rows)], GroupEnd.OfColumn(1, layout), retention: 4 * gap);
            _groups = _state.NewBatch();
            Version = _state.Freeze();
        }

        public GroupVersion Version { get; private set; }

        public long Final { get; private set; }

        public long Removed { get; private set; }

        public void Count(EventVectors events, long later)
        {
            foreach (var batch in events.Vectors.Chunk(BatchVectors))
            {
                _groups.Clear();
                var greatest = 0L;
                foreach (var (times, keys) in batch)
                {
                    for (var i = 0; i < times.Capacity; i++) _times.Values[i] = times.Values[i] + later;
                    _placed.Place(_times, null, times.Capacity);
                    greatest = Math.Max(greatest, RangeKernel.Of(_times.Values).Greatest);
                    _groups.Add([keys, _placed.Ends], [null], _placed.Rows, _placed.Windows);
                }

                _state.Merge(_groups);
                Final += _state.Evict(greatest - (2 * MicrosecondTime.PerSecond)).Count;
                Removed += _state.Expire(greatest - (2 * MicrosecondTime.PerSecond)).Count;
                Version = _state.Freeze();
            }
        }
    }
}
