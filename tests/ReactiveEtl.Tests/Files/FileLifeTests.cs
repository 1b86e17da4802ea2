using static ReactiveEtl.Tests.Files.SourceTest;

namespace ReactiveEtl.Tests.Files;

/// <summary>What becomes of files after they were read: renames, growth, cleaning up.</summary>
public class FileLifeTests
{
    private static readonly WatchOptions Follow = new() { Follow = true };

    [Fact]
    public void Rename_OfAReadFile_IsNotReadAgain_ButACopyIs()
    {
        var test = new SourceTest();
        test.Store.Add("events/a", "same", Old);
        test.At(Second, () => test.Store.Rename("events/a", "events/b")).At(2 * Second, () => test.Store.Add("events/c", "same", Old));
        test.Watch().GoTo(Minute);
        Assert.Equal(["a", "c"], test.Files);
        Assert.Equal(["events/b"], test.Told(SourceEventKind.Renamed));
        Assert.Equal(["events/b", "events/c"], test.Run!.Position.Read.Select(file => file.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Follow_CompleteLinesCountAsTheyCome_TheUnterminatedOneWaits()
    {
        var test = new SourceTest();
        test.Store.Add("events/a", "1\n2", Old);
        test.At(Second, () => test.Store.Append("events/a", "2\n3")).At(2 * Second, () => test.Store.Append("events/a", "3"));
        test.Watch(Follow).GoTo(Minute);
        Assert.Equal([(0L, 2L), (2L, 3L)], test.Batches.SelectMany(batch => batch.Batch.Slices).Select(slice => (slice.Start, slice.Length)));
        Assert.Equal(5, Assert.Single(test.Run!.Position.Followed).Offset);
    }

    [Fact]
    public void Follow_TruncationAndRotation_AreToldAndReadFromTheStart()
    {
        var test = new SourceTest();
        test.Store.Add("events/a", "1\n2\n", Old);
        test.At(Second, () => test.Store.Replace("events/a", "3\n")).At(2 * Second, () => test.Store.Add("events/a", "4\n5\n6\n"));
        test.Watch(Follow).GoTo(Minute);
        Assert.Equal([(0L, 4L), (0L, 2L), (0L, 6L)], test.Batches.SelectMany(batch => batch.Batch.Slices).Select(slice => (slice.Start, slice.Length)));
        Assert.Equal((1, 1), (test.Told(SourceEventKind.Truncated).Count(), test.Told(SourceEventKind.Rotated).Count()));
    }

    [Fact]
    public void CleanUp_DeletesAfterTheCommit_AndTriesAgain()
    {
        var test = new SourceTest();
        test.Store.Add("events/a", "1", Old);
        test.Store.FailOpen("events/a", new IOException("busy"));
        test.Handler = _ => Assert.NotNull(test.Store.Look("events/a"));
        test.At(5 * Second, () => test.Store.FailOpen("events/a", null));
        test.Watch(new WatchOptions { CleanUp = CleanUp.Delete }).GoTo(4 * Second);
        Assert.Single(test.Told(SourceEventKind.Retried));
        test.GoTo(Minute);
        Assert.Null(test.Store.Look("events/a"));
        Assert.Equal(["events/a"], test.Told(SourceEventKind.Cleaned));
        Assert.Equal(["a"], test.Files);
    }

    [Theory]
    [InlineData("size")]
    [InlineData("time")]
    [InlineData("identity")]
    public void CleanUp_OfAFileThatIsAnotherOneThanWasRead_LeavesIt(string thing)
    {
        foreach (var cleanUp in new[] { CleanUp.Delete, CleanUp.Archive("old") })
        {
            var test = new SourceTest();
            test.Store.Add("events/a", "1", Old);
            test.Handler = _ =>
            {
                if (thing == "size") test.Store.Replace("events/a", "22", Old);
                else if (thing == "time") test.Store.Replace("events/a", "1", Time(1));
                else test.Store.Add("events/a", "1", Old);
            };
            test.Watch(new WatchOptions { CleanUp = cleanUp }).GoTo(Minute);
            Assert.NotNull(test.Store.Look("events/a"));
            Assert.Empty(test.Told(SourceEventKind.Cleaned));
            Assert.Equal(["events/a"], test.Told(SourceEventKind.Changed));
            Assert.Equal(["a"], test.Files);
        }
    }

    [Fact]
    public void Follow_CompressedFile_IsReadOnceWhenItIsComplete()
    {
        var test = new SourceTest();
        test.Store.Add("events/a.gz", "1\n2", Old);
        test.At(Second, () => test.Store.Append("events/a.gz", "\n3\n"));
        test.Watch(Follow).GoTo(Minute);
        Assert.Equal([Slice.Whole(test.Batches[0].Batch.Slices[0].File)], test.Batches.SelectMany(batch => batch.Batch.Slices));
        Assert.Equal(["events/a.gz"], test.Told(SourceEventKind.Changed));
    }

    [Fact]
    public void CleanUp_OfTheOneFileThatIsWatched_ArchivesItUnderItsName()
    {
        var test = new SourceTest();
        test.Store.Add("events/a", "1", Old);
        test.Watch(new WatchOptions { CleanUp = CleanUp.Archive("old") }, FilePattern.In("events/a")).GoTo(Second / 2);
        Assert.NotNull(test.Store.Look("old/a"));
        Assert.Equal(["events/a"], test.Told(SourceEventKind.Cleaned));
    }

    [Fact]
    public void CleanUp_Archives_AndOverwritesNothing()
    {
        var test = new SourceTest();
        test.Store.Add("events/a", "1", Old);
        test.At(Second, () => test.Store.Add("events/a", "22", Old));
        test.Watch(new WatchOptions { CleanUp = CleanUp.Archive("old") }).GoTo(Minute);
        Assert.Equal(["a", "a"], test.Files);
        Assert.Equal((1L, 2L), (test.Store.Look("old/a")!.Value.Size, test.Store.Look("old/a.1")!.Value.Size));
    }

    [Theory]
    [InlineData("in", "in", false, true)]
    [InlineData("in", "in/done", true, true)]
    [InlineData("in/*/*.json", "in/done", false, true)]
    [InlineData("in", "in/../in/./done", true, true)]
    [InlineData("in/in", ".", true, true)]
    [InlineData("in", "in/done", false, false)]
    [InlineData("in", "in/_done", true, false)]
    [InlineData("in", "in/.done", true, false)]
    [InlineData("in", "done", true, false)]
    [InlineData("in", "in-done", true, false)]
    [InlineData("in/in", ".", false, false)]
    public void Archive_WhereFilesAreLookedFor_IsRefusedAtTheCall(string watched, string archive, bool isRecursive, bool isRefused)
    {
        var root = Directory.CreateTempSubdirectory("reactive-etl-").FullName;
        try
        {
            var options = new WatchOptions { Recursive = isRecursive, CleanUp = CleanUp.Archive($"{root}/{archive}"), WaitForDirectory = true };
            var refusal = Record.Exception(() => JsonFiles.In($"{root}/{watched}").Watch("number long", options));
            if (!isRefused) Assert.Null(refusal);
            else Assert.Contains(archive, Assert.IsType<ArgumentException>(refusal).Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(root);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rename_WhileAListingIsMadeThatShowsNeitherPath_IsNotReadAgain(bool follow)
    {
        var test = new SourceTest();
        test.Store.Notifier = Testing.NotifierMode.Drop;
        test.Store.Add("events/a", "1\n", Old);
        var listing = new ListingStore(test.Store, files =>
        {
            if (test.Store.Lists != 3) return files;
            test.Store.Rename("events/a", "events/b");
            return [];
        });
        using var run = DirectorySource.Watch(listing, FilePattern.In("events"), new WatchOptions { Follow = follow }, test.Scheduler, onEvent: test.Events.Add).Subscribe(test);
        test.GoTo(Minute);
        Assert.Equal(["a"], test.Files);
        Assert.Equal(["events/b"], test.Told(SourceEventKind.Renamed));
    }
}
