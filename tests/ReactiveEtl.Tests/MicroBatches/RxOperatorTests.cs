using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using Microsoft.Reactive.Testing;
using ReactiveEtl.Tests.Writers;

namespace ReactiveEtl.Tests.MicroBatches;

/// <summary>Rx stays Rx: any operator between any two steps, sources of one's own, cold until subscribed to.</summary>
public class RxOperatorTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private delegate IObservable<MicroBatch<Reading>> Operator(IObservable<MicroBatch<Reading>> batches, TestScheduler scheduler);

    private static readonly Dictionary<string, Operator> Operators = new(StringComparer.Ordinal)
    {
        ["Do"] = (batches, _) => batches.Do(_ => { }),
        ["Where"] = (batches, _) => batches.Where(batch => batch.Sequence >= 0),
        ["Delay"] = (batches, scheduler) => batches.Delay(TimeSpan.FromSeconds(3), scheduler),
        ["Publish"] = (batches, _) => batches.Publish(shared => shared),
        ["Merge"] = (batches, _) => batches.Merge(Observable.Never<MicroBatch<Reading>>()),
        ["TakeUntil"] = (batches, _) => batches.TakeUntil(Observable.Never<Unit>()),
        ["ObserveOn"] = (batches, scheduler) => batches.ObserveOn(scheduler),
        ["Select"] = (batches, _) => batches.Select(batch => batch),
        ["Buffer"] = (batches, _) => batches.Buffer(1).SelectMany(buffer => buffer),
        ["Concat"] = (batches, _) => batches.Select(Observable.Return).Concat(),
        ["RefCount"] = (batches, _) => batches.Publish().RefCount(),
        ["Synchronize"] = (batches, _) => batches.Synchronize(),
    };

    public static TheoryData<string, int> OperatorsAndPlaces => [.. from name in Operators.Keys from place in Enumerable.Range(0, 3) select (name, place)];

    [Theory]
    [MemberData(nameof(OperatorsAndPlaces))]
    public void Operator_BetweenAnyTwoSteps_ChangesNoAnswer(string name, int place)
    {
        var directory = new VirtualDirectory();
        var files = new RandomFiles(5).Make(6);
        directory.Add(files);
        RowStream<Reading> At(int step, RowStream<Reading> rows) => step == place ? Operators[name](rows.Batches, directory.Scheduler).AsRows() : rows;
        var source = At(0, directory.Watch(new WatchOptions { MaxFilesPerBatch = 2 }));
        var filtered = At(1, source.Where(e => e.Open));
        var selected = At(2, filtered.Select(e => e).WhereRow(e => e.Level != Level.Low));
        var query = selected.Window(e => e.Time, Window.Tumbling(Hour)).GroupBy(e => e.Action).Select(g => new HourlyCount(g.Key, g.Window, g.Count())).Start("rx");
        var versions = new List<Snapshot<HourlyCount>>();
        using var subscription = query.Table.Subscribe(versions.Add);
        directory.PassUntil(query, files.Length);

        var naive = NaiveQueries.Hourly with
        {
            Naive = records => NaiveQueries.Hourly.Naive([.. records.Where(e => e.Open && e.Level != Level.Low)]),
            Counts = e => e is { Open: true, Time: not null } && e.Level != Level.Low,
        };
        new Promise<HourlyCount>(files, naive).AllVersions(versions);
        Assert.Equal(3, versions.Count);
        Assert.True(query.StopAsync().IsCompletedSuccessfully);
        Assert.Throws<InvalidOperationException>(() => { query.ProcessAllAvailableAsync(); });
    }

    [Fact]
    public void Where_OnBatches_FiltersBatches()
    {
        var directory = new VirtualDirectory();
        var files = new RandomFiles(6).Make(6);
        directory.Add(files);
        var store = new ChangingStore(directory.Store);
        var rows = JsonFiles.In("events", store).Read<Reading>(new ReadOptions { MaxFilesPerBatch = 1 }, directory.Scheduler);
        var versions = new List<Snapshot<HourlyCount>>();
        using var subscription = NaiveQueries.Hourly.Streaming(rows.Batches.Where(batch => batch.Sequence % 2 == 1).AsRows()).Subscribe(versions.Add);
        directory.Pass(TimeSpan.FromSeconds(10));
        new Promise<HourlyCount>(files, NaiveQueries.Hourly).AllVersions(versions);
        Assert.Equal(3, versions.Count);
        Assert.Equal(3, versions[^1].Prefix.Files);
        Assert.Equal(3, store.FilesOpened);
    }

    [Fact]
    public void Merge_OfTwoSources_IsOneTableOfBoth()
    {
        var directory = new VirtualDirectory();
        var files = new RandomFiles(7).Make(6);
        directory.Add(files);
        var even = JsonFiles.In("events", "file-[024].json", directory.Store).Watch<Reading>(new WatchOptions { MaxFilesPerBatch = 1 }, directory.Scheduler);
        var odd = JsonFiles.In("events", "file-[135].json", directory.Store).Watch<Reading>(new WatchOptions { MaxFilesPerBatch = 1 }, directory.Scheduler);
        var query = NaiveQueries.Rooms.Streaming(even.Batches.Merge(odd.Batches).AsRows()).Start("merged");
        var versions = new List<Snapshot<RoomTotals>>();
        using var subscription = query.Table.Subscribe(versions.Add);
        directory.PassUntil(query, files.Length);
        new Promise<RoomTotals>(files, NaiveQueries.Rooms).AllVersions(versions);
        Assert.Equal(2, versions[^1].Prefix.Slices.Select(slice => files.ToList().FindIndex(file => file.Path == slice.File.Path) % 2).Distinct().Count());
    }

    [Fact]
    public void TakeUntil_EndsTheQueryLikeACompletedSource()
    {
        var directory = new VirtualDirectory();
        using var end = new Subject<Unit>();
        var query = NaiveQueries.Hourly.Streaming(directory.Watch().Batches.TakeUntil(end).AsRows()).Start("until");
        directory.Add(new RandomFiles(1).Make(1));
        directory.Pass(TimeSpan.FromSeconds(5));
        end.OnNext(Unit.Default);
        Assert.Equal(QueryState.Terminated, query.Status.State);
        Assert.True(query.Completion.IsCompletedSuccessfully);
        Assert.Equal(1, query.Table.Current.Prefix.Files);
        Assert.Equal(0, directory.Store.Watchers);
    }

    [Fact]
    public void Publish_SharesOneRunOfTheSource()
    {
        var directory = new VirtualDirectory();
        var files = new RandomFiles(8).Make(3);
        directory.Add(files);
        var shared = directory.Watch(new WatchOptions { PollInterval = TimeSpan.FromHours(1) }).Batches.Publish();
        var hourly = NaiveQueries.Hourly.Streaming(shared.AsRows()).Start("hourly");
        var rooms = NaiveQueries.Rooms.Streaming(shared.AsRows()).Start("rooms");
        using var connection = shared.Connect();
        directory.PassUntil(rooms, files.Length);
        Assert.Equal(1, directory.Store.Lists);
        new Promise<HourlyCount>(files, NaiveQueries.Hourly).Prefix(hourly.Table.Current);
        new Promise<RoomTotals>(files, NaiveQueries.Rooms).Prefix(rooms.Table.Current);
    }

    [Fact]
    public void Subject_OfBatchesFromMemory_IsASource()
    {
        using var subject = new Subject<MicroBatch<Reading>>();
        var query = NaiveQueries.Hourly.Streaming(subject.AsRows()).Start("memory");
        var files = new RandomFiles(9);
        var all = new List<Reading>();
        for (var i = 0; i < 20; i++)
        {
            var rows = Enumerable.Range(0, i).Select(_ => files.Record()).ToList();
            all.AddRange(rows);
            subject.OnNext(MicroBatch.Of(rows));
            Assert.Equal(NaiveQueries.Hourly.Naive(all), query.Table.Current.Rows);
            Assert.Equal((i, all.Count, 0), (query.Table.Current.Prefix.BatchId, query.Table.Current.Prefix.Rows, query.Table.Current.Prefix.Files));
            Assert.Equal(rows.Count, query.RecentProgress[^1].Counted + query.RecentProgress[^1].Filtered);
        }

        subject.OnCompleted();
        Assert.True(query.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public void Streams_AreCold()
    {
        var directory = new VirtualDirectory();
        var files = new RandomFiles(10).Make(3);
        directory.Add(files);
        var rows = directory.Watch(new WatchOptions { PollInterval = TimeSpan.FromSeconds(1) }).Where(e => e.Open).Select(e => new { e.Action, e.Time });
        var table = rows.GroupBy(e => e.Action).Select(g => new { g.Key, Count = g.Count() });
        Assert.NotEmpty(table.Explain());
        Assert.True(table.IsStreaming && rows.IsStreaming);
        directory.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal((0, 0, 0, 0), (directory.Store.Lists, directory.Store.Opens, directory.Store.Looks, directory.Store.Watchers));

        var first = new List<long>();
        var second = new List<long>();
        var one = table.Subscribe(version => first.Add(version.Prefix.BatchId));
        directory.Pass(TimeSpan.FromSeconds(5));
        using var other = table.Subscribe(version => second.Add(version.Prefix.BatchId));
        directory.Pass(TimeSpan.FromSeconds(5));
        Assert.Equal("0 | 0 | 2", $"{string.Join(' ', first)} | {string.Join(' ', second)} | {directory.Store.Watchers}");

        one.Dispose();
        directory.Store.Add("events/more.json", "", RandomFiles.Midnight);
        directory.Pass(TimeSpan.FromSeconds(5));
        Assert.Equal("0 | 0 1 | 1", $"{string.Join(' ', first)} | {string.Join(' ', second)} | {directory.Store.Watchers}");
        other.Dispose();
        var lists = directory.Store.Lists;
        directory.Pass(TimeSpan.FromSeconds(5));
        Assert.Equal((lists, 0), (directory.Store.Lists, directory.Store.Watchers));
    }

    [Fact]
    public void Batches_HoldNoRows_AndOpenNothingBeforeTheyAreAsked()
    {
        var directory = new VirtualDirectory();
        var files = new RandomFiles(11).Make(4);
        directory.Add(files);
        var store = new ChangingStore(directory.Store);
        var batches = new List<MicroBatch<string?>>();
        using var subscription = JsonFiles.In("events", store).Read<Reading>(null, directory.Scheduler).Where(e => e.Open).Select(e => e.Action).Batches.Subscribe(batches.Add);
        directory.Pass(TimeSpan.FromSeconds(5));
        var batch = Assert.Single(batches);
        Assert.Equal((0, 4), (store.FilesOpened, batch.Slices.Count));
        Assert.Equal(files.SelectMany(file => file.Records).Where(e => e.Open).Select(e => e.Action), batch.Rows);
        Assert.Equal(4, store.FilesOpened);
        Assert.True(batch.IsLast);
    }

    [Fact]
    public async Task Read_Awaited_IsTheStaticTable()
    {
        var directory = new VirtualDirectory();
        var files = new RandomFiles(12).Make(5);
        directory.Add(files);
        var stream = NaiveQueries.Hourly.Streaming(directory.Files.Read<Reading>());
        Assert.False(stream.IsStreaming);
        var table = await stream;
        new Promise<HourlyCount>(files, NaiveQueries.Hourly).Prefix(table);
        Assert.Equal((0, 5), (table.Prefix.BatchId, table.Prefix.Files));
    }

    [Fact]
    public async Task Read_OfAnEmptyDirectory_IsOneEmptyVersion()
    {
        var directory = new VirtualDirectory();
        var table = await NaiveQueries.Hourly.Streaming(directory.Files.Read<Reading>()).ToList();
        Assert.Empty(Assert.Single(table).Rows);
        var totals = await directory.Files.Read<Reading>().Aggregate(g => new { Count = g.Count(), Sum = g.Sum(e => e.Seen), Least = g.Min(e => e.Room) });
        Assert.Equal((0, null, null), (Assert.Single(totals.Rows).Count, totals.Rows[0].Sum, totals.Rows[0].Least));
    }

    [Fact]
    public void Sources_WithTwoSchedulers_AreRefused()
    {
        var directory = new VirtualDirectory();
        directory.Add(new RandomFiles(13).Make(2));
        var here = JsonFiles.In("events", "file-0.json", directory.Store).Watch<Reading>(null, directory.Scheduler);
        var other = new TestScheduler();
        other.AdvanceTo(VirtualDirectory.Begin.UtcTicks);
        var there = JsonFiles.In("events", "file-1.json", directory.Store).Watch<Reading>(null, other);
        var query = NaiveQueries.Hourly.Streaming(here.Batches.Merge(there.Batches).AsRows()).Start("two");
        directory.Pass(TimeSpan.FromSeconds(5));
        Assert.Null(query.Exception);
        other.AdvanceBy(TimeSpan.TicksPerMinute);
        var failure = Assert.IsType<StreamingQueryException>(query.Exception);
        Assert.Contains("one scheduler", failure.Message, StringComparison.Ordinal);
        var context = new RunContext();
        context.Use(directory.Scheduler);
        Assert.Throws<InvalidOperationException>(() => context.Use(Scheduler.Immediate));
    }
}
