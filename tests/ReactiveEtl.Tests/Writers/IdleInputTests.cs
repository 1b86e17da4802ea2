using System.Reactive.Subjects;
using Microsoft.Reactive.Testing;
using ReactiveEtl.Testing;
using static ReactiveEtl.Columns;

namespace ReactiveEtl.Tests.Writers;

/// <summary>What closes by an idle timeout where that is hardest: at the calendar's end, and behind a restart.</summary>
public sealed class IdleInputTests
{
    private static readonly DateTimeOffset Ten = new(2024, 3, 1, 10, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Last = DateTimeOffset.MaxValue.AddTicks(-9);
    private readonly TestScheduler _scheduler = new();

    public IdleInputTests() => _scheduler.AdvanceTo(Ten.AddDays(1).UtcTicks);

    public static TheoryData<string> Kinds => [.. Queries(Observable()).Keys];

    /// <summary>One rogue time, and windows that end behind all that a watermark can say: they close as any other, once.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Window_ThatEndsWithTheCalendar_Closes(string kind)
    {
        using var source = new Subject<MicroBatch<KeyedEvent>>();
        var query = Queries(source.AsRows(_scheduler).EventTime(e => e.Time, Lateness(kind), idleTimeout: TimeSpan.FromMinutes(1)))[kind]();
        source.OnNext(MicroBatch.Of([new KeyedEvent(Ten, "a"), new KeyedEvent(Last, "b"), new KeyedEvent(Last, "c")]));
        _scheduler.AdvanceBy(TimeSpan.FromHours(1).Ticks);
        Assert.Null(query.Exception);
        Assert.Equal(0, query.RecentProgress[^1].Groups);
        Assert.InRange(query.RecentProgress.Count, 2, 4);

        // It is over: what comes now is late.
        source.OnNext(MicroBatch.Of([new KeyedEvent(Last, "b")]));
        Assert.Equal((1, 0), (query.RecentProgress.Last(batch => batch.HasData).Late, query.RecentProgress[^1].Groups));
    }

    /// <summary>A group without event time never ends before its input does: an idle input does not wait for it, and it takes nothing else with it.</summary>
    [Fact]
    public void Group_WithoutEventTime_IsNothingThatAnIdleInputCloses()
    {
        var schema = RowSchema.Parse("t timestamp, k string");
        using var source = new Subject<MicroBatch<Row>>();
        var query = source.AsRows(schema, _scheduler).EventTime(Col("t"), TimeSpan.FromSeconds(5), idleTimeout: TimeSpan.FromMinutes(1)).GroupBy(Col("t"), Col("k")).Aggregate(Count().As("n")).Start("times", OutputMode.Append);
        var final = new List<string>();
        using var versions = query.Table.Subscribe(version => final.AddRange(version.NewlyFinal.Select(row => $"{row["k"]}{row["n"]}")));
        source.OnNext(MicroBatch.Of([new Row(schema, Ten, "a"), new Row(schema, null, "b")]));
        _scheduler.AdvanceBy(TimeSpan.FromHours(1).Ticks);
        Assert.Equal(["a1"], final);
        source.OnNext(MicroBatch.Of([new Row(schema, Ten.AddHours(2), "c"), new Row(schema, null, "b")]));
        _scheduler.AdvanceBy(TimeSpan.FromHours(1).Ticks);
        Assert.Equal(["a1", "c1"], final);
        Assert.Equal((0, 1), (query.RecentProgress.Sum(batch => batch.Late), query.RecentProgress[^1].Groups));
        Assert.InRange(query.RecentProgress.Count, 4, 6);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Windows_ThatAStoppedQueryLeftOpen_CloseInTheNextOne(bool fromFiles)
    {
        var store = new MemoryFileStore(_scheduler);
        store.AddDirectory("in");
        using var source = new Subject<MicroBatch<KeyedEvent>>();
        var rows = fromFiles ? JsonFiles.In("in", "*.json", store).Watch<KeyedEvent>(new WatchOptions { SettleTime = TimeSpan.Zero }, _scheduler) : source.AsRows(_scheduler);
        var table = rows.EventTime(e => e.Time, TimeSpan.FromSeconds(1), idleTimeout: TimeSpan.FromMinutes(5)).Window(Window.Tumbling(TimeSpan.FromSeconds(10))).GroupBy(e => e.Key).Select(g => new { g.Key, g.Window, Count = g.Count() })
            .FinalRows().Window(Window.Tumbling(TimeSpan.FromHours(1))).GroupBy(row => row.Key).Select(g => new { g.Key, g.Window, Count = g.Sum(row => row.Count) });
        var stopped = table.Start("hours", OutputMode.Append);
        store.Add("in/a.json", """{"time":"2024-03-01T10:00:05Z","key":"a"}""", Ten);
        source.OnNext(MicroBatch.Of(fromFiles ? [] : new[] { new KeyedEvent(Ten, "a") }));
        Pass(TimeSpan.FromMinutes(3));
        Assert.Equal(1, stopped.RecentProgress.Sum(batch => batch.Read));
        Assert.True(stopped.StopAsync().IsCompletedSuccessfully);

        // The time counts from the start on: what was before it nobody has seen.
        Pass(TimeSpan.FromHours(1));
        var resumed = table.Start("hours", OutputMode.Append, new QueryOptions { ResumeFrom = stopped });
        Pass(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        Assert.Empty(resumed.RecentProgress);
        Pass(TimeSpan.FromTicks(1));
        Assert.Equal(1, Assert.Single(resumed.Table.Current.NewlyFinal).Count);
        Assert.Equal(0, resumed.RecentProgress[^1].Groups);
    }

    private static Lateness Lateness(string kind) => kind == "exact session" ? ReactiveEtl.Lateness.Exact(TimeSpan.FromSeconds(5)) : TimeSpan.FromSeconds(5);

    private static TimedStream<KeyedEvent> Observable() => new Subject<MicroBatch<KeyedEvent>>().AsRows().EventTime(e => e.Time, TimeSpan.Zero);

    private static Dictionary<string, Func<StreamingQuery>> Queries(TimedStream<KeyedEvent> rows)
    {
        var tokyo = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo");
        return new()
        {
            ["tumbling"] = Of(Window.Tumbling(TimeSpan.FromHours(7))),
            ["hopping"] = Of(Window.Hopping(TimeSpan.FromHours(7), TimeSpan.FromHours(3))),
            ["cumulative"] = Of(Window.Cumulative(TimeSpan.FromDays(7), TimeSpan.FromDays(1))),
            ["day"] = Of(Window.Calendar(CalendarUnit.Day, tokyo)),
            ["hour"] = Of(Window.Calendar(CalendarUnit.Hour, tokyo)),
            ["several"] = Of(Window.Several(Window.Tumbling(TimeSpan.FromHours(1)), Window.Calendar(CalendarUnit.Month, tokyo))),
            ["session"] = Sessions(),
            ["exact session"] = Sessions(),
            ["distinct"] = () => rows.DistinctByWithinWatermark(e => e.Key).Start("distinct"),
            ["longer"] = () => Counts(Window.Tumbling(TimeSpan.FromHours(1))).FinalRows().Window(Window.Tumbling(TimeSpan.FromDays(7))).GroupBy(row => row.Key).Select(g => new { g.Key, g.Window }).Start("longer", OutputMode.Append),
        };

        TimedTableStream<string, CountRow> Counts(WindowAssigner windows) => rows.Window(windows).GroupBy(e => e.Key).Select(g => new CountRow(g.Key, g.Window, g.Count()));

        Func<StreamingQuery> Of(WindowAssigner windows) => () => Counts(windows).Start("windows", OutputMode.Append);

        Func<StreamingQuery> Sessions() => () => rows.Window(Window.Session(TimeSpan.FromMinutes(1))).GroupBy(e => e.Key).Select(g => new CountRow(g.Key, g.Window, g.Count())).Start("sessions", OutputMode.Append);
    }

    private void Pass(TimeSpan time) => _scheduler.AdvanceBy(time.Ticks);

    public sealed record KeyedEvent(DateTimeOffset Time, string Key);

    public sealed record CountRow(string Key, Window Window, long Count);
}
