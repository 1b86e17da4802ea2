using System.Numerics;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace ReactiveEtl.Tests.Operators;

/// <summary>Windows against a calculation in big integers that knows no overflow.</summary>
public class WindowTests
{
    private sealed record At(DateTimeOffset? Time);

    public static TheoryData<int> AllSeeds => [.. Enumerable.Range(1, 20)];

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void Assign_GivesAllWindowsThatHoldTheInstant(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 300; i++)
        {
            var size = Length(random);
            var slide = random.Next(2) == 0 ? size : Math.Max(1, size / random.NextInt64(1, 9) - random.Next(2));
            slide = Math.Min(slide, size);
            var offset = random.Next(2) == 0 ? 0 : random.NextInt64(-slide + 1, slide);
            var assigner = Window.Hopping(TimeSpan.FromTicks(size * 10), TimeSpan.FromTicks(slide * 10), TimeSpan.FromTicks(offset * 10));
            var time = Time(random, size, offset);
            var starts = new long[assigner.MaxWindows];
            var (count, _, _) = assigner.Assign(time, starts);
            var expected = Naive(time, size, slide, offset);
            Assert.True(expected.SequenceEqual(starts.Take(count).Select(start => (BigInteger)start)), $"seed {seed}: {time} in {size} every {slide} at {offset}");
            Assert.All(starts.Take(count), start => Assert.Equal(BigInteger.Min((BigInteger)start + size, (BigInteger)MicrosecondTime.Max + 1), assigner.WindowOf(start).EndMicroseconds));
        }
    }

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void Assign_GivesTheSpanInWhichWindowsAreTheSame(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 50; i++)
        {
            WindowAssigner[] rules = [Hopping(random), Cumulative(random), Window.Tumbling(TimeSpan.FromMicroseconds(random.Next(1, 50))), Window.Calendar(CalendarUnit.Day, TimeZoneInfo.Utc), Window.Several(Hopping(random), Cumulative(random))];
            foreach (var assigner in rules)
            {
                var time = random.NextInt64(-200, 200);
                var (_, from, until) = assigner.Assign(time, new long[assigner.MaxWindows]);
                Assert.True(from <= time && time < until, $"seed {seed}: {time} is not in {from} to {until} of {assigner}");
                Assert.Equal(IdsAt(assigner, time), IdsAt(assigner, Math.Max(from, time - random.Next(20))));
                Assert.Equal(IdsAt(assigner, time), IdsAt(assigner, Math.Min(until - 1, time + random.Next(20))));
                // As long as can be, or it would hardly spare a calculation.
                Assert.NotEqual(IdsAt(assigner, time), IdsAt(assigner, from - 1));
                Assert.NotEqual(IdsAt(assigner, time), IdsAt(assigner, until));
            }
        }
    }

    private static WindowAssigner Hopping(Random random)
    {
        var size = random.Next(1, 60);
        return Window.Hopping(TimeSpan.FromMicroseconds(size), TimeSpan.FromMicroseconds(random.Next(1, size + 1)), TimeSpan.FromMicroseconds(0));
    }

    private static WindowAssigner Cumulative(Random random)
    {
        var step = random.Next(1, 20);
        var size = step * random.Next(1, 6);
        return Window.Cumulative(TimeSpan.FromMicroseconds(size), TimeSpan.FromMicroseconds(step), TimeSpan.FromMicroseconds(random.Next(size)));
    }

    private static long[] IdsAt(WindowAssigner assigner, long time)
    {
        var ids = new long[assigner.MaxWindows];
        return ids[..assigner.Assign(time, ids).Count];
    }

    [Fact]
    public void Query_AtTheEndsOfTheCalendar_FindsItsWindows()
    {
        DateTimeOffset[] times =
        [
            DateTimeOffset.MinValue, DateTimeOffset.MinValue.AddTicks(10), DateTimeOffset.MaxValue.AddTicks(-9), new(9999, 12, 31, 22, 59, 59, TimeSpan.Zero), DateTimeOffset.UnixEpoch.AddTicks(-10), DateTimeOffset.UnixEpoch,
        ];
        using var source = new Subject<MicroBatch<At>>();
        var query = source.AsRows().Window(e => e.Time, Window.Tumbling(TimeSpan.FromHours(1))).GroupBy(e => e.Time).Select(g => new { g.Key, g.Window, Count = g.Count() }).Start("ends");
        source.OnNext(MicroBatch.Of(times.Select(time => new At(time)).Append(new At(null))));
        Assert.Equal(times, query.Table.Current.Rows.Select(row => row.Key!.Value));
        Assert.Equal(1, query.RecentProgress[0].Filtered);
        foreach (var row in query.Table.Current.Rows)
        {
            Assert.True(row.Window.Contains(row.Key!.Value));
            Assert.True(query.Table.TryGet(row.Key, row.Window, out var found) && found.Count == 1);

            // A user makes the window from instants.
            var made = new Window(row.Window.Start, row.Window.End);
            Assert.Equal(row.Window, made);
            Assert.True(query.Table.TryGet(row.Key, made, out _));
            Assert.Equal(row.Window.Start.AddMinutes(-row.Window.Start.Minute), row.Window.Start);
        }

        Assert.Equal(DateTimeOffset.MinValue, query.Table.Current.Rows[0].Window.Start);
        Assert.Equal(DateTimeOffset.MaxValue.AddTicks(-9), query.Table.Current.Rows[2].Window.End);
        Assert.False(query.Table.TryGet(times[0], new Window(times[4], times[5]), out _));
        Assert.Throws<ArgumentException>(() => query.Table.TryGet(times[0], out _));
    }

    /// <summary>A rule must not take another's window for one of its own, only since it would end there.</summary>
    [Fact]
    public void Windows_OfSeveralRules_AreEachFound()
    {
        var hour = TimeSpan.FromHours(1);
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Kolkata");
        WindowAssigner[] rules =
        [
            Window.Calendar(CalendarUnit.Day, zone), Window.Tumbling(hour), Window.Tumbling(hour, hour / 2), Window.Hopping(12 * hour, 5 * hour), Window.Hopping(12 * hour, 3 * hour, hour), Window.Cumulative(12 * hour, 3 * hour),
            Window.Tumbling(3 * hour), Window.Tumbling(12 * hour), Window.Calendar(CalendarUnit.Month, zone), Window.Tumbling(TimeSpan.FromDays(1)),
        ];
        var random = new Random(11);
        for (var run = 0; run < 40; run++)
        {
            using var source = new Subject<MicroBatch<At>>();
            var windows = Window.Several([.. Enumerable.Range(0, 4).Select(_ => rules[random.Next(rules.Length)])]);
            var query = source.AsRows().Window(e => e.Time, windows).GroupBy(e => e.Time).Select(g => new { g.Key, g.Window }).Start("several");
            source.OnNext(MicroBatch.Of(Enumerable.Range(0, 10).Select(_ => new At(new DateTimeOffset(2024, 3, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(random.Next(3000)))).Append(new At(DateTimeOffset.MaxValue)).Append(new At(DateTimeOffset.MinValue))));
            Assert.Equal(query.Table.Current.Rows.Count, query.Table.Current.Rows.Distinct().Count());
            foreach (var row in query.Table.Current.Rows) Assert.True(query.Table.TryGet(row.Key, row.Window, out var found) && found.Equals(row), $"run {run}: {windows}: {row}");
            var other = query.Table.Current.Rows[0];
            Assert.False(query.Table.TryGet(other.Key, new Window(other.Window.Start, other.Window.End.AddTicks(10)), out _));
        }
    }

    [Fact]
    public void Order_IsByStartThenEnd()
    {
        var (a, b, c) = (new Window(0L, 5), new Window(0L, 6), new Window(1L, 2));
        Assert.Equal([a, b, c], new[] { c, b, a }.Order());
        Assert.True(a < b && b <= c && c > a && c >= b);
        Assert.False(a > b || b >= c || c < a || c <= b);
        Assert.Equal(0, a.CompareTo(new Window(0L, 5)));
    }

    [Fact]
    public void Assigners_RefuseWhatIsNoWindow()
    {
        var hour = TimeSpan.FromHours(1);
        Assert.Throws<ArgumentException>("size", () => Window.Tumbling(TimeSpan.Zero));
        Assert.Throws<ArgumentException>("size", () => Window.Tumbling(-hour));
        Assert.Throws<ArgumentException>("size", () => Window.Tumbling(TimeSpan.FromTicks(5)));
        Assert.Throws<ArgumentException>("slide", () => Window.Hopping(hour, TimeSpan.Zero));
        Assert.Throws<ArgumentException>("slide", () => Window.Hopping(hour, 2 * hour));
        Assert.Throws<ArgumentException>("slide", () => Window.Hopping(TimeSpan.FromDays(1000), TimeSpan.FromMicroseconds(1)));
        Assert.Throws<ArgumentException>("offset", () => Window.Tumbling(hour, hour));
        Assert.Throws<ArgumentException>("offset", () => Window.Tumbling(hour, -hour));
        Assert.Throws<ArgumentException>("offset", () => Window.Tumbling(hour, TimeSpan.FromTicks(1)));
        Assert.Throws<ArgumentException>("unit", () => Window.Calendar((CalendarUnit)4, TimeZoneInfo.Utc));
        Assert.Throws<ArgumentException>("firstDayOfWeek", () => Window.Calendar(CalendarUnit.Week, TimeZoneInfo.Utc, (DayOfWeek)7));
    }

    private static List<BigInteger> Naive(BigInteger time, BigInteger size, BigInteger slide, BigInteger offset)
    {
        var last = time - offset;
        last -= ((last % slide) + slide) % slide;
        last += offset;
        var starts = new List<BigInteger>();
        for (var start = last; start > time - size; start -= slide) starts.Insert(0, start);
        return starts;
    }

    private static long Length(Random random) => random.Next(5) switch
    {
        0 => 1,
        1 => random.Next(1, 10),
        2 => 3600L * 1_000_000,
        3 => MicrosecondTime.PerDay * 7,
        _ => random.NextInt64(1, MicrosecondTime.PerDay * 400),
    };

    /// <summary>An instant of the calendar: at its ends, at a border of windows, a microsecond beside it, or anywhere.</summary>
    private static long Time(Random random, long size, long offset)
    {
        var time = random.Next(6) switch
        {
            0 => MicrosecondTime.Min,
            1 => MicrosecondTime.Max,
            2 => (random.Next(-5, 6) * size) + offset,
            3 => (random.Next(-5, 6) * size) + offset - 1,
            4 => random.Next(-3, 4),
            _ => random.NextInt64(MicrosecondTime.Min, MicrosecondTime.Max),
        };
        return Math.Clamp(time, MicrosecondTime.Min, MicrosecondTime.Max);
    }
}
