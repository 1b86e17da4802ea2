using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace ReactiveEtl.Tests.Writers;

/// <summary>P1 for readers on other threads, and for who keeps old versions.</summary>
public class SharedVersionTests
{
    [Fact]
    public void Versions_HeldByASubscriber_StayAllRight()
    {
        const int Count = 1000;
        var directory = new VirtualDirectory();
        var files = new RandomFiles(4711).Make(Count, maxLines: 4);
        directory.Add(files);
        var versions = new List<Snapshot<HourlyCount>>();
        using var subscription = NaiveQueries.Hourly.Streaming(directory.Read(new ReadOptions { MaxFilesPerBatch = 1 })).Subscribe(versions.Add);
        directory.PassUntil(() => versions.Count == Count);
        new Promise<HourlyCount>(files, NaiveQueries.Hourly).AllVersions(versions);
        Promise<HourlyCount>.ChangesSince(versions[^1], versions[0]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Versions_ReadByOtherThreads_AreTheQueryOverTheirPrefix(int seed)
    {
        const int Readers = 8;
        var directory = new VirtualDirectory();
        var files = new RandomFiles(seed).Make(120);
        directory.Add(files);
        var naive = NaiveQueries.Hourly;
        var promise = new Promise<HourlyCount>(files, naive);
        using var allReady = new CountdownEvent(Readers);
        using var cancellation = new CancellationTokenSource();

        // A gate before each batch lets the readers be there before the first and between all.
        var batches = directory.Files.Read<Reading>(new ReadOptions { MaxFilesPerBatch = 1 }, TaskPoolScheduler.Default).Batches.Do(_ => allReady.Wait(cancellation.Token));
        await using var query = naive.Streaming(batches.AsRows()).Start("read");
        var readers = Enumerable.Range(0, Readers).Select(_ => Task.Factory.StartNew(() => ReadUntilEnd(query, promise, allReady), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        await query.Completion;
        var seen = await Task.WhenAll(readers);
        Assert.Equal(files.Length, query.Table.Current.Prefix.Files);
        Assert.All(seen, count => Assert.True(count > 0));
    }

    private static int ReadUntilEnd(StreamingQuery<HourlyCount> query, Promise<HourlyCount> promise, CountdownEvent allReady)
    {
        var seen = 0;
        allReady.Signal();
        while (true)
        {
            var isLast = query.Completion.IsCompleted;
            var version = query.Table.Current;
            if (version.Prefix.BatchId >= 0)
            {
                promise.Prefix(version);
                Assert.All(version.Rows, row => Assert.True(version.TryGet(row.Action, row.Window, out var found) && found == row));
                Assert.False(version.TryGet("never there", default, out _));
                seen++;
            }

            if (isLast) return seen;
        }
    }
}
