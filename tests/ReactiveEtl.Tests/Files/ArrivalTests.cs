using System.Collections.Concurrent;
using System.Reactive.Concurrency;
using ReactiveEtl.Testing;
using static ReactiveEtl.Tests.Files.SourceTest;

namespace ReactiveEtl.Tests.Files;

public class ArrivalTests
{
    [Fact]
    public void Arrivals_ADay_OneBatchAFileAtExactTicksAndTheSameTraceTwice()
    {
        const int files = 24 * 60;
        var expected = Enumerable.Range(1, files).Select(i => $"{(i * Minute) + 1}: file-{i}.json");
        var first = Day().Trace.ToArray();
        Assert.Equal(expected, first);
        Assert.Equal(first, Day().Trace);

        SourceTest Day()
        {
            var test = new SourceTest();
            for (var i = 1; i <= files; i++)
            {
                var path = $"events/file-{i}.json";
                test.At(i * Minute, () => test.Store.Add(path, "{}"));
            }

            return test.Watch(new WatchOptions { PollInterval = TimeSpan.FromHours(1) }).GoTo((files + 1) * Minute);
        }
    }

    [Theory]
    [MemberData(nameof(Notifiers), MemberType = typeof(SourceTest))]
    public void Arrivals_RandomScripts_EachReadyFileOnceAndInTheRecordedOrder(NotifierMode mode)
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var script = new ArrivalScript(seed, mode);
            script.Run();
            Assert.True(script.Fault is null, $"Seed {seed}, {mode}: {script.Fault}");
        }
    }

    [Fact]
    public async Task Arrivals_FromManyThreadsOnTheThreadPool_NeverTwoBatchesAtOnceAndNoFileLost()
    {
        const int threads = 4, files = 500;
        var store = new MemoryFileStore(DefaultScheduler.Instance);
        store.AddDirectory("events");
        var seen = new ConcurrentQueue<string>();
        var inside = 0;
        var overlaps = 0;
        var observer = System.Reactive.Observer.Create<FileBatch>(batch =>
        {
            if (Interlocked.Increment(ref inside) != 1) Interlocked.Increment(ref overlaps);
            foreach (var slice in batch.Slices) seen.Enqueue(slice.File.Path);
            Interlocked.Decrement(ref inside);
        });
        using var run = DirectorySource.Watch(store, FilePattern.In("events"), new WatchOptions { MaxFilesPerBatch = 3 }, DefaultScheduler.Instance).Subscribe(observer);
        await Task.WhenAll(Enumerable.Range(0, threads).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < files; i++) store.Add($"events/{thread}-{i}", "", Old);
        })));
        await run.ProcessAllAvailableAsync().WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal(0, overlaps);
        Assert.Equal(threads * files, seen.Count);
        Assert.Equal(threads * files, seen.Distinct().Count());
        Assert.Equal(threads * files, run.FilesSeen);
    }

    [Fact]
    public async Task Arrivals_DisposedWhileABatchIsHandedOut_NothingComesAfter()
    {
        using var scheduler = new EventLoopScheduler();
        var store = new MemoryFileStore(scheduler);
        for (var i = 0; i < 10; i++) store.Add($"events/{i}", "", Old);
        using var entered = new SemaphoreSlim(0);
        using var released = new SemaphoreSlim(0);
        var count = 0;
        var observer = System.Reactive.Observer.Create<FileBatch>(_ =>
        {
            count++;
            entered.Release();
            released.Wait();
        });
        var run = DirectorySource.Watch(store, FilePattern.In("events"), new WatchOptions { MaxFilesPerBatch = 1 }, scheduler).Subscribe(observer);
        Assert.True(await entered.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        run.Dispose();
        released.Release(10);

        // Runs behind whatever the run still had scheduled on its one thread.
        var idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        scheduler.Schedule(() => scheduler.Schedule(idle.SetResult));
        await idle.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal((1, 1), (count, run.Position.NextSequence));
    }
}
