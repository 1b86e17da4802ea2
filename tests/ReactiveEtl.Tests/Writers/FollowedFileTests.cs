using System.Globalization;

namespace ReactiveEtl.Tests.Writers;

/// <summary>Files that grow and are cut or rotated at the worst moment, in virtual time: each record once, and never a failure for it.</summary>
public sealed class FollowedFileTests
{
    private const int First = 1000;

    private static readonly int LineLength = Lines(0, 1).Length;

    private readonly VirtualDirectory _directory = new();
    private readonly List<SourceEvent> _told = [];
    private readonly List<long> _numbers = [];

    private sealed record Item(long Number);

    private sealed record Picked(long Number);

    public static TheoryData<int> AllSeeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [InlineData(OnChange.Tell, false)]
    [InlineData(OnChange.Tell, true)]
    [InlineData(OnChange.Fail, false)]
    [InlineData(OnChange.Fail, true)]
    public void Rotation_OfAFileThatWaits_IsReadUnderItsNewName(OnChange onChange, bool isNotified)
    {
        _directory.Store.Add("events/first.json", Lines(0, 1), RandomFiles.Midnight.AddHours(-1));
        _directory.Store.Add("events/log.json", Lines(1, 3), RandomFiles.Midnight);
        var query = Start(new WatchOptions { Follow = true, OnChange = onChange, MaxFilesPerBatch = 1, UseNotifications = isNotified });
        query.Table.Subscribe(version =>
        {
            if (version.Prefix.BatchId > 0) return;
            Rotate(Lines(3, 4));
            // Listed before the next batch.
            if (!isNotified) _ = query.ProcessAllAvailableAsync();
        });
        _directory.Pass(TimeSpan.FromSeconds(10));
        AssertAllOnce(query, 4);
        Assert.Equal(["events/log-1.json"], Told(SourceEventKind.Renamed));
        // Where the renamed file is seen first, the other one is new under its name.
        Assert.Equal(isNotified ? ["events/log.json"] : [], Told(SourceEventKind.Rotated));
    }

    [Theory]
    [InlineData(OnChange.Tell, 1)]
    [InlineData(OnChange.Tell, 2)]
    [InlineData(OnChange.Fail, 1)]
    [InlineData(OnChange.Fail, 2)]
    public void Rotation_WhileTheFileIsSearchedOrRead_CountsNothingTwice(OnChange onChange, int reading)
    {
        _directory.Store.Add("events/log.json", Lines(0, 30), RandomFiles.Midnight);
        var query = Start(new WatchOptions { Follow = true, OnChange = onChange }, AtReading(reading, () => Rotate(Lines(30, 70))));
        _directory.Pass(TimeSpan.FromSeconds(30));
        AssertAllOnce(query, 70);
    }

    [Theory]
    [InlineData(OnChange.Tell)]
    [InlineData(OnChange.Fail)]
    public void Cut_WhileTheFileIsRead_CountsWhatIsThereThen(OnChange onChange)
    {
        _directory.Store.Add("events/log.json", Lines(10, 40), RandomFiles.Midnight);
        var query = Start(new WatchOptions { Follow = true, OnChange = onChange }, AtReading(2, () => _directory.Store.Replace("events/log.json", Lines(0, 10))));
        _directory.Pass(TimeSpan.FromSeconds(30));
        AssertAllOnce(query, 10);
    }

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void Scripts_OfGrowingAndRotatedFiles_EachRecordOnce(int seed)
    {
        var random = new Random(seed);
        var (records, rotated) = (0, 0);
        var query = Start(new WatchOptions { Follow = true, OnChange = OnChange.Fail, MaxFilesPerBatch = 1, UseNotifications = seed % 2 == 0 });
        for (var i = 0; i < 60; i++)
        {
            var path = $"events/{random.Next(3)}.json";
            if (_directory.Store.Look(path) is not null && random.Next(3) == 0) _directory.Store.Rename(path, $"events/old-{rotated++}.json");
            _directory.Store.Append(path, Lines(records, records += random.Next(1, 4)), RandomFiles.Midnight);
            if (random.Next(3) == 0) _directory.Pass(TimeSpan.FromMilliseconds(random.Next(2000)));
        }

        _directory.Pass(TimeSpan.FromSeconds(10));
        AssertAllOnce(query, records);
    }

    [Fact]
    public void Resumed_OnADeviceOfAnotherNumber_GoesOn_AndForgetsWhatIsGone()
    {
        _directory.Store.Add("events/log.json", Lines(0, 2), RandomFiles.Midnight);
        var query = Start(new WatchOptions { Follow = true });
        _directory.Pass(TimeSpan.FromSeconds(5));
        Assert.True(query.StopAsync().IsCompletedSuccessfully);
        var moved = new ChangingStore(_directory.Store) { Device = 7 };
        var resumed = Start(new WatchOptions { Follow = true }, moved, new QueryOptions { ResumeFrom = query });
        _directory.Store.Append("events/log.json", Lines(2, 3));
        _directory.Pass(TimeSpan.FromSeconds(5));
        Assert.Equal([(0L, 2), (2, 1)], resumed.Table.Current.Prefix.Slices.Select(slice => (slice.Start / LineLength, (int)(slice.Length / LineLength))));
        _directory.Store.Delete("events/log.json");
        _directory.Pass(TimeSpan.FromSeconds(30));
        Assert.Equal(["events/log.json"], Told(SourceEventKind.Vanished));
    }

    /// <summary>All of the same length.</summary>
    private static string Lines(int from, int to) => string.Concat(Enumerable.Range(First + from, to - from).Select(number => string.Create(CultureInfo.InvariantCulture, $"{{\"number\":{number}}}\n")));

    private void Rotate(string text)
    {
        _directory.Store.Rename("events/log.json", "events/log-1.json");
        _directory.Store.Add("events/log.json", text, RandomFiles.Midnight.AddHours(1));
    }

    /// <summary>Does something when a place in the file's middle is read for that time: at the first its line ends are searched for, at the second it is read.</summary>
    private ChangingStore AtReading(int reading, Action action)
    {
        var readings = 0;
        return new ChangingStore(_directory.Store)
        {
            OnRead = (_, range) =>
            {
                if (range.Has(2 * LineLength) && Interlocked.Increment(ref readings) == reading) action();
            },
        };
    }

    private StreamingQuery<Picked> Start(WatchOptions options, FileStore? store = null, QueryOptions? start = null)
    {
        var query = JsonFiles.In("events", "*.json", store ?? _directory.Store).Watch<Item>(options, _directory.Scheduler).Select(e => new Picked(e.Number)).Start("followed", start);
        query.Events.Subscribe(_told.Add);
        query.Table.Subscribe(version => _numbers.AddRange(version.Rows.Select(row => row.Number)));
        return query;
    }

    private void AssertAllOnce(StreamingQuery<Picked> query, int records)
    {
        Assert.Null(query.Exception);
        Assert.Equal(Enumerable.Range(First, records).Select(number => (long)number), _numbers.Order());
        Assert.Empty(Told(SourceEventKind.Changed));
    }

    private IEnumerable<string> Told(SourceEventKind kind) => _told.Where(told => told.Kind == kind).Select(told => told.Path);

    [Fact]
    public void PathThatLeadsBackToItsEarlierFile_IsSearchedAgain()
    {
        var files = new FollowedFiles();
        var log = new FileEntry("/in/current.log", 10, DateTimeOffset.UnixEpoch, new FileIdentity(1, 1, 1));
        var first = files.Observe(log, listing: 1).Followed;
        // Its lines were found, and were not handed out when another file came to the path.
        first.Searched = 10;
        Assert.Equal(SourceEventKind.Rotated, files.Observe(log with { Identity = new FileIdentity(1, 2, 1) }, listing: 1).News);
        Assert.Same(first, files.Observe(log, listing: 1).Followed);
        Assert.Equal(0, first.Searched);
    }
}
