using System.Reactive.Subjects;

namespace ReactiveEtl.Tests.Writers;

/// <summary>Every version of a query over event time is what a naive query over the same batches gives, whatever comes late, twice, without time, or exactly at an end.</summary>
public sealed class EventTimePromiseTests
{
    public static IEnumerable<TheoryDataRow<int>> AllSeeds => Enumerable.Range(0, 40).Select(seed => new TheoryDataRow<int>(seed));

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void Windows_FollowTheWatermark(int seed)
    {
        var random = new Random(seed);
        var lateness = TimeSpan.FromMilliseconds(random.Next(3) * random.Next(15_000));
        var (assigner, windows) = RandomWindows(random);
        var mode = random.Next(3) switch { 0 => OutputMode.Complete, 1 => OutputMode.Update, _ => OutputMode.Append };
        var naive = new NaiveTable(lateness, windows, null, mode == OutputMode.Complete);
        using var source = new Subject<MicroBatch<TimedEvent>>();
        var table = source.AsRows().EventTime(e => e.Time, lateness).Window(assigner).GroupBy(e => e.Key)
            .Select(g => new TimedRow(g.Key, g.Window, g.Count(), g.Sum(e => e.Value), g.First(e => e.Value), g.Last(e => e.Value)));
        AssertSame(source, table, mode, naive, TimedEvents.Batches(random, 12), seed);
    }

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void Sessions_GrowAndJoin(int seed)
    {
        var random = new Random(seed);
        var lateness = TimeSpan.FromSeconds(random.Next(20));
        var gap = TimeSpan.FromSeconds(random.Next(1, 10));
        var mode = random.Next(2) == 0 ? OutputMode.Complete : OutputMode.Append;
        var naive = new NaiveTable(lateness, null, gap, mode == OutputMode.Complete);
        using var source = new Subject<MicroBatch<TimedEvent>>();
        var table = source.AsRows().EventTime(e => e.Time, lateness).Window(Window.Session(gap)).GroupBy(e => e.Key)
            .Select(g => new TimedRow(g.Key, g.Window, g.Count(), g.Sum(e => e.Value), g.First(e => e.Value), g.Last(e => e.Value)));
        AssertSame(source, table, mode, naive, TimedEvents.Batches(random, 14), seed);
    }

    /// <summary>Aggregates that don't ask for an order are added while sessions grow.</summary>
    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void Sessions_OfAnyOrder_GrowAndJoin(int seed)
    {
        var random = new Random(seed);
        var (lateness, gap) = (TimeSpan.FromSeconds(random.Next(20)), TimeSpan.FromSeconds(random.Next(1, 10)));
        var mode = random.Next(2) == 0 ? OutputMode.Complete : OutputMode.Append;
        var naive = new NaiveTable(lateness, null, gap, mode == OutputMode.Complete, picksExtremes: true);
        using var source = new Subject<MicroBatch<TimedEvent>>();
        var table = source.AsRows().EventTime(e => e.Time, lateness).Window(Window.Session(gap)).GroupBy(e => e.Key)
            .Select(g => new TimedRow(g.Key, g.Window, g.Count(), 0, g.Min(e => e.Value), g.Max(e => e.Value)));
        AssertSame(source, table, mode, naive, TimedEvents.Batches(random, 14), seed);
    }

    /// <summary>Days and hours of three zones whose clocks change, each over a change, and of one whose don't.</summary>
    [Theory]
    [InlineData("Europe/London", "2024-03-31")]
    [InlineData("Europe/London", "2024-10-27")]
    [InlineData("America/New_York", "2024-03-10")]
    [InlineData("America/New_York", "2024-11-03")]
    [InlineData("Australia/Lord_Howe", "2024-04-07")]
    [InlineData("Australia/Lord_Howe", "2024-10-06")]
    [InlineData("Asia/Kolkata", "2024-03-31")]
    public void CalendarWindows_FollowTheZonesClocks(string zoneId, string day)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(zoneId);
        var middle = new DateTimeOffset(DateTime.Parse(day, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.Zero);
        for (var seed = 0; seed < 6; seed++)
        {
            var random = new Random(seed);
            var (unit, lateness) = (seed % 2 == 0 ? CalendarUnit.Day : CalendarUnit.Hour, TimeSpan.FromMinutes(random.Next(3) * random.Next(600)));
            var mode = seed % 3 == 0 ? OutputMode.Update : OutputMode.Append;
            using var source = new Subject<MicroBatch<TimedEvent>>();
            var table = source.AsRows().EventTime(e => e.Time, lateness).Window(Window.Calendar(unit, zone)).GroupBy(e => e.Key)
                .Select(g => new TimedRow(g.Key, g.Window, g.Count(), g.Sum(e => e.Value), g.First(e => e.Value), g.Last(e => e.Value)));
            // Seconds become hours, from three days before the change on.
            var batches = TimedEvents.Batches(random, 16, hasOld: false).Select(batch => batch.Select(row => row with { Time = middle.AddDays(-3) + (row.Time - TimedEvents.Base) * (unit == CalendarUnit.Day ? 1800 : 1200) }).ToList()).ToList();
            AssertSame(source, table, mode, new NaiveTable(lateness, CalendarOf(zone, unit, middle), null, keepsAll: false), batches, seed);
        }
    }

    /// <summary>Windows as a wall clock shows them: minute by minute, a new one where its date changes, or its hour or its distance to UTC.</summary>
    private static Func<DateTimeOffset, IEnumerable<Window>> CalendarOf(TimeZoneInfo zone, CalendarUnit unit, DateTimeOffset middle)
    {
        var starts = new List<DateTimeOffset>();
        var shown = default((DateTime, TimeSpan)?);
        for (var time = middle.AddDays(-20); time < middle.AddDays(20); time = time.AddMinutes(1))
        {
            var local = TimeZoneInfo.ConvertTime(time, zone);
            var now = unit == CalendarUnit.Day ? (local.Date, TimeSpan.Zero) : (local.Date.AddHours(local.Hour), local.Offset);
            if (now != shown) starts.Add(time);
            shown = now;
        }

        return time =>
        {
            var next = starts.FindIndex(start => start > time);
            return [new Window(starts[next - 1], starts[next])];
        };
    }

    private static void AssertSame(Subject<MicroBatch<TimedEvent>> source, TimedTableStream<string?, TimedRow> table, OutputMode mode, NaiveTable naive, List<List<TimedEvent>> batches, int seed)
    {
        var versions = new List<Snapshot<TimedRow>>();
        var query = table.Start("timed", mode);
        using var subscription = query.Table.Subscribe(versions.Add);
        foreach (var batch in batches)
        {
            naive.Next(batch);
            source.OnNext(MicroBatch.Of(batch));
        }

        Assert.Null(query.Exception);
        Assert.Equal(naive.Versions.Count, versions.Count);
        var folded = new Dictionary<long, TimedRow>();
        foreach (var (number, (expected, version)) in naive.Versions.Zip(versions).Index())
        {
            var progress = version.Progress!;
            var at = $"seed {seed}, batch {number}: ";
            Assert.Equal(at + expected.Watermark, at + version.Prefix.Watermark);
            Assert.Equal((at, expected.HasData, expected.Late, expected.Filtered, expected.Dropped, expected.Open), (at, progress.HasData, progress.Late, progress.Filtered, progress.Dropped, progress.Groups));
            Assert.Equal(progress.Read, progress.Counted + progress.Filtered + progress.Late);
            Assert.Equal(expected.Rows, version.Rows.Select((row, i) => (row, version.IsFinal(i))));
            Assert.Equal(expected.NewlyFinal, version.NewlyFinal);
            var touched = version.Changes.Where(change => change.Kind != ChangeKind.Removed).ToList();
            Assert.Equal(expected.Touched.ToHashSet(), touched.Select(change => change.Row!).ToHashSet());
            foreach (var row in expected.Rows) Assert.True(version.TryGet(row.Row.Key, row.Row.Window, out _));
            foreach (var change in version.Changes)
            {
                Assert.Equal(change.Kind == ChangeKind.Added ? null : change.Before, folded.GetValueOrDefault(change.Group));
                if (change.Kind == ChangeKind.Removed) folded.Remove(change.Group);
                else folded[change.Group] = change.Row!;
            }

            Assert.Equal(expected.Rows.Select(row => row.Row), folded.OrderBy(pair => pair.Key).Select(pair => pair.Value));
        }

        foreach (var older in versions)
        {
            var since = versions[^1].ChangesSince(older);
            var rows = older.Rows.Concat([]).ToList();
            foreach (var change in since)
            {
                if (change.Kind != ChangeKind.Added) Assert.True(rows.Remove(change.Before!));
                if (change.Kind != ChangeKind.Removed) rows.Add(change.Row!);
            }

            Assert.Equal(versions[^1].Rows.ToHashSet(), rows.ToHashSet());
        }
    }

    private static (WindowAssigner Assigner, Func<DateTimeOffset, IEnumerable<Window>> Windows) RandomWindows(Random random)
    {
        if (random.Next(5) > 0) return RandomRule(random);
        var rules = Enumerable.Range(0, random.Next(1, 4)).Select(_ => RandomRule(random)).ToList();
        return (Window.Several([.. rules.Select(rule => rule.Assigner)]), time => rules.SelectMany(rule => rule.Windows(time)).Distinct().OrderBy(window => window.End).ThenBy(window => window.Start));
    }

    private static (WindowAssigner Assigner, Func<DateTimeOffset, IEnumerable<Window>> Windows) RandomRule(Random random)
    {
        var size = TimeSpan.FromMilliseconds(random.Next(1, 25) * (random.Next(2) == 0 ? 1000 : 777));
        var slide = random.Next(2) == 0 ? size : size / random.Next(1, 4) + TimeSpan.Zero;
        slide = TimeSpan.FromMicroseconds(slide.Ticks / 10);
        var offset = random.Next(2) == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(random.Next(1, (int)slide.TotalMilliseconds) - (random.Next(2) == 0 ? (int)slide.TotalMilliseconds : 0));
        if (offset.Duration() >= slide) offset = TimeSpan.Zero;
        if (random.Next(4) == 0)
        {
            var step = TimeSpan.FromSeconds(random.Next(1, 6));
            var whole = step * random.Next(1, 5);
            return (Window.Cumulative(whole, step), time => CumulativeOf(time, whole, step));
        }

        return (Window.Hopping(size, slide, offset), time => HoppingOf(time, size, slide, offset));
    }

    private static List<Window> HoppingOf(DateTimeOffset time, TimeSpan size, TimeSpan slide, TimeSpan offset)
    {
        var start = DateTimeOffset.UnixEpoch + offset + (slide * Math.Floor((time - DateTimeOffset.UnixEpoch - offset) / slide));
        // Doubles may be a step off.
        while (start > time) start -= slide;
        while (start + slide <= time) start += slide;
        var windows = new List<Window>();
        for (; start + size > time; start -= slide) windows.Add(new Window(start, start + size));
        windows.Reverse();
        return windows;
    }

    private static IEnumerable<Window> CumulativeOf(DateTimeOffset time, TimeSpan size, TimeSpan step)
    {
        var start = HoppingOf(time, size, size, TimeSpan.Zero).Single().Start;
        for (var end = start + step; end <= start + size; end += step)
        {
            if (end > time) yield return new Window(start, end);
        }
    }
}
