using static ReactiveEtl.Tests.Files.SourceTest;

namespace ReactiveEtl.Tests.Files;

public class BacklogTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Backlog_Large_OneListingAndNoLookForAllItsBatches(bool latestFirst)
    {
        const int files = 20_000;
        var test = new SourceTest();
        for (var i = 0; i < files; i++) test.Store.Add($"events/file-{i}", "", Old);
        test.Watch(new WatchOptions { MaxFilesPerBatch = 1, LatestFirst = latestFirst, PollInterval = TimeSpan.FromHours(1) }).GoTo(files);
        var expected = Enumerable.Range(0, files).Select(i => $"file-{i}");
        Assert.Equal(latestFirst ? expected.Reverse() : expected, test.Files);
        Assert.Equal((1, 0), (test.Store.Lists, test.Store.Looks));
    }

    [Fact]
    public void Ledger_PlacesThatCountNoLonger_ArePassedOver()
    {
        var ledger = new FileLedger(TimeSpan.FromSeconds(2), null, latestFirst: false);
        var (a, b) = (new FileEntry("a", 1, Time(1)), new FileEntry("b", 1, Time(2)));
        Observe(a, b);
        Assert.Equal(SourceEventKind.Vanished, ledger.Forget("a"));
        Observe(a);
        Assert.Equal([b, a], Plan());
        Assert.Equal(SourceEventKind.Vanished, ledger.Forget("b"));
        Assert.Equal([a], Plan());
        Assert.Equal([a], ledger.Position.Backlog.Select(slice => slice.File));
        Assert.Equal(3, ledger.FilesSeen);

        void Observe(params FileEntry[] files)
        {
            foreach (var file in files) Assert.Equal(SourceEventKind.Found, ledger.Observe(file, isComplete: false, Time(Minute), TimeSpan.Zero));
            ledger.Admit();
        }

        IEnumerable<FileEntry> Plan() => ledger.Plan(10, 100, out _).Select(slice => slice.File);
    }

    [Fact]
    public void Ledger_ReadyFileChangesBeforeItIsAdmitted_SettlesAgain()
    {
        var ledger = new FileLedger(TimeSpan.FromSeconds(2), null, latestFirst: false);
        ledger.Observe(new FileEntry("a", 1, Time(0)), isComplete: true, Time(Minute), TimeSpan.Zero);
        Assert.Equal(SourceEventKind.Changed, ledger.Observe(new FileEntry("a", 2, Time(Minute)), isComplete: false, Time(Minute), TimeSpan.Zero));
        Assert.Empty(ledger.Admit());
        Assert.Equal(TimeSpan.FromSeconds(2), ledger.NextDue());
    }
}
