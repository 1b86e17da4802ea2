using System.Reactive.Subjects;
using Microsoft.Reactive.Testing;

namespace ReactiveEtl.Tests.Writers;

/// <summary>Rows that are refused for their event time: to the microsecond, with the reason that people are told.</summary>
public sealed class RefusedTimeTests
{
    private static readonly DateTimeOffset Ten = new(2024, 3, 1, 10, 0, 0, TimeSpan.Zero);
    private readonly TestScheduler _scheduler = new();

    public RefusedTimeTests() => _scheduler.AdvanceTo(Ten.UtcTicks);

    [Fact]
    public void TimeBehindTheClock_IsRefused_FromTheSkewOn()
    {
        using var source = new Subject<MicroBatch<KeyedEvent>>();
        var skew = TimeSpan.FromMinutes(2);
        var query = source.AsRows(_scheduler).EventTime(e => e.Time, TimeSpan.FromSeconds(5), maxFutureSkew: skew)
            .GroupBy(e => new { e.Key, e.Time }).Select(g => new { g.Key.Key, Count = g.Count() }).Start("skew");
        var (last, behind) = (Ten + skew, Ten + skew + TimeSpan.FromMicroseconds(1));

        // A batch of nothing else does not move event time at all.
        source.OnNext(MicroBatch.Of([new KeyedEvent(behind, "far")]));
        source.OnNext(MicroBatch.Of([new KeyedEvent(Ten, "a"), new KeyedEvent(behind, "b"), new KeyedEvent(last, "c")]));
        source.OnNext(MicroBatch.Of([new KeyedEvent(last, "d")]));

        Assert.Null(query.Exception);
        Assert.Equal(["a", "c", "d"], query.Table.Current.Rows.Select(row => row.Key).Order());
        var reason = $"its event time {MicrosecondTime.ToTime(MicrosecondTime.Of(behind)):O} is behind {MicrosecondTime.ToTime(MicrosecondTime.Of(last)):O}, the latest that is allowed now";
        Assert.Equal([(RefusedKind.Future, reason), (RefusedKind.Future, reason)], query.RecentRefused.Select(record => (record.Kind, record.Reason)));
    }

    [Fact]
    public void LateRow_IsToldWithTheWatermark()
    {
        using var source = new Subject<MicroBatch<KeyedEvent>>();
        var query = source.AsRows(_scheduler).EventTime(e => e.Time, TimeSpan.FromSeconds(5)).Window(Window.Tumbling(TimeSpan.FromSeconds(10))).GroupBy(e => e.Key)
            .Select(g => new { g.Key, g.Window, Count = g.Count() }).Start("late");

        source.OnNext(MicroBatch.Of([new KeyedEvent(Ten.AddMinutes(1), "a")]));
        source.OnNext(MicroBatch.Of([new KeyedEvent(Ten.AddMinutes(2), "a")]));
        source.OnNext(MicroBatch.Of([new KeyedEvent(Ten, "late")]));

        // A batch without records ran behind the second, since the watermark had moved.
        AssertLate(Ten.AddSeconds(115), Assert.Single(query.RecentRefused));
    }

    /// <summary>Where lateness is exact, by the watermark that stood before the row itself.</summary>
    [Fact]
    public void LateRow_IsToldWithItsOwnWatermark_WhereLatenessIsExact()
    {
        using var source = new Subject<MicroBatch<KeyedEvent>>();
        var query = source.AsRows(_scheduler).EventTime(e => e.Time, Lateness.Exact(TimeSpan.FromSeconds(5))).DistinctByWithinWatermark(e => e.Key).Start("exact");

        source.OnNext(MicroBatch.Of([new KeyedEvent(Ten, "a"), new KeyedEvent(Ten.AddSeconds(30), "b"), new KeyedEvent(Ten.AddSeconds(1), "late"), new KeyedEvent(Ten.AddSeconds(30), "b"), new KeyedEvent(Ten.AddMinutes(1), "c")]));

        Assert.Equal([RefusedKind.Late, RefusedKind.Duplicate], query.RecentRefused.Select(record => record.Kind).Order());
        AssertLate(Ten.AddSeconds(25), query.RecentRefused.Single(record => record.Kind == RefusedKind.Late));
        Assert.Equal("its key is known already", query.RecentRefused.Single(record => record.Kind == RefusedKind.Duplicate).Reason);
    }

    /// <summary>An idle input waits for the last of all keys that are known, whichever step knows it.</summary>
    [Fact]
    public void IdleInput_ForgetsTheKeysOfTwoSteps_AtOnce()
    {
        using var source = new Subject<MicroBatch<KeyedEvent>>();
        var query = source.AsRows(_scheduler).EventTime(e => e.Time, TimeSpan.FromSeconds(5), idleTimeout: TimeSpan.FromMinutes(1))
            .DistinctByWithinWatermark(e => new { e.Key, e.Time }).DistinctByWithinWatermark(e => e.Key).Start("two steps");

        source.OnNext(MicroBatch.Of([new KeyedEvent(Ten, "a"), new KeyedEvent(Ten.AddSeconds(3), "a")]));
        Assert.Equal(3, query.RecentProgress[^1].Groups);
        _scheduler.AdvanceBy(TimeSpan.FromSeconds(61).Ticks);

        Assert.Null(query.Exception);
        // The batch, one for the watermark that moved, and that of the idle input.
        Assert.Equal((3, 0), (query.RecentProgress.Count, query.RecentProgress[^1].Groups));
    }

    private static void AssertLate(DateTimeOffset watermark, RefusedRecord record)
    {
        Assert.Equal((RefusedKind.Late, watermark), (record.Kind, record.Watermark));
        Assert.Equal($"late: the watermark has come to {MicrosecondTime.ToTime(MicrosecondTime.Of(watermark)):O}", record.Reason);
    }

    public sealed record KeyedEvent(DateTimeOffset Time, string Key);
}
