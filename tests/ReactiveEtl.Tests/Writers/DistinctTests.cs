using System.Reactive.Subjects;

namespace ReactiveEtl.Tests.Writers;

/// <summary>Which rows are the first of their keys, by a naive rule: late comes before known, and a key is forgotten when its time has come.</summary>
public sealed class DistinctTests
{
    public static IEnumerable<TheoryDataRow<int>> AllSeeds => Enumerable.Range(0, 30).Select(seed => new TheoryDataRow<int>(seed));

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void Distinct_KeepsTheFirstOfEachKey(int seed)
    {
        var random = new Random(seed);
        var lateness = TimeSpan.FromSeconds(random.Next(12));
        var kind = random.Next(3);
        using var source = new Subject<MicroBatch<TimedEvent>>();
        var timed = source.AsRows().EventTime(e => e.Time, lateness);
        var distinct = kind switch { 0 => timed.DistinctBy(e => e.Key), 1 => timed.DistinctBy(e => new { e.Time, e.Key }), _ => timed.DistinctByWithinWatermark(e => e.Key) };
        var versions = new List<Snapshot<TimedEvent>>();
        var query = distinct.Start("distinct");
        using var subscription = query.Table.Subscribe(versions.Add);
        var known = new Dictionary<(string?, DateTimeOffset?), DateTimeOffset>();
        var (eviction, late) = (DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
        foreach (var batch in TimedEvents.Batches(random, 15))
        {
            source.OnNext(MicroBatch.Of(batch));
            Check(batch, versions.Count - (versions[^1].Progress!.HasData ? 1 : 2));
            if (eviction > late) Check([], versions.Count - 1);
        }

        void Check(List<TimedEvent> rows, int version)
        {
            var (kept, lates, duplicates) = (new List<TimedEvent>(), 0, 0);
            foreach (var row in rows)
            {
                if (row.Time <= late) lates++;
                else if (!known.TryAdd((row.Key, kind == 1 ? row.Time : null), EndOf(row))) duplicates++;
                else kept.Add(row);
            }

            foreach (var (key, _) in known.Where(pair => pair.Value <= eviction).ToList()) known.Remove(key);
            late = eviction;
            if (rows.Where(row => row.Time is not null).Select(row => row.Time!.Value).DefaultIfEmpty(DateTimeOffset.UnixEpoch).Max() is var greatest && Cut(greatest) - lateness > eviction) eviction = Cut(greatest) - lateness;
            var progress = versions[version].Progress!;
            Assert.Equal(kept, versions[version].Rows);
            Assert.Equal((lates, duplicates, known.Count), (progress.Late, progress.Duplicates, progress.Groups));
            Assert.Equal(progress.Read, progress.Counted + progress.Late + progress.Duplicates);
            Assert.Equal(kept.Count, progress.Counted);
        }

        DateTimeOffset EndOf(TimedEvent row) => kind switch { 0 => DateTimeOffset.MaxValue, 1 => row.Time ?? DateTimeOffset.MaxValue, _ => (row.Time ?? DateTimeOffset.UnixEpoch) + lateness };
    }

    [Fact]
    public void Distinct_WithoutEventTime_RemembersForEver()
    {
        using var source = new Subject<MicroBatch<TimedEvent>>();
        var query = source.AsRows().DistinctBy(e => e.Key).Aggregate(all => new { Count = all.Count() }).Start("keys");
        var random = new Random(5);
        var batches = TimedEvents.Batches(random, 10);
        foreach (var batch in batches) source.OnNext(MicroBatch.Of(batch));
        Assert.Equal(batches.SelectMany(batch => batch).Select(row => row.Key).Distinct().Count(), query.Table.Current.Rows[0].Count);
    }

    /// <summary>Keys that come once are forgotten, texts and all.</summary>
    [Fact]
    public void Keys_ThatNeverComeAgain_LeaveNothing()
    {
        using var source = new Subject<MicroBatch<TimedEvent>>();
        var query = source.AsRows().EventTime(e => e.Time, TimeSpan.FromSeconds(1)).DistinctByWithinWatermark(e => e.Key).Start("once");
        for (var i = 0; i < 200; i++)
        {
            var time = TimedEvents.Base.AddMinutes(i);
            source.OnNext(MicroBatch.Of(Enumerable.Range(0, 100).Select(n => new TimedEvent(time, $"{i}-{n}", n))));
            // Those of the last batch are within the lateness.
            Assert.Equal(100, query.RecentProgress[^1].Groups);
        }
    }

    private static DateTimeOffset Cut(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}
