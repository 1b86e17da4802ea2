using System.Reactive.Concurrency;

namespace ReactiveEtl.Tests.Writers;

/// <summary>A file that can't be read is tried again while the others go on, and is never half counted; in the end it is skipped or named, as the options say.</summary>
public class UnreadableFileTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly VirtualDirectory _directory = new();
    private readonly List<string> _trace = [];

    public static TheoryData<int> AllSeeds => [.. Enumerable.Range(1, 30)];

    [Fact]
    public void Watch_FileThatCanBeReadAgain_IsRetriedWithBackOff_AndTheOthersGoOn()
    {
        Add("a", "b", "c");
        Fail("b", until: Second * 2.5);
        var query = Start(new WatchOptions());
        _directory.Pass(Second * 60);
        Assert.Equal(["0: Retried b", "0: a c", "1: Retried b", "3: b"], _trace);
        Assert.Null(query.Exception);
        Assert.Equal([1L, 1, 1], query.Table.Current.Rows.Select(row => row.Value));
    }

    [Fact]
    public void Watch_FileAlone_GivesNoVersionUntilItIsRead()
    {
        Add("a");
        Fail("a", until: Second * 6);
        var query = Start(new WatchOptions());
        _directory.Pass(Second * 60);
        Assert.Equal(["0: Retried a", "1: Retried a", "3: Retried a", "7: a"], _trace);
        Assert.Equal((0, 1), (query.Table.Current.Prefix.BatchId, query.Table.Current.Prefix.Files));
    }

    [Fact]
    public void Watch_RetriesAreUsedUp_TheFileIsNamedWithItsCause()
    {
        Add("a", "b");
        Fail("b");
        var query = Start(new WatchOptions { Retries = 2, RetryDelay = Second * 10 });
        _directory.Pass(Second * 60);
        Assert.Equal(["0: Retried b", "0: a", "10: Retried b"], _trace);
        var failure = Assert.IsType<FileSourceException>(Assert.IsType<StreamingQueryException>(query.Exception).InnerException);
        Assert.Equal("events/b.json", failure.Path);
        Assert.IsType<UnauthorizedAccessException>(failure.InnerException);
    }

    [Fact]
    public void Watch_RetriesAreUsedUp_SkipUnreadable_SkipsItUntilItChanges()
    {
        Add("a", "b");
        Fail("b");
        var query = Start(new WatchOptions { SkipUnreadable = true, Retries = 1 });
        _directory.Pass(Second * 30);
        Assert.Equal(["0: Retried b", "0: a", "1: ", "1: Skipped b"], _trace);
        Assert.Equal(["events/b.json"], query.RecentProgress[1].UnreadableFiles);
        _directory.Store.FailOpen("events/b.json", null);
        _directory.Pass(Second * 30);
        Assert.Equal(4, _trace.Count);
        Add("b");
        _directory.Pass(Second * 30);
        Assert.Equal("60: b", _trace[^1]);
    }

    [Fact]
    public void Read_WaitsForTheFile_AndGivesItsOneVersionInOrder()
    {
        Add("a", "b", "c");
        Fail("b", until: Second * 2.5);
        Start(_directory.Files.Read<Item>(null, _directory.Scheduler));
        _directory.Pass(Second * 60);
        Assert.Equal(["0: Retried b", "1: Retried b", "3: a b c"], _trace);
    }

    [Fact]
    public void Read_SkipUnreadable_GivesItsOneVersionWithoutThem()
    {
        Add("a", "b", "c");
        Fail("a");
        Fail("b");
        var query = Start(_directory.Files.Read<Item>(new ReadOptions { SkipUnreadable = true, Retries = 1 }, _directory.Scheduler));
        _directory.Pass(Second * 60);
        Assert.Equal(["0: Retried a", "0: Retried b", "1: c", "1: Skipped a", "1: Skipped b"], _trace);
        Assert.Equal(["events/a.json", "events/b.json"], query.RecentProgress.Single().UnreadableFiles);
        Assert.True(query.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public void Read_RefusedRecordsOfABatchThatIsReadAgain_AreToldOnce()
    {
        const int count = 2345;
        _directory.Store.Add("events/a.json", string.Concat(Enumerable.Repeat("none\n", count)), RandomFiles.Midnight);
        Add("b");
        Fail("b", until: Second * 2.5);
        var query = Start(_directory.Files.Read<Item>(null, _directory.Scheduler));
        var refused = new List<long>();
        using var refusing = query.Refused.Subscribe(record => refused.Add(record.Line));
        _directory.Pass(Second * 60);
        Assert.Equal(Enumerable.Range(1, count).Select(line => (long)line), refused);
        Assert.Equal(count, query.RecentProgress.Single().Malformed);
    }

    [Theory]
    [InlineData("a", "b")]
    [InlineData("b", "a")]
    public void Watch_OneIsSkippedAndOneIsTriedAgain_TellsOfTheSkippedOneAtOnce_InWhicheverOrder(string skipped, string triedAgain)
    {
        foreach (var name in new[] { "a", "b" }) AddNamed(name, isPacked: name == skipped);
        Fail(triedAgain, until: Second * 2.5);
        var query = Start(JsonFiles.In("events", _directory.Store).Watch<Item>(new WatchOptions { SkipUnreadable = true }, _directory.Scheduler));
        _directory.Pass(Second * 60);
        Assert.Equal([$"0: Retried {triedAgain}", "0: ", $"0: Skipped {skipped}", $"1: Retried {triedAgain}", $"3: {triedAgain}"], _trace.Select(told => told.Replace(".json.gz", "", StringComparison.Ordinal)));
        Assert.Equal([1, 0], query.RecentProgress.Select(progress => progress.UnreadableFiles.Count));
    }

    [Theory]
    [InlineData("a", "b")]
    [InlineData("b", "a")]
    public void Read_OneIsSkippedAndOneIsTriedAgain_GivesItsOneVersionThatListsTheSkippedOne_InWhicheverOrder(string skipped, string triedAgain)
    {
        foreach (var name in new[] { "a", "b" }) AddNamed(name, isPacked: name == skipped);
        _directory.Store.Add("events/0.json", "none", RandomFiles.Midnight);
        Fail(triedAgain, until: Second * 2.5);
        var query = JsonFiles.In("events", _directory.Store).Read<Item>(new ReadOptions { SkipUnreadable = true }, _directory.Scheduler).GroupBy(e => e.Name).Select(g => new NameCount(g.Key, g.Count())).Start("reading");
        var refused = 0;
        query.Refused.Subscribe(_ => refused++);
        _directory.Pass(Second * 60);
        Assert.Equal(["events/" + skipped + ".json.gz"], Assert.Single(query.RecentProgress).UnreadableFiles);
        Assert.Equal(["events/0.json", $"events/{triedAgain}.json"], query.Table.Current.Prefix.Slices.Select(slice => slice.File.Path));
        Assert.Equal(1, refused);
    }

    [Fact]
    public void Many_AreFoundAtOnce_AndTheBatchIsNotReadAgainForEach()
    {
        string[] names = [.. Enumerable.Range(0, 300).Select(i => $"{i}")];
        Add(names);
        foreach (var name in names.Where((_, place) => place % 2 == 1)) Fail(name, until: Second / 2);
        var begun = 0;
        var store = new ChangingStore(_directory.Store)
        {
            OnRead = (_, range) =>
            {
                if (range.Has(0)) Interlocked.Increment(ref begun);
            },
        };
        var query = Start(JsonFiles.In("events", store).Watch<Item>(null, _directory.Scheduler));
        _directory.Pass(Second * 30);
        Assert.Equal(300, query.Table.Current.Prefix.Files);
        Assert.Equal([0L, 1], query.RecentProgress.Select(progress => progress.BatchId));
        Assert.InRange(begun, 300, 4 * 300);
    }

    [Fact]
    public void Content_ThatIsNotWhatItsNameSays_IsNotRetried()
    {
        _directory.Store.Add("events/a.json.gz", "no gzip", RandomFiles.Midnight);
        var query = Start(JsonFiles.In("events", _directory.Store).Watch<Item>(new WatchOptions { SkipUnreadable = true }, _directory.Scheduler));
        _directory.Pass(Second * 60);
        Assert.Equal(["0: ", "0: Skipped a.json.gz"], _trace);
        Assert.Null(query.Exception);
    }

    [Fact]
    public void FileThatIsPutOff_Vanishes_IsForgotten()
    {
        Add("a", "b");
        Fail("b");
        Start(new WatchOptions { RetryDelay = Second * 20 });
        _directory.Scheduler.Schedule(Second * 5, () => _directory.Store.FailOpen("events/b.json", null));
        _directory.Scheduler.Schedule(Second * 5.5, () => _directory.Store.Delete("events/b.json"));
        _directory.Pass(Second * 60);
        Assert.Equal(["0: Retried b", "0: a", "5: Vanished b"], _trace);
    }

    [Fact]
    public void FileThatIsPutOff_IsWhatIsWaitedFor_AndIsFoundAgainByAQueryThatResumes()
    {
        Add("a", "b");
        Fail("b");
        var query = Start(new WatchOptions { Retries = 16 });
        var all = query.ProcessAllAvailableAsync();
        _directory.Pass(Second * 2);
        Assert.False(all.IsCompleted);
        Assert.True(query.StopAsync().IsCompleted);
        _directory.Store.FailOpen("events/b.json", null);
        _trace.Clear();
        var resumed = Start(_directory.Files.Watch<Item>(null, _directory.Scheduler), new QueryOptions { ResumeFrom = query });
        _directory.Pass(Second * 60);
        Assert.Equal(["2: a", "2: b"], _trace);
        Assert.Equal(2, resumed.Table.Current.Prefix.Files);
    }

    [Fact]
    public void Follow_FileThatCannotBeRead_GoesOnWhereItWas()
    {
        _directory.Store.Add("events/a.json", "{\"name\":\"x\"}\n", RandomFiles.Midnight);
        var query = Start(new WatchOptions { Follow = true });
        _directory.Pass(Second);
        Fail("a", until: Second * 4.5);
        _directory.Store.Append("events/a.json", "{\"name\":\"y\"}\n{\"name\":\"z\"}\n");
        _directory.Pass(Second * 60);
        Assert.Equal(["0: a", "1: Retried a", "2: Retried a", "4: Retried a", "8: a"], _trace);
        Assert.Equal(3, query.RecentProgress.Sum(progress => progress.Read));
    }

    [Fact]
    public void Follow_FileThatCannotBeRead_IsNamedOrSkippedInTheEnd()
    {
        _directory.Store.Add("events/a.json", "{\"name\":\"x\"}\n", RandomFiles.Midnight);
        Fail("a");
        var failed = Start(new WatchOptions { Follow = true, Retries = 1 });
        var skipped = Start(new WatchOptions { Follow = true, Retries = 1, SkipUnreadable = true });
        _directory.Pass(Second * 60);
        Assert.Equal("events/a.json", Assert.IsType<FileSourceException>(failed.Exception!.InnerException).Path);
        Assert.Equal(["0: Retried a", "0: Retried a", "1: Skipped a"], _trace);
        _directory.Store.FailOpen("events/a.json", null);
        _directory.Store.Append("events/a.json", "{\"name\":\"y\"}\n");
        _directory.Pass(Second);
        Assert.Equal(2, skipped.RecentProgress.Single().Read);
    }

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void Disk_ThatFailsInTheMiddleOfFiles_EachRecordCountsOnce(int seed)
    {
        var random = new Random(seed);
        var files = new RandomFiles(seed).Make(8);
        var store = new ChangingStore(_directory.Store);
        // Of each such file a byte that can't be read, and how often not.
        var failures = files.Where(file => file.Bytes.Length > 0 && random.Next(2) == 0)
            .ToDictionary(file => file.Path, file => (Place: random.NextInt64(file.Bytes.Length), Times: random.Next(1, 4)), StringComparer.Ordinal);
        store.OnRead = (path, range) =>
        {
            lock (failures)
            {
                if (!failures.TryGetValue(path, out var failure) || !range.Has(failure.Place)) return;
                failures[path] = failure with { Times = failure.Times - 1 };
                if (failure.Times == 1) failures.Remove(path);
            }

            throw new IOException("Input/output error");
        };
        _directory.Add(files);
        var watch = JsonFiles.In("events", store).Watch<Reading>(new WatchOptions { MaxFilesPerBatch = random.Next(1, 9) }, _directory.Scheduler);
        var query = NaiveQueries.Hourly.Streaming(watch).Start("failing");
        var versions = new List<Snapshot<HourlyCount>>();
        using var subscription = query.Table.Subscribe(versions.Add);
        _directory.Pass(Second * 60);
        Assert.Null(query.Exception);
        Assert.Empty(failures);
        new Promise<HourlyCount>(files, NaiveQueries.Hourly).AllVersions(versions);
        Assert.Equal(files.Select(file => file.Path).Order(StringComparer.Ordinal), query.Table.Current.Prefix.Slices.Select(slice => slice.File.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Options_Impossible_ThrowAtTheCall()
    {
        Assert.Throws<ArgumentException>(() => _directory.Watch(new WatchOptions { Retries = -1 }));
        Assert.Throws<ArgumentException>(() => _directory.Watch(new WatchOptions { RetryDelay = TimeSpan.FromTicks(-1) }));
        Assert.Throws<ArgumentException>(() => _directory.Read(new ReadOptions { OnChange = (OnChange)7 }));
    }

    private void Add(params string[] names)
    {
        foreach (var name in names) _directory.Store.Add($"events/{name}.json", $"{{\"name\":\"{name}\"}}", RandomFiles.Midnight);
    }

    /// <summary>A file as its name says; or one that says it is packed and isn't, which no other try will change.</summary>
    private void AddNamed(string name, bool isPacked)
    {
        if (isPacked) _directory.Store.Add($"events/{name}.json.gz", "no gzip", RandomFiles.Midnight);
        else Add(name);
    }

    private void Fail(string name, TimeSpan? until = null)
    {
        _directory.Store.FailOpen($"events/{name}.json", new UnauthorizedAccessException("Access denied."));
        if (until is { } time) _directory.Scheduler.Schedule(VirtualDirectory.Begin + time, () => _directory.Store.FailOpen($"events/{name}.json", null));
    }

    private StreamingQuery<NameCount> Start(WatchOptions options) => Start(_directory.Files.Watch<Item>(options, _directory.Scheduler));

    /// <summary>Traces the files of each version, and what the source tells beside that files were found and are ready.</summary>
    private StreamingQuery<NameCount> Start(RowStream<Item> rows, QueryOptions? options = null)
    {
        var query = rows.GroupBy(e => e.Name).Select(g => new NameCount(g.Key, g.Count())).Start("reading", options);
        var files = 0L;
        query.Table.Subscribe(version =>
        {
            Trace(string.Join(' ', version.Prefix.Slices.Skip((int)files).Select(slice => Name(slice.File.Path))));
            files = version.Prefix.Files;
        });
        query.Events.Subscribe(told =>
        {
            if (told.Kind is not (SourceEventKind.Found or SourceEventKind.Ready)) Trace($"{told.Kind} {Name(told.Path)}");
        });
        return query;
    }

    private void Trace(string text) => _trace.Add($"{(int)(_directory.Scheduler.Now - VirtualDirectory.Begin).TotalSeconds}: {text}");

    private static string Name(string path) => path["events/".Length..].Replace(".json", path.EndsWith(".gz", StringComparison.Ordinal) ? ".json" : "", StringComparison.Ordinal);

    private sealed record Item(string Name);

    private sealed record NameCount(string Name, long Value);
}
