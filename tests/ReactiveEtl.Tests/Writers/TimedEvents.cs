namespace ReactiveEtl.Tests.Writers;

/// <summary>An event of random tests.</summary>
public sealed record TimedEvent(DateTimeOffset? Time, string? Key, int Value);

/// <summary>Random events: late, repeated, without time or key, before 1970, exactly at boundaries of seconds and of their tens.</summary>
internal static class TimedEvents
{
    public static readonly DateTimeOffset Base = new(2024, 3, 1, 10, 0, 0, TimeSpan.Zero);

    /// <summary>Batches of which the times go forward, with some far behind and some exactly where windows begin and end.</summary>
    public static List<List<TimedEvent>> Batches(Random random, int count, bool hasOld = true)
    {
        var now = 0.0;
        var batches = new List<List<TimedEvent>>();
        for (var batch = 0; batch < count; batch++)
        {
            var rows = new List<TimedEvent>();
            for (var i = random.Next(0, 9); i > 0; i--)
            {
                now += random.NextDouble() * 4;
                rows.Add(new TimedEvent(Time(random, now, hasOld), random.Next(6) == 0 ? null : $"k{random.Next(3)}", random.Next(-5, 6)));
            }

            batches.Add(rows);
        }

        return batches;
    }

    private static DateTimeOffset? Time(Random random, double now, bool hasOld) => random.Next(20) switch
    {
        0 => null,
        1 when hasOld => DateTimeOffset.UnixEpoch.AddSeconds(random.Next(-30, 30)),
        2 or 3 => Base.AddSeconds(now - random.Next(60)),
        4 or 5 or 6 => Base.AddSeconds(Math.Floor(now / 10) * 10),
        7 => Base.AddSeconds(Math.Floor(now)).AddTicks(-10),
        8 => Base.AddSeconds(now + random.Next(20)),
        // A tick before a boundary: what is finer than a microsecond is cut.
        9 => Base.AddSeconds(Math.Floor(now)).AddTicks(-1),
        _ => Base.AddTicks((long)(now * 1_000_000) * 10),
    };
}

/// <summary>A row of the tables of random tests.</summary>
public sealed record TimedRow(string? Key, Window Window, long Count, long Sum, int First, int Last);

/// <summary>A windowed or session query over event time as plainly as possible: what each batch leaves, by the rules of SEMANTICS §4.</summary>
/// <param name="lateness">How much later than others an event may come.</param>
/// <param name="windows">The windows of a time; null for sessions.</param>
/// <param name="gap">The gap of sessions.</param>
/// <param name="keepsAll">Whether all groups stay open.</param>
/// <param name="picksExtremes">Whether rows have the least and the greatest value instead of a sum, the first and the last: then the order within a group does not matter.</param>
internal sealed class NaiveTable(TimeSpan lateness, Func<DateTimeOffset, IEnumerable<Window>>? windows, TimeSpan? gap, bool keepsAll, bool picksExtremes = false)
{
    private static readonly DateTimeOffset Epoch = DateTimeOffset.UnixEpoch;
    private readonly List<NaiveGroup> _groups = [];
    private DateTimeOffset _eviction = Epoch;
    private DateTimeOffset _late = Epoch;

    public List<NaiveVersion> Versions { get; } = [];

    /// <summary>A batch and, if the watermark moved, the one without data behind it.</summary>
    public void Next(IReadOnlyList<TimedEvent> rows)
    {
        Run(rows, hasData: true);
        if (_eviction > _late && !keepsAll) Run([], hasData: false);
    }

    private void Run(IReadOnlyList<TimedEvent> rows, bool hasData)
    {
        var (late, filtered) = (0, 0);
        var dropped = new HashSet<(string?, Window)>();
        foreach (var group in _groups) group.IsTouched = false;
        var fresh = new List<(TimedEvent Row, Window Window)>();
        foreach (var row in rows)
        {
            var own = row.Time is not { } time ? [] : gap is { } size ? [new Window(time, time + size)] : windows!(time).ToList();
            var open = own.Where(window => (keepsAll && gap is null) || window.End > _late).ToList();
            if (own.Count == 0) filtered++;
            else if (open.Count == 0) late++;
            dropped.UnionWith(own.Except(open).Select(window => (row.Key, window)));
            fresh.AddRange(open.Select(window => (row, window)));
        }

        if (gap is null) fresh.ForEach(part => Add(part.Row, part.Window));
        else JoinInOrder(fresh);
        var newlyFinal = keepsAll ? [] : _groups.Where(group => !group.IsFinal && group.Window.End <= _eviction).ToList();
        foreach (var group in newlyFinal) group.IsFinal = true;
        Versions.Add(new NaiveVersion(
            hasData, _eviction, late, filtered, dropped.Count, _groups.Count(group => !group.IsFinal),
            [.. _groups.Select(group => (Row(group), group.IsFinal))], [.. newlyFinal.Select(Row)], [.. _groups.Where(group => group.IsTouched).Select(Row)]));
        _late = _eviction;
        if (rows.Where(row => row.Time is not null).Select(row => row.Time!.Value).DefaultIfEmpty(Epoch).Max() is var greatest && Floor(greatest) - lateness > _eviction) _eviction = Floor(greatest) - lateness;
    }

    private void Add(TimedEvent row, Window window)
    {
        var group = _groups.Find(known => known.Key == row.Key && known.Window == window);
        if (group is null) _groups.Add(group = new NaiveGroup(row.Key) { Window = window });
        group.Rows.Add(row);
        group.IsTouched = true;
    }

    /// <summary>New sessions stand in the order in which their first rows arrived.</summary>
    private void JoinInOrder(List<(TimedEvent Row, Window Window)> fresh)
    {
        var before = _groups.Count == 0 ? [] : _groups.ToList();
        Join(fresh);
        var added = _groups.Except(before).OrderBy(group => fresh.FindIndex(part => group.Rows.Exists(row => ReferenceEquals(row, part.Row)))).ToList();
        _groups.RemoveAll(added.Contains);
        _groups.AddRange(added);
    }

    /// <summary>The union of all intervals that overlap or touch, with the open sessions; rows in the order of parts' starts.</summary>
    private void Join(List<(TimedEvent Row, Window Window)> fresh)
    {
        foreach (var key in fresh.Select(part => part.Row.Key).Distinct().ToList())
        {
            var open = _groups.Where(group => group.Key == key && !group.IsFinal).ToList();
            var parts = open.Select(group => (Group: (NaiveGroup?)group, group.Window, Rows: group.Rows))
                .Concat(fresh.Where(part => part.Row.Key == key).GroupBy(part => part.Window).Select(same => (Group: (NaiveGroup?)null, Window: same.Key, Rows: same.Select(part => part.Row).ToList())))
                .OrderBy(part => part.Window.Start).ThenBy(part => part.Group is null).ToList();
            for (var i = 0; i < parts.Count;)
            {
                var joined = new List<(NaiveGroup? Group, Window Window, List<TimedEvent> Rows)> { parts[i++] };
                while (i < parts.Count && parts[i].Window.Start <= joined.Max(part => part.Window.End)) joined.Add(parts[i++]);
                if (joined.TrueForAll(part => part.Group is not null)) continue;
                var kept = joined.Where(part => part.Group is not null).Select(part => part.Group!).OrderBy(_groups.IndexOf).FirstOrDefault();
                if (kept is null) _groups.Add(kept = new NaiveGroup(key));
                kept.Window = new Window(joined[0].Window.Start, joined.Max(part => part.Window.End));
                var all = joined.SelectMany(part => part.Rows).ToList();
                kept.Rows = all;
                kept.IsTouched = true;
                _groups.RemoveAll(group => group != kept && joined.Exists(part => part.Group == group));
            }
        }
    }

    private TimedRow Row(NaiveGroup group)
    {
        var values = group.Rows.ConvertAll(row => row.Value);
        return picksExtremes
            ? new TimedRow(group.Key, group.Window, values.Count, 0, values.Min(), values.Max())
            : new TimedRow(group.Key, group.Window, values.Count, values.Sum(), values[0], values[^1]);
    }

    private static DateTimeOffset Floor(DateTimeOffset time) => time.AddTicks(-(((time - Epoch).Ticks % TimeSpan.TicksPerMillisecond) + TimeSpan.TicksPerMillisecond) % TimeSpan.TicksPerMillisecond);

    private sealed class NaiveGroup(string? key)
    {
        public string? Key => key;

        public Window Window { get; set; }

        public List<TimedEvent> Rows { get; set; } = [];

        public bool IsFinal { get; set; }

        public bool IsTouched { get; set; }
    }
}

/// <summary>What a batch left.</summary>
internal sealed record NaiveVersion(
    bool HasData, DateTimeOffset Watermark, long Late, long Filtered, long Dropped, long Open, List<(TimedRow Row, bool IsFinal)> Rows, List<TimedRow> NewlyFinal, List<TimedRow> Touched);
