using System.Collections.Concurrent;
using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Reactive.Threading.Tasks;

namespace ReactiveEtl.Tests.Writers;

/// <summary>P6: who is slow holds the query back, who may skip never does, and nothing locks anything out.</summary>
public class BackPressureTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private sealed record Item(int Number);

    private sealed record Total(long Count);

    [Fact]
    public async Task Subscriber_ThatIsSlow_HoldsTheQueryBack()
    {
        var (directory, files) = Directory(20);
        var store = new ChangingStore(directory.Store);
        await using var query = Counted(JsonFiles.In("events", store).Read<Reading>(new ReadOptions { MaxFilesPerBatch = 1 }, TaskPoolScheduler.Default).Batches.AsRows(), out var begin);
        var opened = new List<int>();
        using var subscription = query.Table.Subscribe(_ => opened.Add(store.FilesOpened));
        begin.OnNext(Unit.Default);
        await query.Completion;
        Assert.Equal(Enumerable.Range(1, files), opened);
    }

    [Fact]
    public async Task Subscriber_ServedByItsOwnThread_HoldsTheQueryBackToo()
    {
        var (directory, files) = Directory(40);
        await using var query = Counted(directory.Files.Read<Reading>(new ReadOptions { MaxFilesPerBatch = 1 }, TaskPoolScheduler.Default).Batches.AsRows(), out var begin);
        using var isPublished = new ManualResetEventSlim();
        using var isInside = new ManualResetEventSlim();
        using var goesOn = new ManualResetEventSlim();
        using var first = query.Table.Subscribe(version =>
        {
            isPublished.Set();
            if (version.Prefix.BatchId == 0) goesOn.Wait(Token);
        });

        begin.OnNext(Unit.Default);
        // Who subscribes before the first version is served by the query's thread, behind the first subscriber.
        isPublished.Wait(Token);
        var ahead = new List<long>();
        var late = Task.Run(() => query.Table.Subscribe(version =>
        {
            isInside.Set();
            for (var i = 0; i < 200; i++) Thread.Yield();
            ahead.Add(query.Table.Current.Prefix.BatchId - version.Prefix.BatchId);
        }), Token);
        isInside.Wait(Token);
        goesOn.Set();
        using var subscription = await late;
        await query.Completion;
        Assert.Equal(files, ahead.Count);
        Assert.All(ahead, by => Assert.InRange(by, 0, 1));
    }

    [Fact]
    public async Task Latest_SkipsAndNeverSlows()
    {
        var (directory, files) = Directory(30);
        await using var query = Counted(directory.Files.Read<Reading>(new ReadOptions { MaxFilesPerBatch = 1 }, TaskPoolScheduler.Default).Batches.AsRows(), out var begin);
        using var goesOn = new ManualResetEventSlim();
        var seen = new List<long>();
        var end = new TaskCompletionSource();
        using var subscription = query.Table.Latest().Subscribe(
            version =>
            {
                goesOn.Wait(Token);
                seen.Add(version.Prefix.BatchId);
            },
            end.SetException,
            end.SetResult);
        begin.OnNext(Unit.Default);
        await query.Completion;
        Assert.Empty(seen);
        goesOn.Set();
        await end.Task;
        Assert.InRange(seen.Count, 1, 2);
        Assert.Equal(files - 1, seen[^1]);
    }

    [Fact]
    public async Task Subscribe_From32ThreadsDuringUpdates_GivesEachAllVersionsFromItsFirstOn()
    {
        const int Threads = 32;
        var (directory, files) = Directory(150);
        await using var query = NaiveQueries.Hourly.Streaming(directory.Files.Read<Reading>(new ReadOptions { MaxFilesPerBatch = 1 }, TaskPoolScheduler.Default)).Start("shared");
        var all = Enumerable.Range(0, Threads).Select(_ => Task.Factory.StartNew(() => query.Table.ToList().ToTask(Token), Token, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()).ToArray();
        foreach (var versions in await Task.WhenAll(all))
        {
            Assert.Equal(files - 1, versions[^1].Prefix.BatchId);
            Assert.Equal(Enumerable.Range((int)versions[0].Prefix.BatchId, versions.Count).Select(i => (long)i), versions.Select(version => version.Prefix.BatchId));
            for (var i = 1; i < versions.Count; i++) Promise<HourlyCount>.Changes(versions[i], versions[i - 1]);
        }
    }

    [Fact]
    public async Task Queries_ThatPushIntoEachOthersSource_NeverLockEachOtherOut()
    {
        const int Rounds = 2000;
        using var toFirst = new Subject<MicroBatch<Item>>();
        using var toSecond = new Subject<MicroBatch<Item>>();
        await using var first = toFirst.AsRows().Aggregate(g => new Total(g.Count())).Start("first");
        await using var second = toSecond.AsRows().Aggregate(g => new Total(g.Count())).Start("second");
        using var forward = first.Table.Subscribe(version => Push(toSecond, version));
        using var back = second.Table.Subscribe(version => Push(toFirst, version));
        await Task.WhenAll(Task.Run(() => Push(toFirst, null), Token), Task.Run(() => Push(toSecond, null), Token), Task.Run(() => Push(toFirst, null), Token));
        await first.StopAsync();
        await second.StopAsync();

        foreach (var query in new[] { first, second })
        {
            Assert.Null(query.Exception);
            Assert.True(query.Table.Current.Prefix.BatchId >= Rounds);
            Assert.Equal(query.Table.Current.Prefix.BatchId + 1, query.Table.Current.Rows[0].Count);
        }

        static void Push(Subject<MicroBatch<Item>> to, Snapshot<Total>? version)
        {
            if (version is null || version.Prefix.BatchId < Rounds) to.OnNext(MicroBatch.Of([new Item(1)]));
        }
    }

    [Fact]
    public async Task Batches_PushedFromManyThreads_AreTakenOneByOne()
    {
        using var source = new Subject<MicroBatch<Item>>();
        await using var query = source.AsRows().GroupBy(e => e.Number).Select(g => new { g.Key, Count = g.Count() }).Start("pushed");
        var versions = new ConcurrentQueue<long>();
        using var subscription = query.Table.Subscribe(version => versions.Enqueue(version.Prefix.BatchId));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < 500; i++) source.OnNext(MicroBatch.Of(Enumerable.Range(0, 20).Select(n => new Item(n))));
        }, Token)));
        Assert.Equal(Enumerable.Range(0, 4000).Select(i => (long)i), versions);
        Assert.All(query.Table.Current.Rows, row => Assert.Equal(4000, row.Count));
    }

    [Fact]
    public async Task Push_InsideOnNext_IsQueuedBehindTheVersionThatIsBeingDelivered()
    {
        using var source = new Subject<MicroBatch<Item>>();
        await using var query = source.AsRows().Aggregate(g => new Total(g.Count())).Start("echo");
        var trace = new List<string>();
        using var echo = query.Table.Subscribe(version =>
        {
            trace.Add($"in {version.Rows[0].Count}");
            if (version.Rows[0].Count < 3) source.OnNext(MicroBatch.Of([new Item(1)]));
            trace.Add($"out {version.Rows[0].Count}");
        });
        using var other = query.Table.Subscribe(version => trace.Add($"other {version.Rows[0].Count}"));
        source.OnNext(MicroBatch.Of([new Item(1)]));
        Assert.Equal(["in 1", "out 1", "other 1", "in 2", "out 2", "other 2", "in 3", "out 3", "other 3"], trace);
    }

    [Fact]
    public async Task Push_InsideARefusedRecordOrProgress_IsQueuedBehindTheBatch()
    {
        using var source = new Subject<MicroBatch<Item>>();
        await using var query = source.AsRows().GroupBy(e => e.Number).Select(g => new { g.Key, Count = g.Count() }).Start("echo");
        using var echo = query.Progress.Subscribe(progress =>
        {
            if (progress.BatchId < 3) source.OnNext(MicroBatch.Of([new Item((int)progress.BatchId), new Item(7)]));
        });
        source.OnNext(MicroBatch.Of([new Item(9)]));
        Assert.Equal(3, query.Table.Current.Prefix.BatchId);
        Assert.Equal([0, 1, 2, 3], query.RecentProgress.Select(progress => progress.BatchId));
    }

    [Fact]
    public async Task Push_FromASelector_IsABatchOfItsOwn()
    {
        using var source = new Subject<MicroBatch<Item>>();
        await using var query = source.AsRows().WhereRow(e => Pushed(source, e)).Aggregate(g => new Total(g.Count())).Start("odd");
        source.OnNext(MicroBatch.Of([new Item(5), new Item(0)]));
        Assert.Equal((5, 7L), (query.Table.Current.Prefix.BatchId, query.Table.Current.Rows[0].Count));

        static bool Pushed(Subject<MicroBatch<Item>> source, Item item)
        {
            if (item.Number > 0) source.OnNext(MicroBatch.Of([new Item(item.Number - 1)]));
            return true;
        }
    }

    [Fact]
    public async Task Subscribe_InsideOnNext_GetsTheVersionsFromThereOn()
    {
        using var source = new Subject<MicroBatch<Item>>();
        await using var query = source.AsRows().Aggregate(g => new Total(g.Count())).Start("nested");
        var inner = new List<long>();
        IDisposable? nested = null;
        using var outer = query.Table.Subscribe(version => nested ??= query.Table.Subscribe(v => inner.Add(v.Prefix.BatchId)));
        for (var i = 0; i < 3; i++) source.OnNext(MicroBatch.Of([new Item(i)]));
        nested!.Dispose();
        source.OnNext(MicroBatch.Of([new Item(3)]));
        Assert.Equal([0, 1, 2], inner);
    }

    [Fact]
    public async Task Stop_InsideOnNext_EndsAfterIt()
    {
        using var source = new Subject<MicroBatch<Item>>();
        await using var query = source.AsRows().Aggregate(g => new Total(g.Count())).Start("stopped");
        Task? stop = null;
        var trace = new List<string>();
        using var subscription = query.Table.Subscribe(
            version =>
            {
                if (version.Prefix.BatchId < 2)
                {
                    source.OnNext(MicroBatch.Of([new Item(2)]));
                    return;
                }

                stop = query.StopAsync();
                trace.Add($"stopping: {stop.IsCompleted}, {query.Status.State}");
            },
            () => trace.Add("completed"));
        source.OnNext(MicroBatch.Of([new Item(1)]));
        await stop!;
        Assert.Equal(["stopping: False, Active", "completed"], trace);
        source.OnNext(MicroBatch.Of([new Item(3)]));
        Assert.Equal(2, query.Table.Current.Prefix.BatchId);
        Assert.Equal(new QueryStatus(QueryState.Terminated, false, "Stopped"), query.Status);
    }

    [Fact]
    public async Task Dispose_InsideOnNext_EndsThatSubscriptionOnly()
    {
        using var source = new Subject<MicroBatch<Item>>();
        await using var query = source.AsRows().Aggregate(g => new Total(g.Count())).Start("disposed");
        var seen = new List<long>();
        using var once = new System.Reactive.Disposables.SingleAssignmentDisposable();
        once.Disposable = query.Table.Subscribe(version =>
        {
            seen.Add(version.Prefix.BatchId);
            once.Dispose();
        });
        source.OnNext(MicroBatch.Of([new Item(1)]));
        source.OnNext(MicroBatch.Of([new Item(1)]));
        Assert.Equal([0L], seen);
        Assert.Equal(1, query.Table.Current.Prefix.BatchId);
    }

    private static (VirtualDirectory Directory, int Files) Directory(int count)
    {
        var directory = new VirtualDirectory();
        directory.Add(new RandomFiles(count).Make(count));
        return (directory, count);
    }

    /// <summary>A query whose source begins when the test says so.</summary>
    private static StreamingQuery<Total> Counted(RowStream<Reading> rows, out Subject<Unit> begin)
    {
        var gate = new Subject<Unit>();
        begin = gate;
        return gate.Take(1).SelectMany(_ => rows.Batches).AsRows().Aggregate(g => new Total(g.Count())).Start("counted");
    }
}
