using System.Globalization;
using System.Reactive.Subjects;
using System.Text;
using Microsoft.Reactive.Testing;
using ReactiveEtl.Testing;

namespace ReactiveEtl.Tests.Writers;

/// <summary>Event time over watched files under a virtual clock: late records in the hand, last windows that close, triggers (demands 8 and 9).</summary>
public sealed class WatermarkTests
{
    private static readonly DateTimeOffset Ten = new(2024, 3, 1, 10, 0, 0, TimeSpan.Zero);
    private readonly TestScheduler _scheduler = new();
    private readonly MemoryFileStore _store;
    private int _files;

    public WatermarkTests()
    {
        _scheduler.AdvanceTo(Ten.AddDays(1).UtcTicks);
        _store = new MemoryFileStore(_scheduler);
        _store.AddDirectory("in");
    }

    [Fact]
    public void Late_IsToldWithItsAddressAndWatermark()
    {
        var query = Counts(Watch()).Start("counts", OutputMode.Append);
        var (late, refused) = (new List<RefusedRecord>(), new List<RefusedRecord>());
        using var lates = query.Late.Subscribe(late.Add);
        using var all = query.Refused.Subscribe(refused.Add);
        Put("""{"time":"2024-03-01T10:00:05Z","key":"a"}""", """{"time":"2024-03-01T10:01:00Z","key":"a"}""");
        Put("""{"time":"2024-03-01T10:01:01Z","key":"b"}""", "", "{broken", """{"time":"2024-03-01T10:00:09.5Z","key":"a"}""", """{"time":null,"key":"n"}""", """{"time":"2024-03-01T10:00:01Z","key":"ä"}""");
        var record = late[0];
        Assert.Equal((RefusedKind.Late, "in/f1.json", 4L, """{"time":"2024-03-01T10:00:09.5Z","key":"a"}"""), (record.Kind, record.File, record.Line, record.Text));
        Assert.Equal(Ten.AddSeconds(50), record.Watermark);
        using var file = new MemoryStream();
        using (var stream = _store.OpenRead("in/f1.json")) stream.CopyTo(file);
        var bytes = file.ToArray();
        foreach (var told in refused) Assert.Equal(told.Text, Encoding.UTF8.GetString(bytes.AsSpan((int)told.Offset, (int)told.Length)));
        Assert.Equal([3, 4, 6], refused.Select(told => (int)told.Line));
        Assert.Equal([4, 6], late.Select(told => (int)told.Line));
        var progress = query.RecentProgress.Last(batch => batch.Files > 0);
        Assert.Equal((5, 1, 2, 1, 1), (progress.Read, progress.Counted, progress.Late, progress.Malformed, progress.Filtered));
        Assert.Equal(2, progress.Dropped);
    }

    [Fact]
    public void Balance_HoldsInEveryBatch()
    {
        var random = new Random(7);
        var query = Watch().EventTime(e => e.Time, TimeSpan.FromSeconds(5), maxFutureSkew: TimeSpan.FromDays(1)).Where(e => e.Key != "x").DistinctByWithinWatermark(e => new { e.Key, e.Time })
            .Window(Window.Hopping(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(5))).GroupBy(e => e.Key).Select(g => new { g.Key, g.Window, Count = g.Count() }).Start("counts", OutputMode.Update);
        var told = new List<RefusedRecord>();
        using var refused = query.Refused.Subscribe(told.Add);
        var at = 0;
        for (var file = 0; file < 30; file++)
        {
            Put([.. Enumerable.Range(0, random.Next(40)).Select(_ => random.Next(12) switch
            {
                0 => "{bad",
                1 => """{"time":null,"key":"a"}""",
                2 => """{"time":"9999-12-31T23:59:59Z","key":"a"}""",
                3 => $$"""{"time":"{{Text(at++)}}","key":"x"}""",
                4 => $$"""{"time":"{{Text(at - random.Next(60))}}","key":"late"}""",
                _ => $$"""{"time":"{{Text(at += random.Next(2))}}","key":"k{{random.Next(3)}}"}""",
            })]);
        }

        foreach (var batch in query.RecentProgress) Assert.Equal(batch.Read, batch.Counted + batch.Filtered + batch.Late + batch.Duplicates + batch.Malformed + batch.Future);
        Assert.Equal(query.RecentProgress.Sum(batch => batch.Late), told.Count(record => record.Kind == RefusedKind.Late));
        Assert.Equal(query.RecentProgress.Sum(batch => batch.Duplicates), told.Count(record => record.Kind == RefusedKind.Duplicate));
        Assert.Equal(query.RecentProgress.Sum(batch => batch.Future), told.Count(record => record.Kind == RefusedKind.Future));
        Assert.Equal(query.RecentProgress.Sum(batch => batch.Malformed), told.Count(record => record.Kind == RefusedKind.Malformed));
        Assert.All(Enum.GetValues<RefusedKind>(), kind => Assert.Contains(told, record => record.Kind == kind));
        Assert.Equal(told.OrderBy(record => (int.Parse(record.File[4..^5], CultureInfo.InvariantCulture), record.Offset)), told);
        Assert.Equal(query.RecentProgress.Sum(batch => batch.Counted), query.RecentProgress.Sum(batch => batch.Read) - told.Count - query.RecentProgress.Sum(batch => batch.Filtered));
    }

    [Fact]
    public void RogueTime_ClosesNothing_WhereTheSkewIsLimited()
    {
        const string Rogue = """{"time":"9999-12-31T23:59:59.999999Z","key":"a"}""";
        var limited = Counts(Watch().EventTime(e => e.Time, TimeSpan.Zero, maxFutureSkew: TimeSpan.FromDays(2))).Start("limited", OutputMode.Append);
        var open = Counts(Watch()).Start("open", OutputMode.Append);
        Put("""{"time":"2024-03-01T10:00:05Z","key":"a"}""", Rogue);
        Put("""{"time":"2024-03-01T10:00:06Z","key":"a"}""");
        Assert.Equal((1, 2), (limited.RecentRefused.Count(record => record.Kind == RefusedKind.Future), limited.Table.Current.Rows[0].Count));
        Assert.False(limited.Table.Current.IsFinal(0));
        Assert.Equal(RefusedKind.Late, open.RecentRefused.Single().Kind);
        Assert.True(open.Table.Current.IsFinal(0));
        Assert.False(open.Table.Current.IsFinal(1));
    }

    [Fact]
    public void IdleInput_ClosesItsWindowsAtTheTick()
    {
        var query = Counts(Watch().EventTime(e => e.Time, TimeSpan.FromSeconds(10), idleTimeout: TimeSpan.FromMinutes(5))).Start("counts", OutputMode.Append);
        var finals = new List<(long Tick, CountRow Row)>();
        using var table = query.Table.Changes(OutputMode.Append).Subscribe(batch => finals.AddRange(batch.Rows.Select(row => (_scheduler.Clock, row))));
        Put("""{"time":"2024-03-01T10:00:05Z","key":"a"}""");
        var read = _scheduler.Clock;
        Pass(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1) - TimeSpan.FromTicks(_scheduler.Clock - LastData(query)));
        Assert.Empty(finals);
        Pass(TimeSpan.FromTicks(1));
        Assert.Equal((LastData(query) + TimeSpan.FromMinutes(5).Ticks, new CountRow("a", new Window(Ten, Ten.AddSeconds(10)), 1)), Assert.Single(finals));
        Assert.False(query.RecentProgress[^1].HasData);
        Assert.True(read <= finals[0].Tick);
        Pass(TimeSpan.FromHours(3));
        Assert.Single(finals);

        // What belongs to a closed window is late now; the rest goes on.
        Put("""{"time":"2024-03-01T10:00:09Z","key":"a"}""", """{"time":"2024-03-01T10:00:10Z","key":"a"}""");
        Assert.Equal(1, query.RecentProgress.Last(batch => batch.HasData).Late);
        Pass(TimeSpan.FromHours(1));
        Assert.Equal([1L, 1L], finals.Select(final => final.Row.Count));
        Assert.Equal(2, finals.Select(final => final.Row.Window).Distinct().Count());
    }

    [Fact]
    public void IdleInput_FromMemory_ClosesItsWindowsToo()
    {
        using var source = new Subject<MicroBatch<KeyedEvent>>();
        var query = Counts(source.AsRows(_scheduler).EventTime(e => e.Time, TimeSpan.FromSeconds(10), idleTimeout: TimeSpan.FromMinutes(1))).Start("counts", OutputMode.Append);
        source.OnNext(MicroBatch.Of([new KeyedEvent(Ten, "a")]));
        Pass(TimeSpan.FromSeconds(40));
        source.OnNext(MicroBatch.Of([new KeyedEvent(Ten, "a")]));
        Pass(TimeSpan.FromMinutes(1) - TimeSpan.FromTicks(1));
        Assert.False(query.Table.Current.IsFinal(0));
        Pass(TimeSpan.FromTicks(1));
        Assert.Equal(2, Assert.Single(query.Table.Current.NewlyFinal).Count);
    }

    [Fact]
    public void IdleInput_ForgetsItsKeys()
    {
        using var source = new Subject<MicroBatch<KeyedEvent>>();
        var query = source.AsRows(_scheduler).EventTime(e => e.Time, TimeSpan.FromSeconds(10), idleTimeout: TimeSpan.FromMinutes(1)).DistinctByWithinWatermark(e => e.Key).Start("keys");
        source.OnNext(MicroBatch.Of([new KeyedEvent(Ten, "a"), new KeyedEvent(Ten, "b"), new KeyedEvent(Ten, "a")]));
        Pass(TimeSpan.FromMinutes(1) - TimeSpan.FromTicks(1));
        Assert.Equal(2, query.RecentProgress[^1].Groups);
        Pass(TimeSpan.FromTicks(1));
        Assert.Equal(0, query.RecentProgress[^1].Groups);
        source.OnNext(MicroBatch.Of([new KeyedEvent(Ten.AddSeconds(10), "a"), new KeyedEvent(Ten.AddSeconds(11), "a")]));
        var progress = query.RecentProgress.Last(batch => batch.HasData);
        Assert.Equal((1, 0, 1), (progress.Late, progress.Duplicates, progress.Counted));
    }

    [Fact]
    public void IdleInput_ClosesLongerWindowsOfFinalOnesToo()
    {
        using var source = new Subject<MicroBatch<KeyedEvent>>();
        var query = Counts(source.AsRows(_scheduler).EventTime(e => e.Time, TimeSpan.FromSeconds(10), idleTimeout: TimeSpan.FromMinutes(1)))
            .FinalRows().Window(Window.Tumbling(TimeSpan.FromHours(1))).GroupBy(row => row.Key).Select(g => new { g.Key, g.Window, Count = g.Sum(row => row.Count) }).Start("hours", OutputMode.Append);
        source.OnNext(MicroBatch.Of([new KeyedEvent(Ten, "a"), new KeyedEvent(Ten.AddSeconds(25), "a")]));
        Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(2, Assert.Single(query.Table.Current.NewlyFinal).Count);
        Assert.Equal(0, query.RecentProgress[^1].Groups);
    }

    [Fact]
    public void FiniteInput_ClosesAllWithItsLastBatch()
    {
        Put("""{"time":"2024-03-01T10:00:05Z","key":"a"}""");
        Put("""{"time":"2024-03-01T10:00:15Z","key":"a"}""");
        var query = Counts(JsonFiles.In("in", "*.json", _store).Read<KeyedEvent>(new ReadOptions { MaxFilesPerBatch = 1 }, _scheduler)).Start("counts", OutputMode.Append);
        var finals = new List<CountRow>();
        using var table = query.Table.Changes(OutputMode.Append).Subscribe(batch => finals.AddRange(batch.Rows));
        Pass(TimeSpan.FromSeconds(1));
        Assert.True(query.Completion.IsCompletedSuccessfully);
        Assert.Equal(2, finals.Count);
        Assert.Equal((1L, 0L), (query.Table.Current.Prefix.BatchId, query.Table.Current.Progress!.Groups));
    }

    [Fact]
    public void AvailableNow_ReadsWhatIsThere_AndClosesNothing()
    {
        Put("""{"time":"2024-03-01T10:00:05Z","key":"a"}""");
        Put("""{"time":"2024-03-01T10:00:25Z","key":"a"}""");
        var batches = new List<string>();
        var query = Counts(Watch()).Start("counts", OutputMode.Append, new QueryOptions { Trigger = Trigger.AvailableNow });
        using var table = query.Table.Subscribe(version => batches.Add($"{version.Progress!.Files} {version.NewlyFinal.Count()}"));
        Pass(TimeSpan.FromMinutes(1));
        Assert.True(query.Completion.IsCompletedSuccessfully);
        Assert.Equal(["1 0", "1 0", "0 1"], batches);

        Put("""{"time":"2024-03-01T10:00:40Z","key":"a"}""");
        var resumed = Counts(Watch()).Start("counts", OutputMode.Append, new QueryOptions { Trigger = Trigger.Once, ResumeFrom = query });
        Pass(TimeSpan.FromMinutes(1));
        Assert.True(resumed.Completion.IsCompletedSuccessfully);
        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(resumed.Table.Current.IsFinal));
    }

    [Theory]
    [InlineData(true, new[] { 3L })]
    [InlineData(false, new[] { 1L, 1L, 1L })]
    public void WhatIsThere_IncludesFilesThatSettle(bool once, long[] files)
    {
        var now = _scheduler.Now;
        foreach (var age in new[] { 0, 1, 60 })
            _store.Add($"in/s{age}.json", Encoding.UTF8.GetBytes("""{"time":"2024-03-01T10:00:05Z","key":"a"}"""), now.AddSeconds(-age));
        var rows = JsonFiles.In("in", "*.json", _store).Watch<KeyedEvent>(new WatchOptions { MaxFilesPerBatch = 1, SettleTime = TimeSpan.FromSeconds(2) }, _scheduler);
        var query = Counts(rows).Start("counts", OutputMode.Update, new QueryOptions { Trigger = once ? Trigger.Once : Trigger.AvailableNow });
        Pass(TimeSpan.FromMinutes(1));
        Assert.True(query.Completion.IsCompletedSuccessfully);
        Assert.Equal(files, query.RecentProgress.Where(batch => batch.HasData).Select(batch => batch.Files));
        Assert.Equal(3, query.Table.Current.Rows[0].Count);
    }

    [Fact]
    public void Interval_BeginsBatchesAtItsMultiples()
    {
        var start = _scheduler.Clock;
        var query = Counts(Watch()).Start("counts", OutputMode.Update, new QueryOptions { Trigger = Trigger.Every(TimeSpan.FromSeconds(10)) });
        var ticks = new List<double>();
        using var table = query.Table.Subscribe(version => { if (version.Progress!.HasData) ticks.Add(TimeSpan.FromTicks(_scheduler.Clock - start).TotalSeconds); });
        Pass(TimeSpan.FromSeconds(33));
        Put("""{"time":"2024-03-01T10:00:05Z","key":"a"}""");
        Put("""{"time":"2024-03-01T10:00:06Z","key":"a"}""");
        Pass(TimeSpan.FromSeconds(60));
        Assert.Equal([40.0, 50.0], ticks.Select(tick => Math.Round(tick, 3)));
    }

    [Fact]
    public void Retention_RemovesFinalRows()
    {
        var query = Counts(Watch()).Start("counts", OutputMode.Update, new QueryOptions { Retention = TimeSpan.FromMinutes(1) });
        var removed = new List<CountRow>();
        using var table = query.Table.Subscribe(version => removed.AddRange(version.Changes.Where(change => change.Kind == ChangeKind.Removed).Select(change => change.Before!)));
        for (var i = 0; i < 30; i++) Put($$"""{"time":"{{Text(i * 10)}}","key":"a"}""");
        var current = query.Table.Current;
        Assert.Equal(30, removed.Count + current.Rows.Count);
        var watermark = current.Prefix.Watermark!.Value;
        Assert.All(current.Rows, row => Assert.True(row.Window.End > watermark.AddMinutes(-1)));
        Assert.All(removed, row => Assert.True(row.Window.End <= watermark.AddMinutes(-1)));
        Assert.True(current.TryGet("a", current.Rows[0].Window, out _));
        Assert.False(current.TryGet("a", removed[0].Window, out _));
    }

    /// <summary>Whole pages of groups end at once and are kept no longer: each is told whole before it goes, and its changes fold to the table.</summary>
    [Fact]
    public void Retention_OfNothing_TellsFinalRowsFirst()
    {
        const int Keys = 200;
        var query = Counts(Watch()).Start("counts", OutputMode.Append, new QueryOptions { Retention = TimeSpan.Zero });
        var (told, removed) = (new List<CountRow>(), new List<CountRow>());
        using var appended = query.Table.Changes(OutputMode.Append).Subscribe(batch => told.AddRange(batch.Rows));
        using var table = query.Table.Subscribe(version => removed.AddRange(version.Changes.Where(change => change.Kind == ChangeKind.Removed).Select(change => change.Before!)));
        for (var i = 0; i < 5; i++) Put([.. Enumerable.Range(0, Keys).Select(key => $$"""{"time":"{{Text(i * 3600)}}","key":"{{i}}-{{key}}"}""")]);
        var windows = Enumerable.Range(0, 4).SelectMany(i => Enumerable.Range(0, Keys).Select(key => $"{i}-{key}"));
        Assert.Equal(windows, told.Select(row => row.Key));
        Assert.All(told, row => Assert.Equal((1L, int.Parse(row.Key!.Split('-')[0], CultureInfo.InvariantCulture) * 3600.0), (row.Count, (row.Window.Start - Ten).TotalSeconds)));
        Assert.Equal(removed.Count, removed.Distinct().Count());
        Assert.Equal(removed, told.Take(removed.Count));
    }

    [Fact]
    public void LongerWindows_AreMadeOfFinalOnes()
    {
        var query = Counts(Watch()).FinalRows().Window(Window.Tumbling(TimeSpan.FromSeconds(20))).GroupBy(row => row.Key).Select(g => new { g.Key, g.Window, Windows = g.Count(), Count = g.Sum(row => row.Count) }).Start("longer", OutputMode.Append);
        for (var i = 0; i < 12; i++) Put($$"""{"time":"{{Text(i * 5)}}","key":"a"}""");
        Assert.Null(query.Exception);
        Assert.Equal([(2L, 4L), (2L, 4L)], query.Table.Current.Rows.Where((_, i) => query.Table.Current.IsFinal(i)).Select(row => (row.Windows, row.Count)));
        Assert.Equal(12, query.RecentProgress.Sum(batch => batch.Read));
        Assert.Contains("rows that became final", Counts(Watch()).FinalRows().Window(Window.Tumbling(TimeSpan.FromSeconds(20))).Aggregate(w => new { w.Window }).Explain(), StringComparison.Ordinal);
    }

    [Fact]
    public void MillionOpenWindows_AreClosedInOrder()
    {
        using var source = new Subject<MicroBatch<KeyedEvent>>();
        var query = source.AsRows().EventTime(e => e.Time, TimeSpan.FromSeconds(0)).Window(Window.Tumbling(TimeSpan.FromMilliseconds(1))).Aggregate(w => new { w.Window, Count = w.Count() }).Start("open", OutputMode.Append);
        const int Count = 1_000_000;
        source.OnNext(MicroBatch.Of(Enumerable.Range(0, Count).Select(i => new KeyedEvent(Ten.AddMilliseconds((i * 7919L) % Count), "a"))));
        Assert.Equal(Count, query.RecentProgress[0].Groups);
        Assert.Equal(1, query.RecentProgress[1].Groups);
        Assert.Equal(Count - 1, query.Table.Current.NewlyFinal.Count());
    }

    [Fact]
    public void Sum_ThatLeavesItsType_FailsTheQuery_AndLateOnesDoNot()
    {
        using var source = new Subject<MicroBatch<Amount>>();
        var query = source.AsRows().EventTime(e => e.Time, TimeSpan.Zero).Window(Window.Session(TimeSpan.FromSeconds(5))).GroupBy(e => e.Key).Select(g => new { g.Key, g.Window, Sum = g.Sum(e => e.Value) }).Start("sums", OutputMode.Append);
        source.OnNext(MicroBatch.Of([new Amount(Ten, new string('k', 1 << 20), long.MaxValue), new Amount(Ten.AddSeconds(60), "b", 1)]));
        source.OnNext(MicroBatch.Of([new Amount(Ten, new string('k', 1 << 20), 1)]));
        Assert.Null(query.Exception);
        Assert.Equal(1 << 20, query.Table.Current.Rows[0].Key.Length);
        source.OnNext(MicroBatch.Of([new Amount(Ten.AddSeconds(61), "b", long.MaxValue)]));
        AssertNames(query, "(b) of the window {2024-03-01 10:01:00, 2024-03-01 10:01:06}");
    }

    /// <summary>Which group it is: its window too, and of a key of a megabyte so much that one knows it.</summary>
    [Fact]
    public void Sum_ThatLeavesItsType_NamesItsGroup()
    {
        using var source = new Subject<MicroBatch<Amount>>();
        var query = source.AsRows().EventTime(e => e.Time, TimeSpan.Zero).Window(Window.Tumbling(TimeSpan.FromHours(1))).GroupBy(e => new { e.Key, e.Value }).Select(g => new { g.Key, g.Window, Sum = g.Sum(e => e.Value) }).Start("sums");
        source.OnNext(MicroBatch.Of([new Amount(Ten, new string('k', 1 << 20), long.MaxValue), new Amount(Ten, "b", long.MaxValue)]));
        source.OnNext(MicroBatch.Of([new Amount(Ten, new string('k', 1 << 20), long.MaxValue)]));
        AssertNames(query, $"({new string('k', 100)}... (1048576 characters), {long.MaxValue}) of the window {{2024-03-01 10:00:00, 2024-03-01 11:00:00}}");
    }

    private static void AssertNames(StreamingQuery query, string group)
    {
        var failure = Assert.IsType<StreamingQueryException>(query.Exception);
        Assert.Equal(("aggregate", query.RecentProgress[^1].BatchId + 1), (failure.Stage, failure.BatchId));
        Assert.EndsWith($"a sum of integers leaves 64 bits, in the group {group}", failure.Message, StringComparison.Ordinal);
    }

    private RowStream<KeyedEvent> Watch() => JsonFiles.In("in", "*.json", _store).Watch<KeyedEvent>(new WatchOptions { MaxFilesPerBatch = 1, PollInterval = TimeSpan.FromSeconds(1), SettleTime = TimeSpan.Zero }, _scheduler);

    private static TimedTableStream<string?, CountRow> Counts(RowStream<KeyedEvent> rows) => Counts(rows.EventTime(e => e.Time, TimeSpan.FromSeconds(10)));

    private static TimedTableStream<string?, CountRow> Counts(TimedStream<KeyedEvent> rows) => rows.Window(Window.Tumbling(TimeSpan.FromSeconds(10))).GroupBy(e => e.Key).Select(g => new CountRow(g.Key, g.Window, g.Count()));

    private static long LastData(StreamingQuery query) => query.RecentProgress.Last(batch => batch.HasData).StartedAt.UtcTicks;

    private static string Text(int second) => Ten.AddSeconds(second).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>Puts a file, and lets the queries read it.</summary>
    private void Put(params string[] lines)
    {
        _store.Add($"in/f{_files}.json", Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"), Ten.AddMinutes(_files));
        _files++;
        Pass(TimeSpan.FromSeconds(3));
    }

    private void Pass(TimeSpan time) => _scheduler.AdvanceBy(time.Ticks);

    public sealed record KeyedEvent(DateTimeOffset? Time, string? Key);

    public sealed record Amount(DateTimeOffset Time, string Key, long Value);

    public sealed record CountRow(string? Key, Window Window, long Count);
}
