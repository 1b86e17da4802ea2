using ReactiveEtl.Testing;
using static ReactiveEtl.Tests.Files.SourceTest;

namespace ReactiveEtl.Tests.Files;

public class ProcessAllAvailableTests
{
    private static readonly WatchOptions Silent = new() { PollInterval = TimeSpan.FromHours(1), MaxFilesPerBatch = 1 };

    [Fact]
    public void ProcessAllAvailable_ListsOnceAndIsDoneWithTheLastOfItsFiles()
    {
        var test = Quiet();
        test.Watch(Silent).GoTo(10);
        for (var i = 0; i < 3; i++) test.Store.Add($"events/{i}", "", Old);
        var all = test.Run!.ProcessAllAvailableAsync();
        test.GoTo(12);
        Assert.False(all.IsCompleted);
        Assert.True(test.Run.IsDataAvailable);
        test.GoTo(13);
        Assert.True(all.IsCompletedSuccessfully);
        Assert.Equal(["11: 0", "12: 1", "13: 2"], test.Trace);
        Assert.Equal(2, test.Store.Lists);
    }

    [Fact]
    public void ProcessAllAvailable_NothingThere_IsDoneAfterTheListing()
    {
        var test = Quiet().Watch(Silent).GoTo(10);
        var all = test.Run!.ProcessAllAvailableAsync();
        Assert.False(all.IsCompleted);
        test.GoTo(11);
        Assert.True(all.IsCompletedSuccessfully);
        Assert.Empty(test.Batches);
    }

    [Fact]
    public void ProcessAllAvailable_WaitsForSettlingFiles()
    {
        var test = Quiet().Watch(Silent).GoTo(10);
        test.Store.Add("events/a", "");
        var all = test.Run!.ProcessAllAvailableAsync();
        test.GoTo(10 + (2 * Second));
        Assert.False(all.IsCompleted);
        test.GoTo(11 + (2 * Second));
        Assert.True(all.IsCompletedSuccessfully);
        Assert.Equal([$"{11 + (2 * Second)}: a"], test.Trace);
    }

    [Fact]
    public void ProcessAllAvailable_SettlingFileVanishes_IsNotWaitedFor()
    {
        var test = Quiet().Watch(Silent).GoTo(10);
        test.Store.Add("events/a", "");
        var all = test.Run!.ProcessAllAvailableAsync();
        test.GoTo(20);
        test.Store.Delete("events/a");
        test.GoTo(3 * Second);
        Assert.True(all.IsCompletedSuccessfully);
        Assert.Empty(test.Batches);
    }

    [Fact]
    public void ProcessAllAvailable_LaterFiles_AreNotWaitedFor()
    {
        var test = Quiet().Watch(Silent).GoTo(10);
        test.Store.Add("events/a", "", Old);
        test.Handler = batch => test.Store.Add($"events/more-{batch.Sequence}", "", Old);
        test.Store.Notifier = NotifierMode.Deliver;
        var all = test.Run!.ProcessAllAvailableAsync();
        test.GoTo(11);
        Assert.True(all.IsCompletedSuccessfully);
        test.GoTo(100);
        Assert.Equal(90, test.Batches.Count);
    }

    [Fact]
    public void ProcessAllAvailable_SeveralCallsAtOnce_ShareAListing()
    {
        var test = Quiet().Watch(Silent).GoTo(10);
        var all = Enumerable.Range(0, 3).Select(_ => test.Run!.ProcessAllAvailableAsync()).ToArray();
        test.GoTo(11);
        Assert.All(all, task => Assert.True(task.IsCompletedSuccessfully));
        Assert.Equal(2, test.Store.Lists);
    }

    [Fact]
    public void ProcessAllAvailable_Stopped_Faults()
    {
        var test = Quiet().Watch(Silent).GoTo(10);
        var all = test.Run!.ProcessAllAvailableAsync();
        test.Run.Dispose();
        Assert.IsType<InvalidOperationException>(all.Exception?.InnerException);
        Assert.IsType<InvalidOperationException>(test.Run.ProcessAllAvailableAsync().Exception?.InnerException);
    }

    [Fact]
    public void ProcessAllAvailable_OnNextThrows_FaultsWithIt()
    {
        var test = Quiet().Watch(Silent).GoTo(10);
        test.Store.Add("events/a", "", Old);
        var failure = new InvalidDataException("boom");
        test.Handler = _ => throw failure;
        var all = test.Run!.ProcessAllAvailableAsync();
        test.GoTo(11);
        Assert.Same(failure, all.Exception?.InnerException);
        Assert.Same(failure, test.Error);
    }

    [Fact]
    public void ProcessAllAvailable_ListingFailsOnce_IsDoneAfterTheNext()
    {
        var test = Quiet().Watch(new WatchOptions()).GoTo(10);
        test.Store.Add("events/a", "", Old);
        test.Store.FailLists(new IOException("no"));
        var all = test.Run!.ProcessAllAvailableAsync();
        test.GoTo(20);
        test.Store.FailLists(null);
        Assert.False(all.IsCompleted);
        test.GoTo(2 * Second);
        Assert.True(all.IsCompletedSuccessfully);
        Assert.Equal(["a"], test.Files);
    }

    private static SourceTest Quiet()
    {
        var test = new SourceTest();
        test.Store.Notifier = NotifierMode.Drop;
        return test;
    }
}
