using static ReactiveEtl.Tests.Files.SourceTest;

namespace ReactiveEtl.Tests.Files;

/// <summary>What a source tells of its files, each kind where it belongs and as often as it happens.</summary>
public class SourceEventTests
{
    [Fact]
    public void Events_OfAFilesLife_ComeInItsOrder()
    {
        var test = new SourceTest();
        test.Store.Add("events/a", "1", Time(Begin));
        test.At(Second, () => test.Store.Append("events/a", "2"));
        test.At(10 * Second, () => test.Store.Append("events/a", "3"));
        test.At(20 * Second, () => test.Store.Rename("events/a", "events/b"));
        test.At(30 * Second, () => test.Store.Delete("events/b"));
        test.Watch().GoTo(Minute);
        Assert.Equal(["Found a", "Ready a", "Changed a", "Found b", "Ready b", "Vanished a", "Vanished b"], Told(test));
    }

    [Fact]
    public void Events_OfAFileThatIsRenamedAsItWasRead_AreOneOfTheRename()
    {
        var test = new SourceTest();
        test.Store.Add("events/a", "1", Old);
        test.At(20 * Second, () => test.Store.Rename("events/a", "events/b"));
        test.At(30 * Second, () => test.Store.Delete("events/b"));
        test.Watch().GoTo(Minute);
        Assert.Equal(["Found a", "Ready a", "Renamed b", "Vanished b"], Told(test));
    }

    [Fact]
    public void Events_OfAFileThatIsCleanedUp_EndWithIt()
    {
        var test = new SourceTest();
        test.Store.Add("events/a", "1", Old);
        test.Watch(new WatchOptions { CleanUp = CleanUp.Delete }).GoTo(Minute);
        Assert.Equal(["Found a", "Ready a", "Cleaned a"], Told(test));
    }

    [Fact]
    public void Events_OfAFileThatIsTooOld_AreThatItIsSkipped()
    {
        var test = new SourceTest();
        test.Store.Add("events/a", "1", Time(100 * Second));
        test.At(Second, () => test.Store.Add("events/b", "1", Old));
        test.Watch(new WatchOptions { MaxFileAge = TimeSpan.FromSeconds(1) }).GoTo(Minute);
        Assert.Equal(["Found a", "Ready a", "Found b", "Skipped b"], Told(test));
    }

    [Fact]
    public void WriterThatStallsLongerThanTheSettleTime_IsAChangedFile_AndWhatItWroteLaterIsNotRead()
    {
        var test = new SourceTest();
        test.At(Second, () => test.Store.Add("events/a", "1\n2", hint: FileHintKind.Created));
        test.At(10 * Second, () => test.Store.Append("events/a", "2\n3\n"));
        test.Watch().GoTo(Minute);
        Assert.Equal((0L, 3L), test.Batches.SelectMany(batch => batch.Batch.Slices).Select(slice => (slice.Start, slice.Length)).Single());
        Assert.Equal(["events/a"], test.Told(SourceEventKind.Changed));
    }

    [Fact]
    public void NotifierThatIsDead_IsReplacedWithTheNextListing()
    {
        var test = new SourceTest();
        test.Watch().GoTo(Second / 2);
        test.Store.Hint("events/x", FileHintKind.Dead);
        test.GoTo(2 * Second);
        Assert.Equal((1, 2), (test.Store.Watchers, test.Store.Watched));
        test.At((5 * Second) + 7, () => test.Store.Add("events/a", "1", Old));
        test.GoTo(Minute);
        Assert.Equal([$"{(5 * Second) + 8}: a"], test.Trace);
    }

    [Fact]
    public void CleanUp_StoppedBetweenTheCommitAndIt_IsDoneByTheRunThatResumes()
    {
        var test = new SourceTest();
        var options = new WatchOptions { CleanUp = CleanUp.Delete };
        test.Store.Add("events/a", "1", Old);
        test.Store.FailOpen("events/a", new IOException("busy"));
        test.Watch(options).GoTo(Second / 2);
        test.Run!.Dispose();
        test.Store.FailOpen("events/a", null);
        test.Watch(options, from: test.Run.Position).GoTo(Minute);
        Assert.Equal(["a"], test.Files);
        Assert.Null(test.Store.Look("events/a"));
        Assert.Equal(["events/a"], test.Told(SourceEventKind.Cleaned));
    }

    private static IEnumerable<string> Told(SourceTest test) => test.Events.Select(told => $"{told.Kind} {told.Path["events/".Length..]}");
}
