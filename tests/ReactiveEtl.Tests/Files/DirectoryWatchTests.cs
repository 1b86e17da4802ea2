using ReactiveEtl.Testing;
using static ReactiveEtl.Tests.Files.SourceTest;

namespace ReactiveEtl.Tests.Files;

public class DirectoryWatchTests
{
    private static readonly WatchOptions OneAtATime = new() { MaxFilesPerBatch = 1 };

    [Fact]
    public void Watch_FileMovedIn_IsABatchInTheNextTick()
    {
        var test = new SourceTest();
        test.At(50, () => test.Store.Add("events/a.json", "{}")).Watch().GoTo(100);
        Assert.Equal(["51: a.json"], test.Trace);
        Assert.Equal((1, 1), (test.Store.Lists, test.Store.Looks));
    }

    [Fact]
    public void Watch_FileClosedByItsWriter_IsReadyAtOnce()
    {
        var test = new SourceTest();
        test.At(50, () => test.Store.Add("events/a.json", "{}", hint: FileHintKind.Closed)).Watch().GoTo(100);
        Assert.Equal(["51: a.json"], test.Trace);
    }

    [Fact]
    public void Watch_FileCreated_IsReadyAfterTwoLooksThatAreTheSame()
    {
        var test = new SourceTest();
        test.At(Second / 2, () => test.Store.Add("events/a.json", "{}", hint: FileHintKind.Created));
        test.Watch().GoTo(Minute);
        Assert.Equal([$"{(5 * Second / 2) + 1}: a.json"], test.Trace);
    }

    [Fact]
    public void Watch_FileGrows_SettlesFromItsLastChangeOn()
    {
        var test = new SourceTest();
        test.At(Second / 2, () => test.Store.Add("events/a.json", "{}", hint: FileHintKind.Created));
        test.At(3 * Second / 2, () => test.Store.Append("events/a.json", "{}"));
        test.Watch().GoTo(Minute);
        Assert.Equal([$"{(7 * Second / 2) + 1}: a.json"], test.Trace);
        Assert.Equal(4, test.Batches.Single().Batch.Slices.Single().Length);
        Assert.Empty(test.Told(SourceEventKind.Changed));
    }

    [Fact]
    public void Watch_FileGrowsUntold_TheSecondLookSeesIt()
    {
        var test = new SourceTest();
        test.Store.Notifier = NotifierMode.Drop;
        test.Store.Add("events/a.json", "{}", Time(Begin));
        test.At(Second, () => test.Store.Append("events/a.json", "{}"));
        test.Watch(new WatchOptions { PollInterval = TimeSpan.FromHours(1) }).GoTo(Minute);
        Assert.Equal([$"{(4 * Second) + 1}: a.json"], test.Trace);
    }

    [Fact]
    public void Watch_ListingFindsOldTime_IsReadyAtTheFirstLook()
    {
        var test = new SourceTest();
        test.Store.Add("events/a.json", "{}", Time(Begin + 1 - (2 * Second)));
        test.Store.Add("events/b.json", "{}", Time(Begin + 2 - (2 * Second)));
        test.Watch().GoTo(Minute);
        Assert.Equal(["1: a.json", $"{(2 * Second) + 1}: b.json"], test.Trace);
    }

    [Fact]
    public void Watch_TimeInTheFuture_SettlesLikeARecentOne()
    {
        var test = new SourceTest();
        test.Store.Add("events/a.json", "{}", Time(Begin + (1000 * Minute)));
        test.Watch().GoTo(Minute);
        Assert.Equal([$"{(2 * Second) + 1}: a.json"], test.Trace);
    }

    [Fact]
    public void Watch_SettlingFileVanishes_IsForgotten()
    {
        var test = new SourceTest();
        test.Store.Add("events/a.json", "{}");
        test.At(Second / 2, () => test.Store.Delete("events/a.json")).Watch().GoTo(Minute);
        Assert.Empty(test.Batches);
        Assert.Equal(["events/a.json"], test.Told(SourceEventKind.Vanished));
    }

    [Fact]
    public void Watch_SettlingFileIsMovedIntoPlace_IsReadyAtOnce()
    {
        var test = new SourceTest();
        test.Store.Add("events/a.json", "{}");
        test.At(Second / 2, () => test.Store.Add("events/a.json", "{}{}")).Watch().GoTo(Minute);
        Assert.Equal([$"{(Second / 2) + 1}: a.json"], test.Trace);
    }

    [Fact]
    public void Watch_NoFile_NoBatch()
    {
        var test = new SourceTest().Watch().GoTo(Minute);
        Assert.Empty(test.Batches);
        Assert.Equal(60, test.Store.Lists);
    }

    [Fact]
    public void Watch_NeverCompletes_AndNumbersItsBatches()
    {
        var test = new SourceTest();
        for (var i = 0; i < 3; i++) test.Store.Add($"events/{i}", "", Old);
        test.Watch(OneAtATime).GoTo(Minute);
        Assert.Equal([0, 1, 2], test.Batches.Select(batch => batch.Batch.Sequence));
        Assert.All(test.Batches, batch => Assert.False(batch.Batch.IsLast));
        Assert.False(test.IsCompleted);
    }

    [Fact]
    public void Watch_NewFilesStandBehindTheBacklogWhateverTheirTime()
    {
        var test = new SourceTest();
        foreach (var name in new[] { "a", "b", "c" }) test.Store.Add($"events/{name}", "", Time(500));
        test.Handler = batch =>
        {
            if (batch.Sequence > 0) return;
            test.Store.Add("events/file-10", "", Time(7));
            test.Store.Add("events/file-2", "", Time(7));
            test.Store.Add("events/older", "", Time(3));
        };
        test.Watch(OneAtATime).GoTo(Minute);
        Assert.Equal(["a", "b", "c", "older", "file-2", "file-10"], test.Files);
        Assert.Equal([1L, 2, 3, 4, 5, 6], test.Batches.Select(batch => batch.Tick - Begin));
    }

    [Fact]
    public void Watch_LatestFirst_NewFilesStandBeforeOlderOnes()
    {
        var test = new SourceTest();
        foreach (var (name, time) in new[] { ("a", 10), ("b", 20), ("c", 30) }) test.Store.Add($"events/{name}", "", Time(time));
        test.Handler = batch =>
        {
            if (batch.Sequence == 0) test.Store.Add("events/d", "", Time(15));
        };
        test.Watch(new WatchOptions { MaxFilesPerBatch = 1, LatestFirst = true }).GoTo(Minute);
        Assert.Equal(["c", "b", "d", "a"], test.Files);
    }

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
    public void Watch_HintOfAnotherName_IsNotLookedAt()
    {
        var test = new SourceTest();
        test.Watch(new WatchOptions { PollInterval = TimeSpan.FromHours(1) }, FilePattern.In("events", "file-*.json"));
        test.At(10, () => test.Store.Add("events/other.json", "")).At(20, () => test.Store.Add("events/file-1.json.tmp", "")).GoTo(Minute);
        Assert.Equal((1, 0), (test.Store.Lists, test.Store.Looks));
    }

    [Fact]
    public void Watch_TemporaryNameIsRenamed_IsReadUnderItsNewName()
    {
        var test = new SourceTest();
        test.At(10, () => test.Store.Add("events/a.json.tmp", "{}", hint: FileHintKind.Created));
        test.At(20, () => test.Store.Rename("events/a.json.tmp", "events/a.json"));
        test.Watch().GoTo(Minute);
        Assert.Equal(["21: a.json"], test.Trace);
    }

    [Theory]
    [InlineData(0, "a c b d")]
    [InlineData(9, "a c b d")]
    [InlineData(8, "a c b")]
    public void Watch_MaxFileAge_CountsFromTheNewestFileRead(int seconds, string expected)
    {
        var test = new SourceTest();
        test.Store.Add("events/a", "", Time(0));
        test.Store.Add("events/c", "", Time(10 * Second));
        test.At(Minute, () => test.Store.Add("events/b", "", Time(10 * Second)));
        test.At(2 * Minute, () => test.Store.Add("events/d", "", Time(1 * Second)));
        test.Watch(new WatchOptions { MaxFileAge = seconds == 0 ? null : TimeSpan.FromSeconds(seconds) }).GoTo(3 * Minute);
        Assert.Equal(expected, string.Join(' ', test.Files));
        Assert.Equal(expected.Contains('d') ? [] : ["events/d"], test.Told(SourceEventKind.Skipped));
    }

    [Fact]
    public void Watch_MaxFileAge_TheBacklogOfTheFirstListingIsAccepted()
    {
        var test = new SourceTest();
        foreach (var (name, time) in new[] { ("a", 0L), ("b", 900L), ("c", 890L) }) test.Store.Add($"events/{name}", "", Time(time * Second));
        test.Watch(new WatchOptions { MaxFilesPerBatch = 1, MaxFileAge = TimeSpan.FromSeconds(1) }).GoTo(Minute);
        Assert.Equal(["a", "c", "b"], test.Files);
    }

    [Fact]
    public void Watch_MaxFileAgeWithLatestFirstAndALimit_DoesNotApply()
    {
        var test = new SourceTest();
        test.Store.Add("events/b", "", Time(900 * Second));
        test.At(Second, () => test.Store.Add("events/a", "", Time(0)));
        test.Watch(new WatchOptions { MaxFilesPerBatch = 1, LatestFirst = true, MaxFileAge = TimeSpan.FromSeconds(1) }).GoTo(Minute);
        Assert.Equal(["b", "a"], test.Files);
    }

    [Fact]
    public void Watch_MissingDirectory_IsAnErrorAtOnce()
    {
        var test = new SourceTest().Watch(pattern: FilePattern.In("nowhere")).GoTo(1);
        Assert.IsType<FileSourceException>(test.Error);
    }

    [Fact]
    public void Watch_WaitForDirectory_WaitsAndIsNotifiedOnceItIsThere()
    {
        var test = new SourceTest();
        test.Watch(new WatchOptions { WaitForDirectory = true }, FilePattern.In("events/later"));
        test.GoTo(Minute);
        test.Store.AddDirectory("events/later");
        test.At(Minute + (3 * Second / 2), () => test.Store.Add("events/later/a", "")).GoTo(2 * Minute);
        Assert.Equal([$"{Minute + (3 * Second / 2) + 1}: later/a"], test.Trace);
        Assert.Single(test.Told(SourceEventKind.Retried));
    }

    [Fact]
    public void Watch_WaitForDirectory_ADirectoryThatGoesAndComesAgainForgetsNothing()
    {
        var test = new SourceTest();
        test.Store.Add("events/a", "", Old);
        test.Watch(new WatchOptions { WaitForDirectory = true }).GoTo(Second / 2);
        test.Store.DeleteDirectory("events");
        test.GoTo(Minute);
        Assert.Equal(0, test.Store.Watchers);
        test.Store.Add("events/a", "", Old);
        test.Store.Add("events/b", "", Old);
        test.GoTo(2 * Minute);
        Assert.Equal(["a", "b"], test.Files);
        Assert.Equal(1, test.Store.Watchers);
    }

    [Fact]
    public void Watch_ListingFailsForAWhile_IsRetriedVisiblyAndGoesOn()
    {
        var test = new SourceTest();
        test.Store.Notifier = NotifierMode.Drop;
        test.Watch().GoTo(Second / 2);
        test.Store.Add("events/a", "", Old);
        test.Store.FailLists(new IOException("share is gone"));
        test.GoTo(5 * Second / 2);
        Assert.Equal(["events", "events"], test.Told(SourceEventKind.Retried));
        test.Store.FailLists(null);
        test.GoTo(Minute);
        Assert.Equal([$"{(3 * Second) + 1}: a"], test.Trace);
        Assert.Null(test.Error);
    }

    [Fact]
    public void Watch_ListingKeepsFailing_EndsTheRunWithTheCause()
    {
        var test = new SourceTest().Watch().GoTo(Second / 2);
        var cause = new IOException("share is gone");
        test.Store.FailLists(cause);
        test.GoTo(Minute);
        Assert.Same(cause, Assert.IsType<FileSourceException>(test.Error).InnerException);
        Assert.Equal(4, test.Store.Lists);
        Assert.Equal(0, test.Store.Watchers);
    }

    [Fact]
    public void Watch_Disposed_StopsAtOnceAndClosesTheNotifier()
    {
        var test = new SourceTest();
        for (var i = 0; i < 5; i++) test.Store.Add($"events/{i}", "", Old);
        test.Watch(OneAtATime).GoTo(2);
        Assert.Equal(1, test.Store.Watchers);
        test.Run!.Dispose();
        Assert.Equal(0, test.Store.Watchers);
        test.Store.Add("events/late", "");
        test.GoTo(Minute);
        Assert.Equal(["0", "1"], test.Files);
        Assert.Equal(1, test.Store.Lists);
    }

    [Fact]
    public void Watch_DisposedInOnNext_TheBatchIsCommittedAndTheLast()
    {
        var test = new SourceTest();
        for (var i = 0; i < 5; i++) test.Store.Add($"events/{i}", "", Old);
        test.Handler = _ => test.Run!.Dispose();
        test.Watch(OneAtATime).GoTo(Minute);
        Assert.Equal(["0"], test.Files);
        Assert.Equal(1, test.Run!.Position.NextSequence);
        Assert.Equal(4, test.Run.Position.Backlog.Length);
    }

    [Fact]
    public void Watch_PollIntervalAdapts_ToAHundredTimesTheCost()
    {
        var test = new SourceTest();
        var slow = new ListingStore(test.Store, files =>
        {
            test.Scheduler.Sleep(Second / 10);
            return files;
        });
        using var run = DirectorySource.Watch(slow, FilePattern.In("events"), new WatchOptions(), test.Scheduler).Subscribe(test);
        test.GoTo(50 * Second);
        Assert.Equal(5, test.Store.Lists);
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

    [Fact]
    public void Watch_ListingFailsHalfWay_ForgetsNothingAndFindsTheRest()
    {
        var test = new SourceTest();
        foreach (var name in new[] { "a", "b", "c" }) test.Store.Add($"events/{name}", "", Old);
        var failing = new ListingStore(test.Store, files => test.Store.Lists == 2 ? files.Take(1).Concat(Fail()) : files);
        using var run = DirectorySource.Watch(failing, FilePattern.In("events"), new WatchOptions(), test.Scheduler, onEvent: test.Events.Add).Subscribe(test);
        test.GoTo(Minute);
        Assert.Equal(["a", "b", "c"], test.Files);
        Assert.Equal([SourceEventKind.Retried], test.Events.Select(told => told.Kind).Where(kind => kind is SourceEventKind.Vanished or SourceEventKind.Retried));

        static IEnumerable<FileEntry> Fail() => Enumerable.Range(0, 1).Select<int, FileEntry>(_ => throw new IOException("half way"));
    }

    [Fact]
    public void Watch_DisposedWhileListing_StopsThere()
    {
        var test = new SourceTest();
        for (var i = 0; i < 100; i++) test.Store.Add($"events/{i}", "", Old);
        var listed = 0;
        var store = new ListingStore(test.Store, files => files.Select(file =>
        {
            if (++listed == 10) test.Run!.Dispose();
            return file;
        }));
        using var run = DirectorySource.Watch(store, FilePattern.In("events"), new WatchOptions(), test.Scheduler).Subscribe(test);
        test.Own(run).GoTo(Minute);
        Assert.Equal(10, listed);
        Assert.Empty(test.Batches);
    }
}
