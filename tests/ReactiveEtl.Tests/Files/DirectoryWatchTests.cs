using ReactiveEtl.Testing;
using static ReactiveEtl.Tests.Files.SourceTest;

namespace ReactiveEtl.Tests.Files;

/// <summary>The watched directory itself: missing, coming and going, listed in vain.</summary>
public class DirectoryWatchTests
{
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
