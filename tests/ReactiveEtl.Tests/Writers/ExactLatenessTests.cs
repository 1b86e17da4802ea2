using System.Reactive.Subjects;

namespace ReactiveEtl.Tests.Writers;

/// <summary>With <see cref="Lateness.Exact"/> any split of the same records into batches gives the same table, and refuses the same records (demand 7).</summary>
public sealed class ExactLatenessTests
{
    public static IEnumerable<TheoryDataRow<int>> AllSeeds => Enumerable.Range(0, 60).Select(seed => new TheoryDataRow<int>(seed));

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void Split_DoesNotMatter(int seed)
    {
        var random = new Random(seed);
        var events = TimedEvents.Batches(random, 20).SelectMany(batch => batch).ToList();
        var lateness = Lateness.Exact(TimeSpan.FromSeconds(random.Next(3) * random.Next(8)));
        // Behind it all is final, so that what is made of final rows is all there.
        events.Add(new TimedEvent(TimedEvents.Base.AddDays(2), "end", 0));
        var tens = Window.Tumbling(TimeSpan.FromSeconds(10));
        Func<TimedStream<TimedEvent>, TableStream<TimedRow>> plan = (seed % 10) switch
        {
            0 => rows => Rows(rows.Window(Window.Hopping(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(5)))),
            1 => rows => Rows(rows.Window(Window.Session(TimeSpan.FromSeconds(3)))),
            2 => rows => Rows(rows.DistinctByWithinWatermark(e => new { e.Key, e.Value }).Window(tens)),
            3 => rows => Rows(rows.Window(Window.Cumulative(TimeSpan.FromSeconds(12), TimeSpan.FromSeconds(4)))),
            4 => rows => Rows(rows.Window(Window.Several(tens, Window.Tumbling(TimeSpan.FromSeconds(7)), Window.Calendar(CalendarUnit.Hour, TimeZoneInfo.Utc)))),
            5 => rows => Rows(rows.DistinctBy(e => new { e.Key, e.Time }).Window(Window.Session(TimeSpan.FromSeconds(4)))),
            6 => rows => Rows(rows.Where(e => e.Time > TimedEvents.Base.AddSeconds(20)).WhereRow(e => e.Value != 3).DistinctByWithinWatermark(e => e.Key).DistinctBy(e => e.Value).Window(tens)),
            7 => rows => Longer(Rows(rows.Window(tens)).FinalRows().Window(Window.Tumbling(TimeSpan.FromSeconds(30)))),
            8 => rows => Longer(Rows(rows.Window(Window.Hopping(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(4)))).FinalRows().Window(Window.Session(TimeSpan.FromSeconds(5)))),
            _ => rows => rows.GroupBy(e => new { e.Key, e.Time }).Select(g => new TimedRow(g.Key.Key, default, g.Count(), g.Sum(e => e.Value), g.First(e => e.Value), g.Last(e => e.Value))),
        };
        var expected = Run([events]);
        for (var split = 0; split < 5; split++)
        {
            var batches = new List<List<TimedEvent>> { new() };
            foreach (var row in events)
            {
                while (random.Next(4) == 0) batches.Add([]);
                batches[^1].Add(row);
            }

            var actual = Run(batches);
            Assert.Equal(expected.Refused, actual.Refused);
            Assert.Equal(expected.Rows, actual.Rows);
        }

        (List<string> Refused, HashSet<TimedRow> Rows) Run(List<List<TimedEvent>> batches)
        {
            using var source = new Subject<MicroBatch<TimedEvent>>();
            var query = plan(source.AsRows().EventTime(e => e.Time, lateness)).Start("exact");
            foreach (var batch in batches) source.OnNext(MicroBatch.Of(batch));
            Assert.Null(query.Exception);
            return ([.. query.RecentRefused.Select(record => $"{record.Kind} {record.Text}")], [.. query.Table.Current.Rows]);
        }
    }

    [Fact]
    public void Sessions_WithGapsOfTheirOwn_AreRefused()
    {
        using var source = new Subject<MicroBatch<TimedEvent>>();
        var rows = source.AsRows().EventTime(e => e.Time, Lateness.Exact(TimeSpan.Zero));
        var table = Rows(rows.Window(SessionWindows.By<TimedEvent>(e => TimeSpan.FromSeconds(e.Value))));
        Assert.Equal("session", Assert.Throws<QueryPlanException>(() => table.Start("x")).Step);
    }

    private static TimedTableStream<string?, TimedRow> Rows(TimedWindowedStream<TimedEvent> rows) => rows.GroupBy(e => e.Key)
        .Select(g => new TimedRow(g.Key, g.Window, g.Count(), g.Sum(e => e.Value), g.Min(e => e.Value), g.Max(e => e.Value)));

    private static TimedTableStream<string?, TimedRow> Longer(TimedWindowedStream<TimedRow> rows) => rows.GroupBy(row => row.Key)
        .Select(g => new TimedRow(g.Key, g.Window, g.Sum(row => row.Count), g.Sum(row => row.Sum), g.Min(row => row.First), g.Max(row => row.Last)));
}
