using static ReactiveEtl.Tests.Files.SourceTest;

namespace ReactiveEtl.Tests.Files;

/// <summary>In which order and in which batches watched files are handed out.</summary>
public class WatchOrderTests
{
    private static readonly WatchOptions OneAtATime = new() { MaxFilesPerBatch = 1 };

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
    public void Watch_MaxFileAge_CountsFromTheNewestFileEver_NotFromTheLastOne()
    {
        var test = new SourceTest();
        test.Store.Add("events/newest", "", Time(900 * Second));
        test.At(Second, () => test.Store.Add("events/last", "", Time(850 * Second)));
        test.At(2 * Second, () => test.Store.Add("events/old", "", Time(780 * Second)));
        test.Watch(new WatchOptions { MaxFileAge = TimeSpan.FromSeconds(100) }).GoTo(Minute);
        Assert.Equal(["newest", "last"], test.Files);
        Assert.Equal(["events/old"], test.Told(SourceEventKind.Skipped));
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
}
