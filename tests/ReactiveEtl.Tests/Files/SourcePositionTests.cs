using static ReactiveEtl.Tests.Files.SourceTest;

namespace ReactiveEtl.Tests.Files;

public class SourcePositionTests
{
    private static readonly WatchOptions OneAtATime = new() { MaxFilesPerBatch = 1 };

    [Fact]
    public void Position_AtEveryBatch_ARunThatResumesGivesTheRest()
    {
        const int files = 7;
        for (var stop = 0; stop <= files; stop++)
        {
            var test = new SourceTest();
            for (var i = 0; i < files; i++) test.Store.Add($"events/{i}", "", Time(files - i));
            test.Watch(OneAtATime).GoTo(stop);
            test.Run!.Dispose();
            var position = test.Run.Position;
            Assert.Equal(stop, position.NextSequence);
            test.Watch(OneAtATime, from: position).GoTo(Minute);
            Assert.Equal(["6", "5", "4", "3", "2", "1", "0"], test.Files);
            Assert.Equal(Enumerable.Range(0, files).Select(i => (long)i), test.Batches.Select(batch => batch.Batch.Sequence));
            Assert.Equal(files, test.Run.FilesSeen);
        }
    }

    [Fact]
    public void Position_FilesThatCameMeanwhile_StandBehindTheBacklog()
    {
        var test = new SourceTest();
        foreach (var name in new[] { "a", "b", "c" }) test.Store.Add($"events/{name}", "", Time(500));
        test.Watch(OneAtATime).GoTo(1);
        test.Run!.Dispose();
        test.Store.Add("events/older", "", Time(1));
        test.Watch(OneAtATime, from: test.Run.Position).GoTo(Minute);
        Assert.Equal(["a", "b", "c", "older"], test.Files);
    }

    [Fact]
    public void Position_SameNameRewrittenMeanwhile_IsNeverReadAgain()
    {
        var test = new SourceTest();
        test.Store.Add("events/a", "1", Old);
        test.Watch().GoTo(Second);
        test.Run!.Dispose();
        test.Store.Replace("events/a", "22", Time(5));
        test.Store.Add("events/b", "", Old);
        test.Watch(from: test.Run.Position).GoTo(Minute);
        Assert.Equal(["a", "b"], test.Files);
        Assert.Equal(["events/a"], test.Told(SourceEventKind.Changed));
    }

    [Fact]
    public void Position_WaitingFileRewrittenMeanwhile_IsReadAsItIs()
    {
        var test = new SourceTest();
        test.Store.Add("events/a", "1", Time(1));
        test.Store.Add("events/b", "1", Time(2));
        test.Watch(OneAtATime).GoTo(1);
        test.Run!.Dispose();
        test.Store.Replace("events/b", "22", Time(5));
        test.Watch(from: test.Run.Position).GoTo(Minute);
        Assert.Equal(["a", "b"], test.Files);
        Assert.Equal(2, test.Batches[1].Batch.Slices.Single().Length);
    }

    [Fact]
    public void Position_WaitingFileGoneMeanwhile_IsLeftOut()
    {
        var test = new SourceTest();
        test.Store.Add("events/a", "1", Time(1));
        test.Store.Add("events/b", "1", Time(2));
        test.Watch(OneAtATime).GoTo(1);
        test.Run!.Dispose();
        test.Store.Delete("events/b");
        test.Read(from: test.Run.Position).GoTo(Minute);
        Assert.Equal(["a"], test.Files);
        Assert.True(test.Batches[^1].Batch is { IsLast: true, Slices.Count: 0, Sequence: 1 });
    }

    [Fact]
    public void Position_NewestFileReadIsKept_ForMaxFileAge()
    {
        var test = new SourceTest();
        var options = new WatchOptions { MaxFileAge = TimeSpan.FromSeconds(1) };
        test.Store.Add("events/a", "1", Time(100 * Second));
        test.Watch(options).GoTo(Second);
        test.Run!.Dispose();
        test.Store.Add("events/b", "1", Time(98 * Second));
        test.Watch(options, from: test.Run.Position).GoTo(Minute);
        Assert.Equal(["a"], test.Files);
    }

    [Fact]
    public void Position_InOnNext_IsTheOneBeforeTheBatch()
    {
        var test = new SourceTest();
        test.Store.Add("events/a", "", Old);
        SourcePosition? inside = null;
        test.Handler = _ => inside = test.Run!.Position;
        test.Watch().GoTo(1);
        Assert.Equal(0, inside!.NextSequence);
        Assert.Equal(["events/a"], inside.Backlog.Select(slice => slice.File.Path));
        Assert.Empty(inside.Read);
        Assert.Equal(["events/a"], test.Run!.Position.Read.Select(file => file.Path));
    }
}
