using System.Text;
using ReactiveEtl.Testing;

namespace ReactiveEtl.Tests.Writers;

/// <summary>A file that changes while it is read is never half counted: its batch is read again without it, visibly, and it is read when it stands still.</summary>
public class ChangedFileTests
{
    public static TheoryData<int> AllSeeds => [.. Enumerable.Range(1, 30)];

    [Fact]
    public void Refused_AreToldOnce_ThoughABatchOfManyIsReadTwice()
    {
        const int Count = 2345;
        var directory = new VirtualDirectory();
        directory.Store.Add("events/a.json", string.Concat(Enumerable.Repeat("none\n", Count)), RandomFiles.Midnight);
        directory.Store.Add("events/b.json", "none\nnone", RandomFiles.Midnight.AddHours(1));
        directory.Store.Add("events/c.json", "none", RandomFiles.Midnight.AddHours(2));
        var store = new ChangingStore(directory.Store);
        store.OnRead = (path, _) =>
        {
            if (path.EndsWith("b.json", StringComparison.Ordinal)) directory.Store.Delete(path);
        };
        var query = JsonFiles.In("events", store).Watch<Reading>(null, directory.Scheduler).Start("twice");
        var refused = new List<RefusedRecord>();
        using var refusing = query.Refused.Subscribe(refused.Add);
        directory.Pass(TimeSpan.FromSeconds(30));
        Assert.Equal(Enumerable.Range(0, Count).Select(i => ("events/a.json", i + 1L, i * 5L)).Append(("events/c.json", 1, 0)), refused.Select(record => (record.File, record.Line, record.Offset)));
        Assert.Equal(refused.TakeLast(1000), query.RecentRefused);
        Assert.Equal(Count + 1, Assert.Single(query.RecentProgress).Malformed);
    }

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void File_ThatChangesWhileItIsRead_IsNeverHalfCounted(int seed)
    {
        const string Grown = "\n \n";
        var random = new Random(seed);
        var directory = new VirtualDirectory();
        var files = new RandomFiles(seed).Make(8);
        directory.Add(files);
        var store = new ChangingStore(directory.Store);
        // Of each such file the place at whose reading it changes, and whether it grows or vanishes.
        var victims = files.Where(file => file.Bytes.Length > 0 && random.Next(3) == 0)
            .ToDictionary(file => file.Path, file => (Place: random.NextInt64(file.Bytes.Length), Grows: random.Next(2) == 0), StringComparer.Ordinal);
        var grown = victims.Where(victim => victim.Value.Grows).Select(victim => victim.Key).ToArray();
        store.OnRead = (path, range) =>
        {
            lock (victims)
            {
                if (!victims.TryGetValue(path, out var victim) || !range.Has(victim.Place)) return;
                victims.Remove(path);
                if (victim.Grows) directory.Store.Append(path, Grown);
                else directory.Store.Delete(path);
            }
        };
        var expected = victims.Keys.Order(StringComparer.Ordinal).ToArray();
        var query = NaiveQueries.Hourly.Streaming(JsonFiles.In("events", store).Watch<Reading>(new WatchOptions { MaxFilesPerBatch = random.Next(1, 9) }, directory.Scheduler)).Start("changing");
        var versions = new List<Snapshot<HourlyCount>>();
        var refused = new List<RefusedRecord>();
        var changed = new List<string>();
        using var subscription = query.Table.Subscribe(versions.Add);
        using var refusing = query.Refused.Subscribe(refused.Add);
        using var telling = query.Events.Subscribe(told => { if (told.Kind == SourceEventKind.Changed) changed.Add(told.Path); });
        directory.Pass(TimeSpan.FromSeconds(30));

        Assert.Null(query.Exception);
        Assert.Empty(victims);
        foreach (ref var file in files.AsSpan()) if (grown.Contains(file.Path)) file = file with { Bytes = [.. file.Bytes, .. Encoding.UTF8.GetBytes(Grown)] };
        new Promise<HourlyCount>(files, NaiveQueries.Hourly).AllVersions(versions);
        var counted = query.Table.Current.Prefix.Slices.Select(slice => slice.File.Path).ToArray();
        Assert.Equal(files.Select(file => file.Path).Except(expected).Concat(grown).Order(StringComparer.Ordinal), counted.Order(StringComparer.Ordinal));
        Assert.Equal(expected, versions.SelectMany(version => version.Progress!.ChangedFiles).Order(StringComparer.Ordinal));
        Assert.Equal(expected, changed.Distinct().Order(StringComparer.Ordinal));

        // P4: refused once, and only what the batch counts.
        var malformed = counted.SelectMany(path => files.Single(file => file.Path == path).Malformed.Select(line => (path, line.Line)));
        Assert.Equal(malformed, refused.Select(record => (record.File, record.Line)));
        Assert.Equal(refused, query.RecentRefused);
        Assert.True(query.StopAsync().IsCompletedSuccessfully);
    }

    [Fact]
    public void OnChangeFail_FileThatChangesWhileItIsRead_EndsTheQueryWithBothItsStates()
    {
        var directory = new VirtualDirectory();
        directory.Store.Add("events/a.json", "none", RandomFiles.Midnight);
        var store = new ChangingStore(directory.Store) { OnRead = (path, _) => directory.Store.Replace(path, "changed!") };
        var query = JsonFiles.In("events", store).Watch<Reading>(new WatchOptions { OnChange = OnChange.Fail }, directory.Scheduler).Start("changing");
        directory.Pass(TimeSpan.FromSeconds(30));
        var failure = Assert.IsType<FileChangedException>(Assert.IsType<StreamingQueryException>(query.Exception).InnerException);
        Assert.Equal(("events/a.json", 4L, 8L), (failure.Path, failure.Recorded!.Value.Size, failure.Found!.Value.Size));
        Assert.Equal(-1, query.Table.Current.Prefix.BatchId);
    }

    [Theory]
    [InlineData(NotifierMode.Deliver)]
    [InlineData(NotifierMode.Drop)]
    public void OnChangeFail_FileThatChangesAfterItWasRead_EndsTheQuery(NotifierMode mode)
    {
        var directory = new VirtualDirectory();
        directory.Store.Notifier = mode;
        directory.Store.Add("events/a.json", "none", RandomFiles.Midnight);
        var query = directory.Watch(new WatchOptions { OnChange = OnChange.Fail }).Start("changing");
        directory.Pass(TimeSpan.FromSeconds(30));
        Assert.Null(query.Exception);
        directory.Store.Append("events/a.json", "more");
        directory.Pass(TimeSpan.FromSeconds(2));
        var failure = Assert.IsType<FileChangedException>(Assert.IsType<StreamingQueryException>(query.Exception).InnerException);
        Assert.Equal(("events/a.json", null, 8L), (failure.Path, failure.Recorded, failure.Found!.Value.Size));
        Assert.Equal(1, query.Table.Current.Prefix.Files);
    }

    [Fact]
    public void OnChangeFail_FileThatChangesBeforeItIsRead_IsReadAsItIs()
    {
        var directory = new VirtualDirectory();
        foreach (var name in new[] { "a", "b" }) directory.Store.Add($"events/{name}.json", "none", RandomFiles.Midnight);
        var query = directory.Watch(new WatchOptions { OnChange = OnChange.Fail, MaxFilesPerBatch = 1 }).Start("changing");
        using var subscription = query.Table.Subscribe(version =>
        {
            if (version.Prefix.BatchId == 0) directory.Store.Append("events/b.json", "more");
        });
        directory.Pass(TimeSpan.FromSeconds(30));
        Assert.Null(query.Exception);
        Assert.Equal([4L, 8], query.Table.Current.Prefix.Slices.Select(slice => slice.Length));
    }
}
