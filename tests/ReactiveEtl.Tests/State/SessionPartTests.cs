using System.Text;

namespace ReactiveEtl.Tests.State;

/// <summary>Sessions that grow while a batch is read, against those of all its rows at once.</summary>
public class SessionPartTests
{
    private const int VectorSize = 4;

    /// <summary>Of so many rows one is kept.</summary>
    private const int Filtered = 8;

    public static TheoryData<int> AllSeeds => [.. Enumerable.Range(1, 20)];

    /// <summary>Rows out of order, each with a gap of its own, keys that are filtered or null, and other parts that are appended.</summary>
    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void Sessions_AreTheUnionsOfTheirRows(int seed)
    {
        var random = new Random(seed);
        var layout = new KeyLayout([typeof(string), typeof(long)]);
        var state = new SessionState(layout, [new CountAggregator(CountKind.Rows)], GroupEnd.OfColumn(1, layout), retention: null);
        var (batch, next) = (state.NewBatch(), state.NewBatch());
        var (texts, nextTexts) = (new StringVector(Filtered * VectorSize), new StringVector(Filtered * VectorSize));
        var all = new List<(string? Key, long Start, long End)>();
        for (var round = 0; round < 6; round++)
        {
            batch.Clear();
            for (var part = 0; part < 3; part++)
            {
                next.Clear();
                for (var vector = random.Next(80); vector >= 0; vector--) Add(random, batch, texts, all);
                for (var vector = random.Next(10); vector > 0; vector--) Add(random, next, nextTexts, all);
                batch.Add(next);
            }

            state.Merge(batch);
            Assert.Equal(Naive(all).Order(), Sessions(state.Freeze()).Order());
        }
    }

    /// <summary>A row that meets the last session of its key is no part of its own, whether it comes before it, behind it, or exactly at its ends.</summary>
    [Fact]
    public void RowsThatMeetTheirSession_MakeNoPart()
    {
        var layout = new KeyLayout([typeof(string), typeof(long)]);
        var state = new SessionState(layout, [new CountAggregator(CountKind.Rows)], GroupEnd.OfColumn(1, layout), retention: null);
        var (batch, texts) = (state.NewBatch(), new StringVector(Filtered * VectorSize));
        Add(batch, texts, [("a", 10, 20), ("a", 20, 25), ("b", 20, 30), ("a", 5, 10)]);
        Add(batch, texts, [("a", 26, 30), ("a", 31, 32), ("a", 3, 4)]);
        Assert.Equal([(5L, 25L), (20, 30), (26, 30), (31, 32), (3, 4)], Enumerable.Range(0, batch.Groups.Count).Select(part => (batch.Groups[part][KeyLayout.WindowWord], batch.Groups[part][^1])));
        state.Merge(batch);
        Assert.Equal([("a", 3, 4, 1), ("a", 5, 25, 3), ("a", 26, 30, 1), ("a", 31, 32, 1), ("b", 20, 30, 1)], Sessions(state.Freeze()).Order());
    }

    /// <summary>What asks in which order rows come gets them by their starts, behind the rows of an open session that starts no later; a session has the place of the first row of it that arrived.</summary>
    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void RowsOfSessions_ComeByTheirStarts(int seed)
    {
        var random = new Random(seed);
        var layout = new KeyLayout([typeof(string), typeof(long)]);
        var aggregator = new UserAggregator(typeof(long), "", (text, row) => $"{text}{row} ", (a, b) => $"{a}{b}");
        var state = new SessionState(layout, [aggregator], GroupEnd.OfColumn(1, layout), retention: null);
        var (batch, texts, numbers) = (state.NewBatch(), new StringVector(VectorSize), new ColumnVector<long>(VectorSize));
        var sessions = new List<(string Key, long Start, long End, int Arrival, string Rows)>();
        // Many rows apart, or few keys whose rows often begin and end together.
        var (keys, span) = random.Next(2) == 0 ? (12, 200) : (2, 12);
        var (arrival, watermark) = (0, 0L);
        for (var round = 0; round < 8; round++)
        {
            batch.Clear();
            var pieces = sessions.Where(session => session.End > watermark).Select(session => (Session: session, IsRow: false)).ToList();
            sessions.RemoveAll(session => session.End > watermark);
            for (var vector = random.Next(20); vector >= 0; vector--)
            {
                texts.Clear();
                var ends = new ColumnVector<long>(VectorSize);
                var starts = new long[VectorSize];
                for (var row = 0; row < VectorSize; row++, arrival++)
                {
                    var (key, start, length) = ($"key {random.Next(keys)}", watermark + random.Next(span), random.Next(1, 12));
                    texts.Set(row, Encoding.UTF8.GetBytes(key));
                    numbers.Set(row, arrival);
                    (starts[row], ends.Values[row]) = (start, start + length);
                    pieces.Add(((key, start, start + length, arrival, $"{arrival} "), IsRow: true));
                }

                batch.Add([texts, ends], [numbers], [.. Enumerable.Range(0, VectorSize)], starts);
            }

            state.Merge(batch);
            foreach (var key in pieces.GroupBy(piece => piece.Session.Key))
            {
                var joined = new List<(string Key, long Start, long End, int Arrival, string Rows)>();
                foreach (var (next, _) in key.OrderBy(piece => piece.Session.Start).ThenBy(piece => piece.IsRow).ThenBy(piece => piece.Session.End).ThenBy(piece => piece.Session.Arrival))
                {
                    if (joined.Count == 0 || next.Start > joined[^1].End) joined.Add(next);
                    else joined[^1] = (next.Key, joined[^1].Start, Math.Max(joined[^1].End, next.End), Math.Min(joined[^1].Arrival, next.Arrival), joined[^1].Rows + next.Rows);
                }

                sessions.AddRange(joined);
            }

            var version = state.Freeze();
            Assert.Equal(
                sessions.OrderBy(session => session.Arrival).Select(session => (session.Key, session.Start, session.End, session.Rows)),
                version.Groups.Select(group => ((string)version.Key(0, group)!, version.WindowId(group), (long)version.Key(1, group)!, (string)version.Aggregate(0, group)!)));
            watermark += random.Next(150);
            state.Evict(watermark);
        }
    }

    /// <summary>A session that grows is another row, also where no aggregate and no column of its key changes.</summary>
    [Theory]
    [InlineData(5, 15)]
    [InlineData(15, 30)]
    [InlineData(12, 18)]
    public void SessionThatGrows_HasOtherValues(long start, long end)
    {
        var layout = new KeyLayout([typeof(long), typeof(long)]);
        var state = new SessionState(layout, [new PickAggregator<long>(PickKind.Max, Comparer<long>.Default)], GroupEnd.OfColumn(1, layout), retention: null);
        var (batch, key, ends, input) = (state.NewBatch(), new ColumnVector<long>(1), new ColumnVector<long>(1), new ColumnVector<long>(1));
        var first = Merged(10, 20);
        var second = Merged(start, end);
        var session = Assert.Single(second.Groups);
        Assert.Equal((Math.Min(10, start), Math.Max(20, end)), (second.WindowId(session), (long)second.Key(1, session)!));
        Assert.Equal(start == 12, second.HasSameValues(first, session));
        Assert.Equal(Math.Max(20, end), state.LastEnd);

        GroupVersion Merged(long start, long end)
        {
            batch.Clear();
            (key.Values[0], ends.Values[0], input.Values[0]) = (7, end, 7);
            batch.Add([key, ends], [input], [0], (long[])[start]);
            state.Merge(batch);
            return state.Freeze();
        }
    }

    /// <summary>What a session was before it grew, and what was closed, is let go of: an array of all that ever was would grow by much at once.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void SessionsThatAreNoMore_TakeNoMemory(bool growsForEver)
    {
        var layout = new KeyLayout([typeof(long), typeof(long)]);
        var state = new SessionState(layout, [new CountAggregator(CountKind.Rows)], GroupEnd.OfColumn(1, layout), retention: null);
        var (batch, key, ends, most) = (state.NewBatch(), new ColumnVector<long>(1), new ColumnVector<long>(1), 0L);
        for (var round = 0; round < 20_000; round++)
        {
            batch.Clear();
            (key.Values[0], ends.Values[0]) = (growsForEver ? 7 : round, round + 1);
            batch.Add([key, ends], [null], [0], (long[])[round]);
            var before = GC.GetAllocatedBytesForCurrentThread();
            state.Merge(batch);
            most = Math.Max(most, GC.GetAllocatedBytesForCurrentThread() - before);
            state.Evict(round - 2);
        }

        Assert.InRange(most, 0, 200_000);
        Assert.InRange(state.OpenCount, 1, 3);
    }

    /// <summary>Rows that came too late for any session are counted once a session that they would make, whoever read them.</summary>
    [Fact]
    public void LateSessions_OfTwoWorkers_AreCountedOnce()
    {
        var layout = new KeyLayout([typeof(string), typeof(long)]);
        var state = new SessionState(layout, [new CountAggregator(CountKind.Rows)], GroupEnd.OfColumn(1, layout), retention: null);
        var (batch, next, texts, ends) = (state.NewBatch(), state.NewBatch(), new StringVector(2), new ColumnVector<long>(2));
        texts.Set(0, "a"u8);
        texts.Set(1, "b"u8);
        (ends.Values[0], ends.Values[1]) = (20, 20);
        batch.AddLate([texts, ends], [0], (long[])[10]);
        next.AddLate([texts, ends], [0, 1], (long[])[10, 10]);
        batch.Add(next);
        Assert.Equal(2, batch.Late.Count);
    }

    private static void Add(Random random, BatchGroups batch, StringVector texts, List<(string? Key, long Start, long End)> all)
    {
        var rows = new List<(string? Key, long Start, long End)>();
        for (var i = random.Next(VectorSize); i >= 0; i--)
        {
            var start = random.Next(300);
            rows.Add((random.Next(8) == 0 ? null : $"key {random.Next(30)}", start, start + random.Next(1, 12)));
        }

        Add(batch, texts, rows);
        all.AddRange(rows);
    }

    /// <summary>Adds rows, before each of which stand some that are filtered, of keys of their own: so the ids of keys change when their dictionary is left behind.</summary>
    private static void Add(BatchGroups batch, StringVector texts, List<(string? Key, long Start, long End)> rows)
    {
        var ends = new ColumnVector<long>(Filtered * VectorSize);
        texts.Clear();
        foreach (var (place, (key, _, end)) in rows.Index())
        {
            for (var row = 1; row < Filtered; row++) texts.Set((Filtered * (place + 1)) - row - 1, Encoding.UTF8.GetBytes($"filtered {texts.Dictionary.Count}"));
            var kept = (Filtered * (place + 1)) - 1;
            if (key is null) texts.SetNull(kept);
            else texts.Set(kept, Encoding.UTF8.GetBytes(key));
            ends.Values[kept] = end;
        }

        batch.Add([texts, ends], [null], [.. rows.Select((_, place) => (Filtered * (place + 1)) - 1)], [.. rows.Select(row => row.Start)]);
    }

    private static IEnumerable<(string? Key, long Start, long End, long Count)> Naive(List<(string? Key, long Start, long End)> rows)
    {
        foreach (var key in rows.GroupBy(row => row.Key))
        {
            var session = default((long Start, long End, long Count)?);
            foreach (var (_, start, end) in key.OrderBy(row => row.Start))
            {
                if (session is { } open && start <= open.End)
                {
                    session = (open.Start, Math.Max(open.End, end), open.Count + 1);
                    continue;
                }

                if (session is { } done) yield return (key.Key, done.Start, done.End, done.Count);
                session = (start, end, 1);
            }

            yield return (key.Key, session!.Value.Start, session.Value.End, session.Value.Count);
        }
    }

    private static IEnumerable<(string? Key, long Start, long End, long Count)> Sessions(GroupVersion version) =>
        version.Groups.Select(group => ((string?)version.Key(0, group), version.WindowId(group), (long)version.Key(1, group)!, (long)version.Aggregate(0, group)!));
}
