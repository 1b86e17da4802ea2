namespace ReactiveEtl.Tests.Writers;

/// <summary>P1 to P4 over random files, arrivals and batch limits: every version of several queries, against LINQ. The seed is in the test's name.</summary>
public class PromiseTests
{
    private const int Seeds = 25;

    public static TheoryData<int> AllSeeds => [.. Enumerable.Range(1, Seeds)];

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void Versions_AreTheQueryOverTheirPrefix_Hourly(int seed) => Check(seed, NaiveQueries.Hourly);

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void Versions_AreTheQueryOverTheirPrefix_Rooms(int seed) => Check(seed, NaiveQueries.Rooms);

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void Versions_AreTheQueryOverTheirPrefix_Devices(int seed) => Check(seed, NaiveQueries.Devices);

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void Versions_AreTheQueryOverTheirPrefix_Windows(int seed) => Check(seed, NaiveQueries.Windows);

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void Versions_AreTheQueryOverTheirPrefix_All(int seed) => Check(seed, NaiveQueries.All);

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void Refused_HaveTheirAddressReasonAndText(int seed)
    {
        var random = new Random(seed);
        var directory = new VirtualDirectory();
        var files = new RandomFiles(seed).Make(random.Next(1, 10));
        using var query = new Disposed(directory.Watch(Limits(random)).Start("rows"));
        var pushed = new List<RefusedRecord>();
        using var refused = query.Value.Refused.Subscribe(pushed.Add);
        directory.Arrive(files, random);
        directory.PassUntil(query.Value, files.Length);

        var order = query.Value.Table.Current.Prefix.Slices.Select(slice => files.Single(file => file.Path == slice.File.Path));
        var expected = order.SelectMany(file => file.Malformed.Select(line => (File: file, Line: line))).ToList();
        Assert.Equal(expected.Select(e => (e.File.Path, e.Line.Line, e.Line.Offset, (long)System.Text.Encoding.UTF8.GetByteCount(e.Line.Text), e.Line.Text)), pushed.Select(r => (r.File, r.Line, r.Offset, r.Length, r.Text)));
        Assert.All(pushed, record => Assert.False(string.IsNullOrWhiteSpace(record.Reason)));
        Assert.All(pushed, record => Assert.Equal(RefusedKind.Malformed, record.Kind));
        Assert.Equal(pushed, query.Value.RecentRefused);
    }

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void Versions_OfRowsWithoutAggregation_AreTheirBatchesRows(int seed)
    {
        var random = new Random(seed);
        var directory = new VirtualDirectory();
        var files = new RandomFiles(seed).Make(random.Next(1, 8));
        using var query = new Disposed(directory.Watch(Limits(random)).Where(e => e.Room != 1).Start("rows"));
        var versions = new List<Snapshot<Reading>>();
        using var subscription = query.Value.Table.Subscribe(versions.Add);
        directory.Arrive(files, random);
        directory.PassUntil(query.Value, files.Length);

        var before = 0;
        foreach (var version in versions)
        {
            var batch = version.Prefix.Slices.Skip(before).Select(slice => files.Single(file => file.Path == slice.File.Path)).ToList();
            before += batch.Count;
            Assert.Equal(batch.SelectMany(file => file.Records).Where(e => e.Room != 1), version.Rows);
            Assert.Equal(version.Rows, version.Changes.Select(change => change.Row));
            Assert.Equal(version.Progress!.Read, version.Progress.Counted + version.Progress.Filtered + version.Progress.Malformed);
        }
    }

    /// <summary>Runs a query over files that arrive at random, keeps all versions, and checks them when all is over.</summary>
    private static void Check<TRow>(int seed, NaiveQuery<TRow> naive)
    {
        var random = new Random(seed);
        var directory = new VirtualDirectory();
        var files = new RandomFiles(seed).Make(random.Next(1, 12));
        var options = Limits(random);
        var cut = random.Next(files.Length + 1);
        directory.Add(files[..cut]);
        var query = naive.Streaming(directory.Watch(options)).Start("naive");
        var versions = new List<Snapshot<TRow>>();
        using var subscription = query.Table.Subscribe(versions.Add);
        directory.Arrive(files[cut..], random);
        directory.PassUntil(query, files.Length);
        Assert.True(query.StopAsync().IsCompletedSuccessfully);

        var promise = new Promise<TRow>(files, naive);
        promise.AllVersions(versions);
        Limited(versions, options);
        Assert.Same(versions[^1], query.Table.Current);
        foreach (var version in versions)
        {
            for (var i = 0; i <= version.Prefix.BatchId; i++) Promise<TRow>.ChangesSince(version, versions[i]);
        }

        // P2: the static table over the same files, where nothing depends on their order, which arrivals decide.
        var read = naive.Streaming(directory.Read());
        Snapshot<TRow>? table = null;
        using var reading = read.Subscribe(version => table = version);
        directory.PassUntil(() => table is not null);
        promise.Prefix(table!);
    }

    private static WatchOptions Limits(Random random) => new()
    {
        MaxFilesPerBatch = random.Next(3) == 0 ? null : random.Next(1, 4),
        MaxBytesPerBatch = random.Next(2) == 0 ? null : random.Next(1, 4000),
        Parallelism = random.Next(3) switch { 0 => 1, 1 => 2, _ => 7 },
        UnitSize = random.Next(3) == 0 ? ScanUnit.DefaultSize : random.Next(1, 3000),
    };

    private static void Limited<TRow>(List<Snapshot<TRow>> versions, WatchOptions options)
    {
        foreach (var progress in versions.Select(version => version.Progress!))
        {
            Assert.InRange(progress.Files, 1, options.MaxFilesPerBatch ?? int.MaxValue);
            if (progress.Files > 1) Assert.InRange(progress.Bytes, 0, options.MaxBytesPerBatch ?? long.MaxValue);
        }
    }

    /// <summary>A query that is stopped at the end of a test, in virtual time where nothing waits.</summary>
    private sealed class Disposed(StreamingQuery<Reading> query) : IDisposable
    {
        public StreamingQuery<Reading> Value => query;

        public void Dispose() => Assert.True(query.StopAsync().IsCompletedSuccessfully);
    }
}
