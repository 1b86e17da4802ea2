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
