using ReactiveEtl.Testing;
using static ReactiveEtl.Tests.Files.SourceTest;

namespace ReactiveEtl.Tests.Files;

public class NotifierTests
{
    [Theory]
    [InlineData(NotifierMode.Deliver, "11: a|21: b|31: c")]
    [InlineData(NotifierMode.Double, "11: a|21: b|31: c")]
    [InlineData(NotifierMode.Reorder, "12: a|22: b|32: c")]
    [InlineData(NotifierMode.Drop, "10000001: a b c")]
    [InlineData(NotifierMode.Overflow, "10000001: a b c")]
    [InlineData(NotifierMode.Never, "10000001: a b c")]
    public void Notifier_Lies_OnlyCostTimeUntilTheNextListing(NotifierMode mode, string expected)
    {
        var test = new SourceTest();
        test.Store.Notifier = mode;
        test.At(10, () => test.Store.Add("events/a", "", Time(1)));
        test.At(20, () => test.Store.Add("events/b", "", Time(2)));
        test.At(30, () => test.Store.Add("events/c", "", Time(3)));
        test.Watch().GoTo(Minute);
        Assert.Equal(expected, string.Join('|', test.Trace));
    }

    [Theory]
    [InlineData(NotifierMode.Deliver)]
    [InlineData(NotifierMode.Double)]
    [InlineData(NotifierMode.Reorder)]
    public void Notifier_HintsOfOneMoment_AreOrderedByTimeNotByHint(NotifierMode mode)
    {
        var test = new SourceTest();
        test.Store.Notifier = mode;
        test.Store.NotifiesOnScheduler = true;
        test.Handler = batch =>
        {
            if (batch.Sequence > 0) return;
            test.Store.Add("events/c", "", Time(3));
            test.Store.Add("events/a", "", Time(1));
            test.Store.Add("events/b", "", Time(2));
        };
        test.Store.Add("events/first", "", Time(0));
        test.Watch().GoTo(Minute);
        Assert.Equal(["first", "a", "b", "c"], test.Files);
    }

    [Theory]
    [InlineData(FileHintKind.Created)]
    [InlineData(FileHintKind.Changed)]
    [InlineData(FileHintKind.Removed)]
    public void Notifier_AnotherHintBehindThatOfAMove_DoesNotMakeItWait(FileHintKind later)
    {
        var test = new SourceTest();
        test.Watch().GoTo(1);
        test.Store.Add("events/a", "");
        test.Store.Hint("events/a", later);
        test.GoTo(Second);
        Assert.Equal(["a"], test.Files);
    }

    [Fact]
    public void Notifier_Overflow_AListingIsDueAtOnceUnlessOneWasJustMade()
    {
        var test = new SourceTest();
        test.Store.Notifier = NotifierMode.Overflow;
        test.At(10 * Second, () => test.Store.Add("events/a", "", Old));
        test.At((10 * Second) + 5, () => test.Store.Add("events/b", "", Old));
        test.Watch(new WatchOptions { PollInterval = TimeSpan.FromHours(1) }).GoTo(Minute);
        Assert.Equal([$"{(10 * Second) + 1}: a", $"{(11 * Second) + 1}: b"], test.Trace);
        Assert.Equal(3, test.Store.Lists);
    }

    [Fact]
    public void Notifier_TooManyHints_AreBoundedAndLeadToAListing()
    {
        var test = new SourceTest();
        const int files = 10_000;
        test.Watch(new WatchOptions { PollInterval = TimeSpan.FromHours(1) });
        test.At(10 * Second, () =>
        {
            for (var i = 0; i < files; i++) test.Store.Add($"events/{i}", "", Old);
        });
        test.GoTo(Minute);
        Assert.Equal([files], test.Batches.Select(batch => batch.Batch.Slices.Count));
        Assert.Equal((2, 4096), (test.Store.Lists, test.Store.Looks));
    }

    [Fact]
    public void Notifier_None_IsToldOnceAndPollingGoesOn()
    {
        var test = new SourceTest();
        test.Store.Notifier = NotifierMode.Never;
        test.At(5 * Second / 2, () => test.Store.Add("events/a", "", Old));
        test.Watch().GoTo(Minute);
        Assert.Equal([$"{(3 * Second) + 1}: a"], test.Trace);
        Assert.Equal(["events"], test.Told(SourceEventKind.PollingOnly));
    }

    [Fact]
    public void Notifier_NotUsed_IsNeverAskedFor()
    {
        var test = new SourceTest();
        test.At(10, () => test.Store.Add("events/a", "", Old)).Watch(new WatchOptions { UseNotifications = false }).GoTo(Minute);
        Assert.Equal(0, test.Store.Watchers);
        Assert.Equal([$"{Second + 1}: a"], test.Trace);
        Assert.Empty(test.Told(SourceEventKind.PollingOnly));
    }

    [Fact]
    public void Notifier_HintOfNothing_IsOneLookAndNoEvent()
    {
        var test = new SourceTest();
        test.At(10, () => test.Store.Hint("events/ghost", FileHintKind.MovedIn)).Watch().GoTo(100);
        Assert.Equal((1, 1), (test.Store.Lists, test.Store.Looks));
        Assert.Empty(test.Events);
    }

    [Fact]
    public void Notifier_IsThereBeforeTheFirstListing()
    {
        var test = new SourceTest();
        var watchers = new List<int>();
        var store = new ListingStore(test.Store, files =>
        {
            watchers.Add(test.Store.Watchers);
            return files;
        });
        using var run = DirectorySource.Watch(store, FilePattern.In("events"), new WatchOptions(), test.Scheduler).Subscribe(test);
        test.GoTo(1);
        Assert.Equal([1], watchers);
    }
}
