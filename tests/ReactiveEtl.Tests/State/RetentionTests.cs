using System.Reactive.Subjects;
using System.Runtime.CompilerServices;
using System.Text;
using ReactiveEtl.Tests.Writers;

namespace ReactiveEtl.Tests.State;

/// <summary>What is removed from a table is removed from memory, and is there for who holds an older version.</summary>
public sealed class RetentionTests
{
    private const int Kept = 3;

    public static IEnumerable<TheoryDataRow<int>> AllSeeds => Enumerable.Range(0, 20).Select(seed => new TheoryDataRow<int>(seed));

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void Rows_OfEveryVersion_StayAfterTheyWereRemoved(int seed)
    {
        var random = new Random(seed);
        var isSession = random.Next(2) == 0;
        using var source = new Subject<MicroBatch<TimedEvent>>();
        var timed = source.AsRows().EventTime(e => e.Time, TimeSpan.FromSeconds(5));
        var windowed = isSession ? timed.Window(Window.Session(TimeSpan.FromSeconds(4))) : timed.Window(Window.Tumbling(TimeSpan.FromSeconds(10)));
        var query = windowed.GroupBy(e => e.Key).Select(g => new TimedRow(g.Key, g.Window, g.Count(), g.Sum(e => e.Value), g.First(e => e.Value), g.Last(e => e.Value)))
            .Start("rolling", OutputMode.Append, new QueryOptions { Retention = TimeSpan.FromSeconds(random.Next(30)) });
        var versions = new List<(Snapshot<TimedRow> Version, List<TimedRow> Rows)>();
        using var subscription = query.Table.Subscribe(version => versions.Add((version, [.. version.Rows])));
        var number = 0;
        foreach (var batch in TimedEvents.Batches(random, 60, hasOld: false))
            source.OnNext(MicroBatch.Of(batch.Select(row => row.Key is null ? row : row with { Key = $"{row.Key}-{number++ / 20}" })));
        Assert.Null(query.Exception);
        Assert.Contains(versions, version => version.Version.Changes.Any(change => change.Kind == ChangeKind.Removed));
        var folded = new Dictionary<long, TimedRow>();
        var all = versions.SelectMany(version => version.Rows).DistinctBy(row => (row.Key, row.Window)).ToList();
        foreach (var (version, rows) in versions)
        {
            Assert.Equal(rows, version.Rows);
            Assert.All(all.ExceptBy(rows.Select(row => (row.Key, row.Window)), row => (row.Key, row.Window)), row => Assert.False(version.TryGet(row.Key, row.Window, out _), $"seed {seed}: no {row}"));
            Assert.All(rows, row => Assert.True(version.TryGet(row.Key, row.Window, out var found) && found == row, $"seed {seed}: {row}"));
            foreach (var change in version.Changes)
            {
                Assert.Equal(change.Kind == ChangeKind.Added ? null : change.Before, folded.GetValueOrDefault(change.Group));
                if (change.Kind == ChangeKind.Removed) folded.Remove(change.Group);
                else folded[change.Group] = change.Row!;
            }

            Assert.Equal(rows, folded.OrderBy(pair => pair.Key).Select(pair => pair.Value));
            var since = versions[^1].Version.ChangesSince(version).ToList();
            Assert.Equal(rows.Except(versions[^1].Rows).ToHashSet(), since.Where(change => change.Kind != ChangeKind.Added).Select(change => change.Before!).ToHashSet());
            Assert.Equal(versions[^1].Rows.Except(rows).ToHashSet(), since.Where(change => change.Kind != ChangeKind.Removed).Select(change => change.Row!).ToHashSet());
        }
    }

    /// <summary>Windows that roll on with keys that never come again: pages, index, texts and values are those of what is left.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void RollingWindows_KeepOnlyWhatIsLeft(bool areSessions)
    {
        const int Rounds = 300;
        const int PerRound = 10;
        var values = new List<WeakReference>();
        var tables = new List<GroupTable>();
        var state = areSessions ? Roll<OpenedSessions>(layout => new OpenedSessions(layout, Picking(), Kept), Rounds, PerRound, values, tables) : Roll<OpenedState>(layout => new OpenedState(layout, Picking(), Kept), Rounds, PerRound, values, tables);
        var (table, live) = (tables[0], (Kept + 1) * PerRound);
        Assert.InRange(table.Count - table.RemovedCount, 1, live);
        Assert.InRange(table.Freeze().IsPresent.Indexes().Count(), 1, live + (2 * (PagedColumn.PageMask + 1)));
        Assert.All(table.Freeze().Words, word => Assert.InRange(word.Indexes().Count(), 0, live + (2 * (PagedColumn.PageMask + 1))));
        Assert.InRange(table.Texts.Count, 1, (2 * live) + (2 * PerRound) + GroupTable.MinOldTexts);
        GC.Collect();
        Assert.InRange(values.Count(value => value.IsAlive), 1, 2 * (live + (2 * (PagedColumn.PageMask + 1))));
        GC.KeepAlive(state);
    }

    /// <summary>A group is let go of when it is final, and again when it is removed; its page once all of it are. No table of all groups that ever were is made.</summary>
    [Fact]
    public void FinalGroup_IsReleased()
    {
        var layout = new KeyLayout([typeof(long)]);
        var (aggregator, most) = (new ToldAggregator(), 0L);
        var state = new OpenedState(layout, [aggregator], kept: 2);
        var (batch, key) = (state.NewBatch(), new ColumnVector<long>(1));
        for (var round = 0; round < 20_000; round++)
        {
            batch.Clear();
            key.Values[0] = round;
            batch.Add([key], [null], [0], round);
            var before = GC.GetAllocatedBytesForCurrentThread();
            state.Merge(batch);
            state.Evict(round);
            state.Expire(round);
            most = Math.Max(most, GC.GetAllocatedBytesForCurrentThread() - before);
            var (final, removed) = (round - 1, round - 3);
            Assert.Equal(((int[])[final, removed]).Where(group => group >= 0), aggregator.Released);
            Assert.Equal(removed >= 0 && removed % (PagedColumn.PageMask + 1) == PagedColumn.PageMask ? [removed] : [], aggregator.Freed);
            aggregator.Released.Clear();
            aggregator.Freed.Clear();
        }

        Assert.InRange(most, 0, 100_000);
    }

    /// <summary>A row has the same values though its texts got other ids, when those of removed rows were let go of.</summary>
    [Fact]
    public void RowThatIsLeft_HasTheSameValues_WhenTextsAreRenewed()
    {
        const int Removed = 2 * GroupTable.MinOldTexts;
        const int WithNull = Removed + 1;
        var state = new OpenedState(new KeyLayout([typeof(string), typeof(string)]), [new CountAggregator(CountKind.Rows)], kept: 0);
        var (batch, key, other) = (state.NewBatch(), new StringVector(1), new StringVector(1));
        for (var group = 0; group <= WithNull; group++)
        {
            key.Set(0, Encoding.UTF8.GetBytes($"{group}"));
            VectorValue.Store(other, 0, group == WithNull ? null : $"other {group}");
            batch.Add([key, other], [null], [0], group < Removed ? 0 : 100);
        }

        state.Merge(batch);
        var before = state.Freeze();
        Assert.Equal(Removed, state.Evict(50).Count);
        Assert.Equal(Removed, state.Expire(50).Count);
        var after = state.Freeze();
        Assert.Equal(3, state.Groups.Texts.Count);
        Assert.Equal([Removed, WithNull], after.Groups);
        Assert.Equal(($"{Removed}", $"other {Removed}"), (after.Key(0, Removed), after.Key(1, Removed)));
        Assert.Equal(($"{WithNull}", null), (after.Key(0, WithNull), after.Key(1, WithNull)));
        Assert.Equal((Removed, WithNull), (after.Find([$"{Removed}", $"other {Removed}"], 100), after.Find([$"{WithNull}", null], 100)));
        Assert.True(after.HasSameValues(before, Removed) && after.HasSameValues(before, WithNull));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static GroupState Roll<TState>(Func<KeyLayout, TState> make, int rounds, int perRound, List<WeakReference> values, List<GroupTable> tables)
        where TState : GroupState
    {
        var areSessions = typeof(TState) == typeof(OpenedSessions);
        var state = make(new KeyLayout(areSessions ? [typeof(string), typeof(long)] : [typeof(string)]));
        tables.Add(state is OpenedState plain ? plain.Groups : ((OpenedSessions)(GroupState)state).Groups);
        var batch = state.NewBatch();
        for (var round = 0; round < rounds; round++)
        {
            batch.Clear();
            for (var i = 0; i < perRound; i++)
            {
                var (key, end, picked) = (new StringVector(1), new ColumnVector<long>(1), new ColumnVector<object>(1));
                key.Set(0, Encoding.UTF8.GetBytes($"{round}-{i}"));
                end.Set(0, round + 1);
                picked.Set(0, new object());
                values.Add(new WeakReference(picked.Values[0]));
                batch.Add(areSessions ? [key, end] : [key], [picked], [0], round);
            }

            state.Merge(batch);
            Assert.Equal(round > 0 ? perRound : 0, state.Evict(round).Count);
            Assert.Equal(round > Kept ? perRound : 0, state.Expire(round).Count);
            state.Freeze();
            if (round < 2 * Kept) continue;
            Assert.InRange(tables[0].Texts.Count, perRound, (4 * (Kept + 2) * perRound) + GroupTable.MinOldTexts);
        }

        batch.Clear();
        return state;
    }

    private static Aggregator[] Picking() => [new PickAggregator<object>(PickKind.First, Comparer<object>.Default)];

    /// <summary>Counts rows, and notes what it is told to let go of.</summary>
    private sealed class ToldAggregator : Aggregator
    {
        private readonly CountAggregator _counts = new(CountKind.Rows);

        public List<int> Released { get; } = [];

        public List<int> Freed { get; } = [];

        public override int Count => _counts.Count;

        public override PartialAggregate NewPartial() => _counts.NewPartial();

        public override void AddGroup() => _counts.AddGroup();

        public override void Merge(PartialAggregate partial, int local, int group) => _counts.Merge(partial, local, group);

        public override void MergeGroup(int from, int into) => _counts.MergeGroup(from, into);

        public override void Reset(int group) => _counts.Reset(group);

        public override void Release(int group) => Released.Add(group);

        public override void FreePage(int group)
        {
            Freed.Add(group);
            _counts.FreePage(group);
        }

        public override AggregateVersion Freeze() => _counts.Freeze();
    }

    private sealed class OpenedState(KeyLayout layout, Aggregator[] aggregators, long kept) : GroupState(layout, aggregators, GroupEnd.OfWindow(Window.Tumbling(TimeSpan.FromMicroseconds(1))), kept)
    {
        public GroupTable Groups => Table;
    }

    private sealed class OpenedSessions(KeyLayout layout, Aggregator[] aggregators, long kept) : SessionState(layout, aggregators, GroupEnd.OfColumn(1, layout), kept)
    {
        public GroupTable Groups => Table;
    }
}
