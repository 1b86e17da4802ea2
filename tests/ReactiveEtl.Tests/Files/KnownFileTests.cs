using static ReactiveEtl.Tests.Files.SourceTest;

namespace ReactiveEtl.Tests.Files;

/// <summary>What is known of a path, so that nothing of it is read twice and nothing new is missed.</summary>
public class KnownFileTests
{
    private static readonly WatchOptions OneAtATime = new() { MaxFilesPerBatch = 1 };

    [Fact]
    public void Watch_SameNameRewritten_IsNeverReadAgainAndToldOnce()
    {
        var test = new SourceTest();
        test.Store.Add("events/a", "1", Old);
        test.At(Second, () => test.Store.Replace("events/a", "2", Time(Begin)));
        test.At(5 * Second, () => test.Store.Add("events/a", "333"));
        test.At(6 * Second, () => test.Store.Add("events/b", ""));
        test.Watch().GoTo(Minute);
        Assert.Equal(["a", "b"], test.Files);
        Assert.Equal(["events/a"], test.Told(SourceEventKind.Changed));
    }

    [Theory]
    [InlineData("size")]
    [InlineData("time")]
    [InlineData("identity")]
    public void Watch_ReadFileThatDiffersInOneThing_IsToldOnceAndNeverReadAgain(string thing)
    {
        var test = new SourceTest();
        test.Store.Add("events/a", "1", Old);
        test.At(Second, () =>
        {
            if (thing == "size") test.Store.Replace("events/a", "22", Old);
            else if (thing == "time") test.Store.Replace("events/a", "1", Time(1));
            else test.Store.Add("events/a", "1", Old);
        });
        test.Watch().GoTo(Minute);
        Assert.Equal(["a"], test.Files);
        Assert.Equal(["events/a"], test.Told(SourceEventKind.Changed));
    }

    [Theory]
    [InlineData(1, 1, 1, true)]
    [InlineData(2, 1, 1, false)]
    [InlineData(1, 2, 1, false)]
    [InlineData(1, 1, 2, false)]
    public void Ledger_FileUnderAnotherPath_IsTheOneThatWasReadWhereAllOfItsIdentityIs(ulong device, ulong number, long birth, bool isSame)
    {
        var ledger = new FileLedger(null, null, false);
        ledger.Observe(new FileEntry("a", 1, Old, new FileIdentity(1, 1, 1)), isComplete: true, Old, default);
        ledger.Admit();
        ledger.Commit(new FileBatch(0, ledger.Plan(1, 1, out _), false));
        Assert.Equal(isSame ? ["a"] : [], ledger.FormerPaths(new FileEntry("b", 1, Old, new FileIdentity(device, number, birth))));
    }

    [Fact]
    public void Watch_NoListingShowsAFileThatALookShows_ForgetsNothing()
    {
        var test = new SourceTest();
        test.Store.Add("events/a", "1", Old);
        var listing = new ListingStore(test.Store, files => test.Store.Lists is > 1 and < 10 ? [] : files);
        using var run = DirectorySource.Watch(listing, FilePattern.In("events"), new WatchOptions(), test.Scheduler, onEvent: test.Events.Add).Subscribe(test);
        test.GoTo(Minute);
        Assert.Equal(["a"], test.Files);
        Assert.Empty(test.Told(SourceEventKind.Vanished));
    }

    [Fact]
    public void Watch_WaitingFileIsNotThereForAMoment_KeepsItsPlace()
    {
        var test = new SourceTest();
        foreach (var name in new[] { "a", "b", "c" }) test.Store.Add($"events/{name}", "1", Old);
        test.Handler = batch =>
        {
            if (batch.Sequence == 0) test.Store.Rename("events/b", "elsewhere/b");
        };
        test.At(Second, () => test.Store.Rename("elsewhere/b", "events/b"));
        test.Watch(OneAtATime).GoTo(Minute);
        Assert.Equal(["a", "b", "c"], test.Files);
        Assert.Empty(test.Told(SourceEventKind.Vanished));
    }

    [Fact]
    public void Watch_ReadFileIsRenamedAndAnotherTakesItsPath_NeitherIsReadAgain()
    {
        var test = new SourceTest();
        test.Store.Notifier = Testing.NotifierMode.Drop;
        test.Store.Add("events/a", "1", Old);
        test.At(Second / 2, () =>
        {
            test.Store.Rename("events/a", "events/b");
            test.Store.Add("events/a", "22", Old);
        });
        test.Watch().GoTo(Minute);
        Assert.Equal(["a"], test.Files);
        Assert.Equal(["events/b"], test.Told(SourceEventKind.Renamed));
        Assert.Equal(["events/a"], test.Told(SourceEventKind.Changed));
    }

    [Fact]
    public void Watch_WaitingFileIsRewritten_IsReadOnceAsItIsInTheEnd()
    {
        var test = new SourceTest();
        test.Store.Add("events/a", "1", Time(1));
        test.Store.Add("events/b", "1", Time(2));
        test.Store.Add("events/c", "1", Time(3));
        test.Handler = batch =>
        {
            if (batch.Sequence == 0) test.Store.Append("events/b", "22", Time(Begin));
        };
        test.Watch(OneAtATime).GoTo(Minute);
        Assert.Equal(["1: a", "2: c", $"{(2 * Second) + 2}: b"], test.Trace);
        Assert.Equal(3, test.Batches[^1].Batch.Slices.Single().Length);
        Assert.Equal(["events/b"], test.Told(SourceEventKind.Changed));
    }

    [Fact]
    public void Watch_WaitingFileVanishes_TheListingTakesItOutOfTheOrder()
    {
        var test = new SourceTest();
        foreach (var name in new[] { "a", "b", "c" }) test.Store.Add($"events/{name}", "", Old);
        test.Handler = batch =>
        {
            if (batch.Sequence > 0) return;
            test.Store.Delete("events/b");
            _ = test.Run!.ProcessAllAvailableAsync();
        };
        test.Watch(OneAtATime).GoTo(Second / 2);
        Assert.Equal(["a", "c"], test.Files);
        Assert.False(test.Run!.IsDataAvailable);
    }

    [Fact]
    public void Watch_RemovedHint_ForgetsNothing()
    {
        var test = new SourceTest();
        test.Store.Add("events/a", "", Old);
        test.Watch(new WatchOptions { PollInterval = TimeSpan.FromMinutes(1) }).GoTo(10);
        test.Store.Delete("events/a");
        test.GoTo(20);
        test.Store.Add("events/a", "", Old);
        test.GoTo(10 * Minute);
        Assert.Equal(["a"], test.Files);
        Assert.Empty(test.Told(SourceEventKind.Vanished));
    }

    [Fact]
    public void Watch_ListingLacksAFile_ForgetsItSoThatItsNameIsNew()
    {
        var test = new SourceTest();
        test.Store.Add("events/a", "", Old);
        test.At(Minute, () => test.Store.Delete("events/a"));
        test.At(2 * Minute, () => test.Store.Add("events/a", ""));
        test.Watch().GoTo(3 * Minute);
        Assert.Equal(["1: a", $"{(2 * Minute) + 1}: a"], test.Trace);
        Assert.Equal(["events/a"], test.Told(SourceEventKind.Vanished));
    }

    [Fact]
    public void Watch_ListingLacksAFileThatIsThere_ForgetsNothing()
    {
        var test = new SourceTest();
        test.Store.Add("events/a", "", Old);
        var lacking = new ListingStore(test.Store, files => test.Store.Lists == 2 ? [] : files);
        using var run = DirectorySource.Watch(lacking, FilePattern.In("events"), new WatchOptions(), test.Scheduler, onEvent: test.Events.Add).Subscribe(test);
        test.GoTo(Minute);
        Assert.Equal(["a"], test.Files);
        Assert.Empty(test.Told(SourceEventKind.Vanished));
    }
}
