using ReactiveEtl.Testing;
using static ReactiveEtl.Tests.Files.SourceTest;

namespace ReactiveEtl.Tests.Files;

/// <summary>When a watched file is taken for complete.</summary>
public class ReadyFileTests
{
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
}
