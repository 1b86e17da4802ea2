using System.IO.Abstractions;
using ReactiveEtl.Testing;
using ReactiveEtl.Tests.Writers;
using static ReactiveEtl.Tests.Files.SourceTest;

namespace ReactiveEtl.Tests.Files;

/// <summary>What users of such systems ask of the files, by the numbers of the list of demands.</summary>
public class DemandTests
{
    private sealed record Item(long Number);

    private sealed record Total(int Key, long Count, long Sum);

    public static TheoryData<int> AllSeeds => [.. Enumerable.Range(1, 20)];

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void Demand03_AHalfWrittenFileIsNeverRead(int seed)
    {
        var random = new Random(seed);
        var directory = new VirtualDirectory();
        var records = 0;
        for (var file = 0; file < 20; file++)
        {
            var count = random.Next(1, 30);
            var text = string.Concat(Enumerable.Range(records, count).Select(number => $"{{\"number\":{number}}}\n"));
            records += count;
            Write(directory, $"events/{file}.json", text, isRenamed: random.Next(2) == 0, random);
        }

        var query = directory.Files.Watch<Item>(null, directory.Scheduler).GroupBy(e => 0).Select(g => new Total(g.Key, g.Count(), g.Sum(e => e.Number))).Start("half");
        directory.Pass(TimeSpan.FromMinutes(10));
        Assert.Equal(new Total(0, records, (long)records * (records - 1) / 2), query.Table.Current.Rows.Single());
        Assert.Equal(0, query.RecentProgress.Sum(progress => progress.Malformed));
    }

    [Theory]
    [MemberData(nameof(Notifiers), MemberType = typeof(SourceTest))]
    public void Demand04_EveryFileIsFoundWithinARescanThoughNotificationsLie(NotifierMode mode)
    {
        const int files = 500;
        var test = new SourceTest();
        var random = new Random((int)mode);
        test.Store.Notifier = mode;
        var arrivals = Enumerable.Range(0, files).ToDictionary(i => $"{i}", _ => random.NextInt64(10 * Minute));
        foreach (var (name, tick) in arrivals) test.At(tick, () => test.Store.Add($"events/{name}", "", Old));
        test.Watch(new WatchOptions { PollInterval = TimeSpan.FromSeconds(5) }).GoTo(11 * Minute);
        Assert.Equal(arrivals.Keys.Order(), test.Files.Order());
        Assert.All(test.Batches, batch => Assert.All(batch.Batch.Slices, slice => Assert.InRange(batch.Tick - Begin - arrivals[slice.File.Path["events/".Length..]], 0, (5 * Second) + 2)));
    }

    [Fact]
    public void Demand13_MemoryIsBounded_WhateverWasReadBefore()
    {
        const int rounds = 200, files = 100;
        var test = new SourceTest();
        test.Watch(new WatchOptions { CleanUp = CleanUp.Delete });
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < files; i++) test.Store.Add($"events/{round}-{i}", "x", Old);
            test.GoTo((round + 1) * 3 * Second);
            test.Batches.Clear();
            test.Events.Clear();
        }

        Assert.Equal(rounds * files, test.Run!.FilesSeen);
        Assert.Equal((0, 0, 0), (test.Run.Position.Read.Length, test.Run.Position.Backlog.Length, test.Run.Position.Followed.Length));
    }

    /// <summary>The allocations of one thread are counted exactly; what is kept is less, since tables that grew are among them.</summary>
    [Fact]
    public void Demand13_ARememberedFileTakesFewerThan64Bytes()
    {
        const int count = 1 << 20;
        var known = new KnownFiles();
        var files = Array.ConvertAll(Enumerable.Range(0, count).ToArray(), i => new ReadFile($"/data/events/file-{i}.json", (ulong)i * 0x9E3779B97F4A7C15, 1));
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var file in files) known.Add(file, KnownState.Read, 0);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / (double)count, 30, 64);
        Assert.Equal(count, known.Count);
        Assert.All(files.Chunk(1000), chunk => Assert.Equal(chunk[0], known.FileOf(known.Find(chunk[0].Path))));
    }

    [Fact]
    public void Demand14_ABacklogIsListedOnce_AndItsBatchesAreCutFromIt()
    {
        var costs = new[] { 1000, 10_000, 30_000 }.Select(count =>
        {
            var test = new SourceTest();
            for (var i = 0; i < count; i++) test.Store.Add($"events/{i}", "", Time(i * 7919L % count));
            var before = GC.GetAllocatedBytesForCurrentThread();
            test.Watch(new WatchOptions { MaxFilesPerBatch = 10, PollInterval = TimeSpan.FromHours(1) }).GoTo(Minute);
            Assert.Equal(count / 10, test.Batches.Count);
            Assert.Equal((1, 0), (test.Store.Lists, test.Store.Looks));
            return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)count;
        }).ToArray();
        Assert.All(costs, cost => Assert.InRange(cost, 0, costs[0] * 1.3));
    }

    [Fact]
    public void Demand17_IdentitySurvivesRename_EqualContent_AndOneByte()
    {
        var test = new SourceTest();
        foreach (var name in new[] { "a", "b" }) test.Store.Add($"events/{name}", "x", Old);
        test.At(Second, () => test.Store.Rename("events/a", "events/c"));
        test.At(3 * Second / 2, () => test.Store.Append("events/b", "y", Old));
        test.At(10 * Second, () => test.Store.Delete("events/c"));
        test.At(20 * Second, () => test.Store.Add("events/c", "x", Old));
        test.At(20 * Second, () => test.Store.Add("events/b", "x", Old));
        test.Watch().GoTo(Minute);
        Assert.Equal(["1: a b", $"{(20 * Second) + 1}: c"], test.Trace);
        Assert.Equal(["events/c"], test.Told(SourceEventKind.Renamed));
        Assert.Equal(["events/b"], test.Told(SourceEventKind.Changed));
        Assert.Equal(["events/c"], test.Told(SourceEventKind.Vanished));
    }

    [Fact]
    public void Demand18_WithoutANotifier_PollingGoesOnAndIsToldOnce()
    {
        var test = new SourceTest();
        test.Store.Notifier = NotifierMode.Never;
        for (var i = 0; i < 100; i++)
        {
            var name = $"events/{i}";
            test.At(i * Second / 2, () => test.Store.Add(name, "", Old));
        }

        test.Watch().GoTo(Minute);
        Assert.Equal(100, test.Files.Distinct().Count());
        Assert.Equal(["events"], test.Told(SourceEventKind.PollingOnly));
        Assert.Null(test.Error);
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("true", true)]
    [InlineData("TRUE", true)]
    [InlineData("0", false)]
    [InlineData("false", false)]
    [InlineData(null, false)]
    public void Demand18_ThePollingVariableIsHonoured(string? value, bool polls)
    {
        var root = Directory.CreateTempSubdirectory("reactive-etl-").FullName;
        var store = new LocalFileStore(new FileSystem(), name => name == "DOTNET_USE_POLLING_FILE_WATCHER" ? value : null);
        try
        {
            if (polls) Assert.Contains("DOTNET_USE_POLLING_FILE_WATCHER", Assert.Throws<IOException>(() => store.Watch(root, false, _ => { })).Message, StringComparison.Ordinal);
            else store.Watch(root, false, _ => { }).Dispose();
        }
        finally
        {
            Directory.Delete(root);
        }
    }

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void Demand19_NoneIsMissedForItsTime_AndTheOrderIsRecorded(int seed)
    {
        var random = new Random(seed);
        var test = new SourceTest();
        DateTimeOffset[] times = [Old, Time(Begin), Time(Begin + Minute), new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero), DateTimeOffset.UnixEpoch];
        for (var i = 0; i < 60; i++)
        {
            var (name, time) = ($"events/{i}", times[random.Next(times.Length)]);
            test.At(random.NextInt64(Minute), () => test.Store.Add(name, "", time));
        }

        var options = new WatchOptions { MaxFilesPerBatch = random.Next(1, 5) };
        var recorded = new List<IEnumerable<string>>();
        test.Handler = batch =>
        {
            if (batch.Sequence % 7 == 3) recorded.Add(test.Files.Concat(test.Run!.Position.Backlog.Skip(batch.Slices.Count).Select(slice => slice.File.Path["events/".Length..])).ToArray());
        };
        test.Watch(options).GoTo(2 * Minute);
        Assert.Equal(Enumerable.Range(0, 60).Select(i => $"{i}").Order(), test.Files.Order());
        // What was recorded at any time is the order that was handed out, whatever came later.
        Assert.All(recorded, order => Assert.Equal(order, test.Files.Take(order.Count())));
    }

    /// <summary>In chunks of any size with pauses that are shorter than the settle time, in place or under a temporary name.</summary>
    private static void Write(VirtualDirectory directory, string path, string text, bool isRenamed, Random random)
    {
        var at = VirtualDirectory.Begin.AddTicks(random.NextInt64(Minute));
        var target = isRenamed ? path + ".tmp" : path;
        for (var start = 0; start < text.Length;)
        {
            var chunk = text.Substring(start, Math.Min(random.Next(1, 40), text.Length - start));
            start += chunk.Length;
            directory.Scheduler.ScheduleAbsolute(0, at.UtcTicks, (_, _) =>
            {
                directory.Store.Append(target, chunk);
                return System.Reactive.Disposables.Disposable.Empty;
            });
            at = at.AddTicks(random.NextInt64(19 * Second / 10));
        }

        if (!isRenamed) return;
        directory.Scheduler.ScheduleAbsolute(0, at.UtcTicks, (_, _) =>
        {
            directory.Store.Rename(target, path);
            return System.Reactive.Disposables.Disposable.Empty;
        });
    }
}
