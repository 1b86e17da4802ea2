using System.IO.Compression;
using System.Reactive.Concurrency;
using System.Reactive.Subjects;
using System.Text;

namespace ReactiveEtl.Tests.Writers;

/// <summary>Each refused record is told once, in the order of the records: whichever of a query's steps refused it, however many there are, however often the batch is read.</summary>
public sealed class RefusedRecordTests
{
    private readonly VirtualDirectory _directory = new();

    public static TheoryData<int> AllSeeds => [.. Enumerable.Range(1, 12)];

    /// <summary>More than are held, of a step that tells of all its rows before the next step tells of an earlier one.</summary>
    [Fact]
    public void TwoStepsThatCompareKeys_InMemory_AllAreTold()
    {
        using var source = new Subject<MicroBatch<Event>>();
        var query = source.AsRows().DistinctBy(e => e.Key).DistinctBy(e => e.Value).Start("distinct");
        var lines = new List<long>();
        using var refusing = query.Refused.Subscribe(record => lines.Add(record.Line));
        source.OnNext(MicroBatch.Of([new Event(null, 0, 0), new Event(null, 1, 0), .. Enumerable.Range(2, 1500).Select(i => new Event(null, 0, i))]));
        Assert.Equal(1501, query.RecentProgress.Single().Duplicates);
        Assert.Equal(Enumerable.Range(2, 1501).Select(line => (long)line), lines);
    }

    /// <summary>A batch that is read again fails at a file before the last one of which records were told: those behind it move up, and are known by their new places.</summary>
    [Theory]
    [InlineData(2, new[] { 0, 1, 3, 4, 5, 6 })]
    [InlineData(5, new[] { 0, 1, 2, 3, 4, 6 })]
    [InlineData(6, new[] { 0, 1, 2, 3, 4, 5 })]
    public void FileThatIsLeftOut_MovesThoseBehindItUp(int gone, int[] left)
    {
        var slices = Enumerable.Range(0, 7).Select(file => Slice.Whole(new FileEntry($"f{file}", 100, default))).ToList();
        var told = new List<string>();
        var refused = new RefusedRecords(record => told.Add($"{record.File} {record.Offset}"));
        refused.Begin();
        for (var place = 0; place < 5; place++) Add(place, $"f{place}", [10, 20, 30]);
        Add(5, "f5", [10]);
        refused.Tell();
        refused.LeaveOut(slices, [$"f{gone}"]);
        refused.Begin();
        foreach (var (place, file) in left.Index()) Add(place, $"f{file}", [10, 20, 30]);
        refused.Tell();
        string[] before = [.. Enumerable.Range(0, 5).SelectMany(file => Records(file)), "f5 10"];
        Assert.Equal([.. before, .. left.SelectMany(Records).Except(before)], told);

        void Add(int place, string file, long[] offsets)
        {
            foreach (var offset in offsets) refused.Add(place, new RefusedRecord(RefusedKind.Malformed, file, 1, offset, 1, "", ""));
        }

        static string[] Records(int file) => [$"f{file} 10", $"f{file} 20", $"f{file} 30"];
    }

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void TwoStepsThatCompareKeys_AndLateAndMalformedRecords_AreToldInOrder(int seed)
    {
        var expected = AddFiles(new Random(seed), comparesKeys: true);
        var told = Run(_directory.Files.Read<Event>(null, _directory.Scheduler), comparesKeys: true);
        Assert.Equal(expected, told);
    }

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void SeveralWorkers_LateAndMalformedRecords_AreToldInOrder(int seed)
    {
        var random = new Random(seed);
        var expected = AddFiles(random, comparesKeys: false);
        var told = Run(_directory.Files.Read<Event>(new ReadOptions { Parallelism = 1 + (seed % 4), UnitSize = random.Next(1000, 50_000) }, _directory.Scheduler), comparesKeys: false);
        Assert.Equal(expected, told);
    }

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void Disk_ThatFailsInTheMiddleOfFiles_EachIsToldOnce(int seed)
    {
        var random = new Random(seed);
        var comparesKeys = seed % 2 == 0;
        var expected = AddFiles(random, comparesKeys);
        var failures = Enumerable.Range(0, 3).ToDictionary(i => $"events/{i}.json", _ => random.Next(400), StringComparer.Ordinal);
        var store = new ChangingStore(_directory.Store)
        {
            OnRead = (path, _) =>
            {
                lock (failures)
                {
                    if (!failures.ContainsKey(path) || --failures[path] > 0) return;
                    failures.Remove(path);
                }

                throw new IOException("Input/output error");
            },
        };
        var rows = JsonFiles.In("events", store).Read<Event>(new ReadOptions { Parallelism = 2, UnitSize = random.Next(1000, 50_000) }, _directory.Scheduler);
        Assert.Equal(expected, Run(rows, comparesKeys));
        Assert.Empty(failures);
    }

    /// <summary>The batch comes back without the file of which records were told already: another one stands in its place.</summary>
    [Fact]
    public void FileThatIsSkipped_WhileAnotherIsTriedAgain_TakesNoRecordOfTheOtherWithIt()
    {
        _directory.Store.Add("events/a.json.gz", WithoutChecksum(string.Concat(Enumerable.Range(0, 60_000).Select(i => $"none {i}\n"))), RandomFiles.Midnight);
        _directory.Store.Add("events/b.json", "none\n{\"key\":1,\"value\":1}\nnone\n", RandomFiles.Midnight);
        _directory.Store.FailOpen("events/b.json", new UnauthorizedAccessException("Access denied."));
        _directory.Scheduler.Schedule(VirtualDirectory.Begin.AddSeconds(2.5), () => _directory.Store.FailOpen("events/b.json", null));
        var told = Run(JsonFiles.In("events", _directory.Store).Read<Event>(new ReadOptions { SkipUnreadable = true }, _directory.Scheduler), comparesKeys: false);
        Assert.Contains(told, record => record.File == "events/a.json.gz");
        Assert.Equal([1L, 3], told.Where(record => record.File == "events/b.json").Select(record => record.Line));
    }

    /// <summary>What is told when all is read, from a start of the query on.</summary>
    private List<(string File, long Line, RefusedKind Kind)> Run(RowStream<Event> rows, bool comparesKeys)
    {
        var timed = rows.EventTime(e => e.Time, TimeSpan.Zero);
        if (comparesKeys) timed = timed.DistinctBy(e => e.Key).DistinctBy(e => e.Value);
        var query = timed.Window(Window.Tumbling(TimeSpan.FromHours(1))).GroupBy(e => e.Key).Select(g => new { g.Key, Count = g.Count() }).Start("refusing");
        var told = new List<(string, long, RefusedKind)>();
        using var refusing = query.Refused.Subscribe(record => told.Add((record.File, record.Line, record.Kind)));
        _directory.PassUntil(() => query.Completion.IsCompleted);
        Assert.Null(query.Exception);
        var progress = query.RecentProgress.Where(progress => progress.HasData).ToList();
        if (progress is [{ UnreadableFiles: [] } only]) Assert.Equal(told.Count, only.Malformed + only.Late + only.Duplicates);
        return told;
    }

    /// <summary>Files of one batch, and what of them is refused, by a naive reading.</summary>
    private List<(string File, long Line, RefusedKind Kind)> AddFiles(Random random, bool comparesKeys)
    {
        var refused = new List<(string, long, RefusedKind)>();
        var (keys, values) = (new HashSet<int>(), new HashSet<int>());
        for (var i = 0; i < 3; i++)
        {
            var path = $"events/{i}.json";
            var text = new StringBuilder();
            for (var line = 1; line <= 1500; line++)
            {
                var (year, key, value) = (random.Next(5) == 0 ? 1969 : 2024, random.Next(1000), random.Next(100));
                var isMalformed = random.Next(6) == 0;
                text.AppendLine(isMalformed ? "none" : $$"""{"time":"{{year}}-03-01T10:00:00Z","key":{{key}},"value":{{value}}}""");
                if (isMalformed) refused.Add((path, line, RefusedKind.Malformed));
                else if (year == 1969) refused.Add((path, line, RefusedKind.Late));
                else if (comparesKeys && (!keys.Add(key) || !values.Add(value))) refused.Add((path, line, RefusedKind.Duplicate));
            }

            _directory.Store.Add(path, text.ToString(), RandomFiles.Midnight);
        }

        return refused;
    }

    private static byte[] WithoutChecksum(string text)
    {
        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) stream.Write(Encoding.UTF8.GetBytes(text));
        var bytes = packed.ToArray();
        bytes.AsSpan(bytes.Length - 8).Fill(7);
        return bytes;
    }

    private sealed record Event(DateTimeOffset? Time, int Key, int Value);
}
