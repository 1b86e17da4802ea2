using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Text;

namespace ReactiveEtl.Tests.Writers;

/// <summary>P7: the same files in the same order give the same versions, reasons and digests, at whatever time and on whatever thread.</summary>
public class DeterminismTests
{
    public static TheoryData<int> AllSeeds => [.. Enumerable.Range(1, 10)];

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void Trace_OfTheSameInput_IsTheSame(int seed) => Assert.Equal(WatchedTrace(seed), WatchedTrace(seed));

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public async Task Trace_OnRealThreads_IsThatInVirtualTime(int seed)
    {
        var files = new RandomFiles(seed).Make(12);
        var options = new ReadOptions { MaxFilesPerBatch = 2 };
        var virtualTime = new VirtualDirectory();
        virtualTime.Add(files);
        var trace = new StringBuilder();
        using var subscription = NaiveQueries.Rooms.Streaming(virtualTime.Files.Read<Reading>(options, virtualTime.Scheduler)).Subscribe(version => Write(trace, version));
        virtualTime.Pass(TimeSpan.FromSeconds(10));

        var onThreads = new StringBuilder();
        await NaiveQueries.Rooms.Streaming(virtualTime.Files.Read<Reading>(options, TaskPoolScheduler.Default)).Do(version => Write(onThreads, version));
        var onOne = new StringBuilder();
        await NaiveQueries.Rooms.Streaming(virtualTime.Files.Read<Reading>(options, ImmediateScheduler.Instance)).Do(version => Write(onOne, version));
        Assert.NotEqual("", trace.ToString());
        Assert.Equal(trace.ToString(), onThreads.ToString());
        Assert.Equal(trace.ToString(), onOne.ToString());
    }

    private static string WatchedTrace(int seed)
    {
        var random = new Random(seed);
        var directory = new VirtualDirectory();
        var files = new RandomFiles(seed).Make(10);
        var trace = new StringBuilder();
        var query = NaiveQueries.Rooms.Streaming(directory.Watch(new WatchOptions { MaxFilesPerBatch = random.Next(1, 4) })).Start("traced");
        using var subscription = query.Table.Subscribe(version => Write(trace, version));
        using var refusing = query.Refused.Subscribe(record => trace.AppendLine(record.ToString()));
        using var progress = query.Progress.Subscribe(batch => trace.Append(batch.StartedAt.UtcTicks).Append(' ').Append(batch.Duration).Append(' ').Append(batch).AppendLine());
        using var telling = query.Events.Subscribe(told => trace.AppendLine(told.ToString()));
        directory.Arrive(files, random);
        directory.PassUntil(query, files.Length);
        Assert.True(query.StopAsync().IsCompletedSuccessfully);
        return trace.ToString();
    }

    private static void Write<TRow>(StringBuilder trace, Snapshot<TRow> version)
    {
        trace.AppendLine(version.Prefix.ToString()).AppendLine(version.Prefix.Digest).AppendJoin('\n', version.Rows).AppendLine().AppendJoin('\n', version.Changes).AppendLine();
    }
}
