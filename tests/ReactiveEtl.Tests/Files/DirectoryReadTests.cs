using static ReactiveEtl.Tests.Files.SourceTest;

namespace ReactiveEtl.Tests.Files;

public class DirectoryReadTests
{
    [Fact]
    public void Read_AllFilesAreOneBatchInOrder()
    {
        var test = new SourceTest();
        test.Store.Add("events/file-10.json", "{}", Time(20));
        test.Store.Add("events/file-2.json", "{}", Time(20));
        test.Store.Add("events/a.json", "{}", Time(30));
        test.Store.Add("events/z.json", "{}", Time(10));
        test.Read().GoTo(Second);
        Assert.Equal(["1: z.json file-2.json file-10.json a.json"], test.Trace);
        Assert.True(test.Batches.Single().Batch is { Sequence: 0, IsLast: true });
        Assert.True(test.IsCompleted);
        Assert.Equal(0, test.Store.Opens);
    }

    [Fact]
    public void Read_EmptyDirectory_OneBatchWithoutSlices()
    {
        var test = new SourceTest().Read().GoTo(Second);
        Assert.Equal(["1: "], test.Trace);
        Assert.True(test.Batches.Single().Batch.IsLast);
        Assert.True(test.IsCompleted);
    }

    [Fact]
    public void Read_FileBeingWritten_IsTakenAsItIs()
    {
        var test = new SourceTest();
        test.Store.Add("events/a.json", "{}");
        test.Read().GoTo(1);
        Assert.Equal(["1: a.json"], test.Trace);
    }

    [Fact]
    public void Read_MissingDirectory_IsAnErrorAtOnceThatNamesTheRemedy()
    {
        var test = new SourceTest().Read(pattern: FilePattern.In("nowhere")).GoTo(1);
        var error = Assert.IsType<FileSourceException>(test.Error);
        Assert.Equal("nowhere", error.Path);
        Assert.Contains("WaitForDirectory", error.Message, StringComparison.Ordinal);
        Assert.IsType<DirectoryNotFoundException>(error.InnerException);
        Assert.Empty(test.Batches);
    }

    [Fact]
    public void Read_ListingFails_IsAnErrorWithItsCause()
    {
        var test = new SourceTest();
        var cause = new UnauthorizedAccessException("no");
        test.Store.FailLists(cause);
        test.Read().GoTo(Minute);
        Assert.Same(cause, Assert.IsType<FileSourceException>(test.Error).InnerException);
        Assert.Equal(1, test.Store.Lists);
    }

    [Fact]
    public void Read_MaxFiles_OneBatchATickAndTheLastIsMarked()
    {
        var test = new SourceTest();
        for (var i = 0; i < 5; i++) test.Store.Add($"events/{i}.json", "{}", Old);
        test.Read(new ReadOptions { MaxFilesPerBatch = 2 }).GoTo(Second);
        Assert.Equal(["1: 0.json 1.json", "2: 2.json 3.json", "3: 4.json"], test.Trace);
        Assert.Equal([0, 1, 2], test.Batches.Select(batch => batch.Batch.Sequence));
        Assert.Equal([false, false, true], test.Batches.Select(batch => batch.Batch.IsLast));
        Assert.Equal(1, test.Store.Lists);
    }

    [Fact]
    public void Read_MaxBytes_WhileTheSumFitsAndAtLeastOneFile()
    {
        var test = new SourceTest();
        foreach (var (name, size) in new[] { ("a", 8), ("b", 8), ("c", 22), ("d", 8), ("e", 12), ("f", 0) })
            test.Store.Add($"events/{name}", new byte[size], Old);
        test.Read(new ReadOptions { MaxBytesPerBatch = 20 }).GoTo(Second);
        Assert.Equal(["1: a b", "2: c", "3: d e f"], test.Trace);
    }

    [Fact]
    public void Read_BothLimits_TheTighterOneCounts()
    {
        var test = new SourceTest();
        foreach (var (name, size) in new[] { ("a", 1), ("b", 1), ("c", 1), ("d", 9), ("e", 9) }) test.Store.Add($"events/{name}", new byte[size], Old);
        test.Read(new ReadOptions { MaxBytesPerBatch = 10, MaxFilesPerBatch = 2 }).GoTo(Second);
        Assert.Equal(["1: a b", "2: c d", "3: e"], test.Trace);
    }

    [Fact]
    public void Read_LatestFirst_NewestFileFirst()
    {
        var test = new SourceTest();
        foreach (var (name, time) in new[] { ("a", 10), ("b", 30), ("c", 20) }) test.Store.Add($"events/{name}", "", Time(time));
        test.Read(new ReadOptions { LatestFirst = true }).GoTo(Second);
        Assert.Equal(["1: b c a"], test.Trace);
    }

    [Fact]
    public void Read_EmptyFile_IsASliceWithoutBytes()
    {
        var test = new SourceTest();
        test.Store.Add("events/a", "", Old);
        test.Read().GoTo(Second);
        Assert.Equal(new Slice(test.Store.Look("events/a")!.Value, 0, 0), Assert.Single(test.Batches.Single().Batch.Slices));
    }

    [Fact]
    public void Read_PathOfAFile_IsThatFile()
    {
        var test = new SourceTest();
        test.Store.Add("events/a.json", "", Old);
        test.Store.Add("events/b.json", "", Old);
        test.Read(pattern: FilePattern.In("events/a.json")).GoTo(Second);
        Assert.Equal(["1: a.json"], test.Trace);
    }

    [Fact]
    public void Read_IsCold_EachSubscriptionIsARunOfItsOwn()
    {
        var test = new SourceTest();
        test.Store.Add("events/a.json", "", Old);
        test.Read().Read().GoTo(1);
        Assert.Equal(2, test.Store.Lists);
        Assert.Equal(2, test.Batches.Count);
    }

    [Fact]
    public void Read_DisposedBetweenBatches_NothingComesAfter()
    {
        var test = new SourceTest();
        for (var i = 0; i < 5; i++) test.Store.Add($"events/{i}.json", "{}", Old);
        test.Read(new ReadOptions { MaxFilesPerBatch = 1 }).GoTo(2);
        test.Run!.Dispose();
        test.GoTo(Minute);
        Assert.Equal(["1: 0.json", "2: 1.json"], test.Trace);
        Assert.False(test.IsCompleted);
        Assert.Null(test.Error);
    }

    [Fact]
    public void Read_OnNextThrows_IsTheErrorAndTheBatchIsNotCommitted()
    {
        var test = new SourceTest();
        for (var i = 0; i < 3; i++) test.Store.Add($"events/{i}.json", "{}", Old);
        var failure = new InvalidOperationException("boom");
        test.Handler = batch => _ = batch.Sequence == 1 ? throw failure : 0;
        test.Read(new ReadOptions { MaxFilesPerBatch = 1 }).GoTo(Second);
        Assert.Same(failure, test.Error);
        Assert.Equal(2, test.Batches.Count);
        Assert.Equal(1, test.Run!.Position.NextSequence);
        Assert.Equal(["events/1.json", "events/2.json"], test.Run.Position.Backlog.Select(file => file.File.Path));
    }

    [Fact]
    public void Read_ProcessAllAvailable_IsDoneWithTheRead()
    {
        var test = new SourceTest();
        for (var i = 0; i < 3; i++) test.Store.Add($"events/{i}.json", "{}", Old);
        test.Read(new ReadOptions { MaxFilesPerBatch = 1 });
        var all = test.Run!.ProcessAllAvailableAsync();
        test.GoTo(2);
        Assert.False(all.IsCompleted);
        test.GoTo(3);
        Assert.True(all.IsCompletedSuccessfully);
        Assert.True(test.Run.ProcessAllAvailableAsync().IsCompletedSuccessfully);
        Assert.Equal(3, test.Run.FilesSeen);
        Assert.False(test.Run.IsDataAvailable);
    }

    [Theory]
    [InlineData(0, null, null, 1000)]
    [InlineData(null, -1L, null, 1000)]
    [InlineData(null, null, -1, 1000)]
    [InlineData(null, null, null, 0)]
    public void ReadOptions_Impossible_ThrowAtTheCall(int? files, long? bytes, int? ageSeconds, int recordBytes)
    {
        var test = new SourceTest();
        var age = ageSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        var options = new ReadOptions { MaxFilesPerBatch = files, MaxBytesPerBatch = bytes, MaxFileAge = age, MaxRecordBytes = recordBytes };
        Assert.Throws<ArgumentException>(() => DirectorySource.Read(test.Store, FilePattern.In("events"), options, test.Scheduler));
    }

    [Fact]
    public void WatchOptions_Impossible_ThrowAtTheCall()
    {
        var test = new SourceTest();
        Assert.Throws<ArgumentException>(() => test.Watch(new WatchOptions { PollInterval = TimeSpan.Zero }));
        Assert.Throws<ArgumentException>(() => test.Watch(new WatchOptions { SettleTime = TimeSpan.FromTicks(-1) }));
        Assert.Throws<ArgumentException>(() => test.Watch(new WatchOptions { NameFilter = "[a" }));
    }
}
