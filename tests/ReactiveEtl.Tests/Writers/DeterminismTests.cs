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

    /// <summary>Sums of doubles that round, refused records with their lines, first and last values: the same to the last bit.</summary>
    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void Trace_AtAnyParallelism_IsTheSame(int seed)
    {
        var random = new Random(seed);
        var unitSize = random.Next(8, 400);
        var traces = new[] { 1, 2, 7 }.Select(parallelism => WatchedTrace(seed, parallelism, unitSize)).ToList();
        Assert.All(traces, trace => Assert.Equal(traces[0], trace));
    }

    /// <summary>Counts, whose units are joined in any order: rows in order of first arrival all the same.</summary>
    [Theory]
    [MemberData(nameof(AllSeeds))]
    public async Task Counts_AtAnyParallelism_ComeInOrderOfFirstArrival(int seed)
    {
        var random = new Random(seed);
        var files = new RandomFiles(seed).Make(8);
        var directory = new VirtualDirectory();
        directory.Add(files);
        var unitSize = random.Next(8, 400);
        var tables = new List<string>();
        foreach (var parallelism in new[] { 1, 2, 7 })
        {
            var options = new ReadOptions { Parallelism = parallelism, UnitSize = unitSize };
            tables.Add(string.Join('\n', (await NaiveQueries.Hourly.Streaming(directory.Files.Read<Reading>(options, ImmediateScheduler.Instance))).Rows));
        }

        Assert.Equal(string.Join('\n', NaiveQueries.Hourly.Naive([.. files.OrderBy(file => file.ModifiedAt).ThenBy(file => file.Path, Comparer<string>.Create(NaturalOrder.Instance.Compare)).SelectMany(file => file.Records)])), tables[0]);
        Assert.All(tables, table => Assert.Equal(tables[0], table));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public async Task FailFast_AtAnyParallelism_NamesTheFirstMalformedRecord(int parallelism)
    {
        var directory = new VirtualDirectory();
        var lines = Enumerable.Range(0, 2000).Select(i => i is 1200 or 1900 ? "nonsense" : """{"open":true,"level":0}""");
        directory.Store.Add("events/a.json", string.Join('\n', lines));
        var options = new ReadOptions { Parallelism = parallelism, UnitSize = 500, Malformed = MalformedPolicy.FailFast };
        var error = await Assert.ThrowsAsync<StreamingQueryException>(async () =>
            await directory.Files.Read("open boolean, level int", options, ImmediateScheduler.Instance).Aggregate(Columns.Count()));
        Assert.Equal(1201, Assert.IsType<MalformedRecordException>(error.InnerException).Line);
    }

    private static string WatchedTrace(int seed, int? parallelism = null, long unitSize = ScanUnit.DefaultSize)
    {
        var random = new Random(seed);
        var directory = new VirtualDirectory();
        var files = new RandomFiles(seed).Make(10);
        var trace = new StringBuilder();
        var query = NaiveQueries.Rooms.Streaming(directory.Watch(new WatchOptions { MaxFilesPerBatch = random.Next(1, 4), Parallelism = parallelism, UnitSize = unitSize })).Start("traced");
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
