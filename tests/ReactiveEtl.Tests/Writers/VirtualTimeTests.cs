using System.Globalization;
using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace ReactiveEtl.Tests.Writers;

/// <summary>Whole queries at exact ticks of a virtual clock: the clock decides when something happens, and nothing else does.</summary>
public class VirtualTimeTests
{
    private const long Second = TimeSpan.TicksPerSecond;
    private const long Minute = TimeSpan.TicksPerMinute;

    [Fact]
    public void Polling_FindsFilesAtItsInterval()
    {
        var run = new TimedRun(new WatchOptions { PollInterval = TimeSpan.FromSeconds(10), UseNotifications = false });
        run.Arrive(3 * Second, "a").Arrive(12 * Second, "b").Arrive(13 * Second, "c").GoTo(35 * Second);
        Assert.Equal(["10 s: batch 0, files 1, rows 1", "20 s: batch 1, files 3, rows 3"], run.Trace);
        run.Stop();
    }

    [Fact]
    public void Notifications_BringFilesWhenTheyArrive()
    {
        var run = new TimedRun(new WatchOptions { PollInterval = TimeSpan.FromHours(1) });
        run.Arrive(3 * Second, "a").Arrive((12 * Second) + 5, "b").GoTo(Minute);
        Assert.Equal(["3 s: batch 0, files 1, rows 1", "12.0000005 s: batch 1, files 2, rows 2"], run.Trace);
        run.Stop();
    }

    [Fact]
    public void Files_ThatGrow_AreReadWhenTheyStoodStill()
    {
        var run = new TimedRun(new WatchOptions { PollInterval = TimeSpan.FromSeconds(1), SettleTime = TimeSpan.FromSeconds(5), UseNotifications = false });
        for (var i = 0; i < 4; i++) run.At(i * 2 * Second, () => run.Directory.Store.Append("events/slow.json", TimedRun.Line));
        run.GoTo(Minute);
        Assert.Equal("batch 0, files 1, rows 4", Assert.Single(run.Versions).Prefix.ToString());
        Assert.InRange(run.Ticks[0], 11 * Second, 13 * Second);
        run.Stop();
    }

    [Fact]
    public void Stop_EndsAllAtItsTick_AndNothingFollows()
    {
        var run = new TimedRun(new WatchOptions { PollInterval = TimeSpan.FromSeconds(10) });
        run.Arrive(3 * Second, "a").Arrive(15 * Second, "b").At(14 * Second, run.Stop).GoTo(14 * Second);
        var lists = run.Directory.Store.Lists;
        run.GoTo(Minute);
        Assert.Equal(["3 s: batch 0, files 1, rows 1", "14 s: completed"], run.Trace);
        Assert.Equal(QueryState.Terminated, run.Query.Status.State);
        Assert.True(run.Query.Completion.IsCompletedSuccessfully);
        Assert.Equal((lists, 0), (run.Directory.Store.Lists, run.Directory.Store.Watchers));
        Assert.Equal(1, run.Query.Table.Current.Prefix.Files);
    }

    [Fact]
    public void Error_EndsAllAtItsTick()
    {
        var run = new TimedRun(new WatchOptions { PollInterval = TimeSpan.FromSeconds(10), UseNotifications = false });
        run.Directory.Store.FailOpen("events/b.json", new IOException("Broken."));
        run.Arrive(3 * Second, "a").Arrive(15 * Second, "b").Arrive(25 * Second, "c").GoTo(Minute);
        Assert.Equal(["10 s: batch 0, files 1, rows 1", "27 s: The query failed in batch 1, stage 'scan', file 'events/b.json'"], run.Trace);
        Assert.Equal((QueryState.Failed, 0), (run.Query.Status.State, run.Directory.Store.Watchers));
    }

    [Fact]
    public void Status_TellsWhatItDoes()
    {
        var run = new TimedRun(new WatchOptions { MaxFilesPerBatch = 1 });
        var seen = new List<QueryStatus>();
        using var subscription = run.Query.Table.Subscribe(_ => seen.Add(run.Query.Status));
        Assert.Equal(new QueryStatus(QueryState.Active, false, "Waiting for data"), run.Query.Status);
        run.Arrive(Second, "a").Arrive(Second, "b").GoTo(Minute);
        Assert.All(seen, status => Assert.Equal(new QueryStatus(QueryState.Active, true, "Processing a batch"), status));
        Assert.Equal(2, seen.Count);
        Assert.Equal(new QueryStatus(QueryState.Active, false, "Waiting for data"), run.Query.Status);
        run.Stop();
        Assert.Equal(new QueryStatus(QueryState.Terminated, false, "Stopped"), run.Query.Status);
    }

    [Fact]
    public void ProcessAllAvailable_IsDoneWhenItsFilesAreInTheTable()
    {
        var run = new TimedRun(new WatchOptions { PollInterval = TimeSpan.FromHours(1), MaxFilesPerBatch = 1, UseNotifications = false });
        run.GoTo(Second);
        run.Arrive(2 * Second, "a").Arrive(2 * Second, "b").GoTo(3 * Second);
        Assert.Empty(run.Trace);
        var all = run.Query.ProcessAllAvailableAsync();
        run.Arrive(4 * Second, "c").GoTo(10 * Second);
        Assert.True(all.IsCompletedSuccessfully);
        Assert.Equal(["3 s: batch 0, files 1, rows 1", "3 s: batch 1, files 2, rows 2"], run.Trace);
        var next = run.Query.ProcessAllAvailableAsync();
        run.Stop();
        run.GoTo(Minute);
        Assert.True(next.IsFaulted);
        Assert.True(run.Query.ProcessAllAvailableAsync().IsFaulted);
    }

    [Fact]
    public void Progress_TellsTheTimeOfTheScheduler_AlsoBehindOperators()
    {
        foreach (var isDirect in new[] { true, false })
        {
            var directory = new VirtualDirectory();
            var rows = isDirect ? directory.Watch() : directory.Watch().Batches.Do(_ => { }).AsRows();
            var query = rows.Aggregate(g => new { Count = g.Count() }).Start("timed");
            directory.Pass(TimeSpan.FromHours(5));
            directory.Add(new RandomFiles(1).Make(1));
            directory.Pass(TimeSpan.FromHours(1));
            var progress = Assert.Single(query.RecentProgress);
            Assert.InRange(progress.StartedAt, VirtualDirectory.Begin.AddHours(5), VirtualDirectory.Begin.AddHours(5.01));
            Assert.Equal(TimeSpan.Zero, progress.Duration);
            Assert.True(query.StopAsync().IsCompletedSuccessfully);
        }
    }

    [Fact]
    public void Day_OfOneFileAMinute_Is1440Batches_EachAtItsTick_AndTwiceTheSame()
    {
        const int Files = 1440;
        var first = Day(Files);
        Assert.Equal(Enumerable.Range(0, Files).Select(i => $"{i * 60} s: batch {i}, files {i + 1}, rows {i + 1}"), first.Trace);
        var second = Day(Files);
        Assert.Equal(first.Trace, second.Trace);
        Assert.Equal(first.Versions[^1].Prefix.Digest, second.Versions[^1].Prefix.Digest);
        Assert.Equal(100, first.Query.RecentProgress.Count);
        Assert.Equal(Files - 1, first.Query.RecentProgress[^1].BatchId);
    }

    private static TimedRun Day(int files)
    {
        // Each listing of a thousand files takes its time, also where the clock stands still.
        var run = new TimedRun(new WatchOptions { PollInterval = TimeSpan.FromHours(1) });
        for (var i = 0; i < files; i++) run.Arrive(i * Minute, $"file-{i}");
        run.GoTo(files * Minute);
        run.Stop();
        run.Trace.RemoveAt(run.Trace.Count - 1);
        return run;
    }

    /// <summary>A query over a directory that is watched; what came out of it, with the time since the beginning.</summary>
    private sealed class TimedRun
    {
        public const string Line = "{\"open\":true,\"level\":0}\n";

        public TimedRun(WatchOptions options)
        {
            Query = Directory.Watch(options).Aggregate(g => new TotalCount(g.Count())).Start("timed");
            Query.Table.Subscribe(
                version =>
                {
                    Versions.Add(version);
                    Ticks.Add(Now);
                    Write(version.Prefix.ToString());
                },
                e => Write(e.Message[..e.Message.IndexOf(':', StringComparison.Ordinal)]),
                () => Write("completed"));
        }

        public VirtualDirectory Directory { get; } = new();

        public StreamingQuery<TotalCount> Query { get; }

        public List<Snapshot<TotalCount>> Versions { get; } = [];

        public List<long> Ticks { get; } = [];

        public List<string> Trace { get; } = [];

        private long Now => Directory.Scheduler.Clock - VirtualDirectory.Begin.UtcTicks;

        public TimedRun Arrive(long ticks, string name) => At(ticks, () => Directory.Store.Add($"events/{name}.json", Line, RandomFiles.Midnight));

        public TimedRun At(long ticks, Action action)
        {
            Directory.Scheduler.Schedule(VirtualDirectory.Begin.AddTicks(ticks), action);
            return this;
        }

        public TimedRun GoTo(long ticks)
        {
            Directory.Scheduler.AdvanceTo(VirtualDirectory.Begin.UtcTicks + ticks);
            return this;
        }

        public void Stop() => Assert.True(Query.StopAsync() is { } stop && Query.Completion.IsCompletedSuccessfully && stop is not null);

        /// <summary>What is scheduled for now runs a tick later, one step after the other: a few ticks are no time.</summary>
        private void Write(string text)
        {
            var exact = Now is var now && now % 10 < 5 ? now - (now % 10) : now - (now % 10) + 5;
            Trace.Add($"{(exact / (decimal)Second).ToString("0.#######", CultureInfo.InvariantCulture)} s: {text}");
        }
    }

    public sealed record TotalCount(long Count);
}
