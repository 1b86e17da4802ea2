using static ReactiveEtl.Tests.Files.SourceTest;

namespace ReactiveEtl.Tests.Files;

/// <summary>A directory below the watched one that can't be read: never fatal, told once, and nothing of it is taken for gone.</summary>
public class UnreadableDirectoryTests
{
    private static readonly UnauthorizedAccessException Denied = new("Access denied.");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Directory_ThatCannotBeRead_IsToldOnce_AndItsFilesAreRemembered(bool follow)
    {
        var test = new SourceTest();
        test.Store.Add("events/x/a", "1\n", Old);
        test.At(10 * Second, () => test.Store.FailDirectory("events/x", Denied));
        test.At(20 * Second, () => test.Store.Add("events/x/y/b", "2\n", Old, FileHintKind.Removed));
        test.At(20 * Second, () => test.Store.Add("events/c", "3\n", Old, FileHintKind.Removed));
        test.At(Minute / 2, () => test.Store.FailDirectory("events/x", null));
        test.Watch(new WatchOptions { Recursive = true, Follow = follow, UseNotifications = false }).GoTo(25 * Second);
        Assert.Equal(["x/a", "c"], test.Files);
        test.GoTo(Minute);
        Assert.Equal(["x/a", "c", "x/y/b"], test.Files);
        Assert.Equal(["events/x"], test.Told(SourceEventKind.Skipped));
        Assert.Empty(test.Told(SourceEventKind.Vanished));
        Assert.Null(test.Error);
    }

    [Fact]
    public void Directory_ThatCannotBeReadAgain_IsToldAgain()
    {
        var test = new SourceTest();
        foreach (var second in new[] { 10, 30 }) test.At(second * Second, () => test.Store.FailDirectory("events/x", Denied));
        test.At(20 * Second, () => test.Store.FailDirectory("events/x", null));
        test.Watch(new WatchOptions { Recursive = true }).GoTo(Minute);
        Assert.Equal(["events/x", "events/x"], test.Told(SourceEventKind.Skipped));
    }

    [Fact]
    public void Directory_ThatCanBeReadAgain_GetsANewNotifier()
    {
        var test = new SourceTest();
        test.Store.FailDirectory("events/x", Denied);
        test.Watch(new WatchOptions { Recursive = true }).GoTo(10 * Second);
        test.Store.FailDirectory("events/x", null);
        test.GoTo(20 * Second);
        Assert.Equal(1, test.Store.Watchers);
        Assert.Equal(2, test.Store.Watched);
    }

    [Fact]
    public void Read_OfADirectoryThatCannotBeRead_GivesTheOthers()
    {
        var test = new SourceTest();
        test.Store.Add("events/x/a", "", Old);
        test.Store.Add("events/b", "", Old);
        test.Store.FailDirectory("events/x", Denied);
        test.Read(new ReadOptions { Recursive = true }).GoTo(1);
        Assert.Equal(["b"], test.Files);
        Assert.Equal(["events/x"], test.Told(SourceEventKind.Skipped));
    }
}
