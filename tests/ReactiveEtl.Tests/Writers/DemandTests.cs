using System.Globalization;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Text;

namespace ReactiveEtl.Tests.Writers;

/// <summary>What users of such systems ask for, by the numbers of DEMANDS.md: one test each; others go deeper.</summary>
public sealed class DemandTests
{
    private static readonly DateTimeOffset Ten = VirtualDirectory.Begin.AddDays(-1);
    private readonly VirtualDirectory _directory = new();
    private int _files;

    public sealed record KeyedTime(DateTimeOffset? Time, string? Key);

    public sealed record CountRow(string? Key, Window Window, long Count);

    [Fact]
    public void Demand05_EverySnapshotIsCorrectForAStatedPrefix()
    {
        var files = new RandomFiles(55).Make(24);
        var promise = new Promise<HourlyCount>(files, NaiveQueries.Hourly);
        var rows = _directory.Watch(new WatchOptions { MaxFilesPerBatch = 2, SettleTime = TimeSpan.Zero });
        var versions = new List<Snapshot<HourlyCount>>();
        StreamingQuery<HourlyCount>? query = null;
        foreach (var part in files.Chunk(8))
        {
            // Each part is read by a query that goes on where the one before was stopped.
            if (query is not null) Assert.True(query.StopAsync().IsCompletedSuccessfully);
            query = NaiveQueries.Hourly.Streaming(rows).Start("counts", new QueryOptions { ResumeFrom = query });
            var known = versions.Count;
            using var subscription = query.Table.Subscribe(version =>
            {
                if (version.Prefix.BatchId < known) return;
                // A reader on another thread sees the same, while the batch is going on.
                Task.Run(() => promise.Prefix(query.Table.Current)).GetAwaiter().GetResult();
                versions.Add(version);
                known++;
            });
            _directory.Add(part);
            _directory.PassUntil(query, (versions.Count / 4 * 8) + 8);
        }

        Assert.Equal(12, versions.Count);
        promise.AllVersions(versions);
    }

    [Fact]
    public void Demand06_OneBadRecordNeitherKillsTheStreamNorBecomesARow()
    {
        string[] bad = ["garbage", """{"time":"2016-07-27T00:00:01Z","key":"a" """, """{"time":1,"key":5}""", """{"time":"yesterday","key":"a"}""", "[]", "{\"key\":\"\xff\xfe\"}", $$"""{"key":"{{new string('x', 1 << 20)}}"}"""];
        var good = Lines(0, 1, 2, 3);
        var policy = new ReadOptions { MaxRecordBytes = 1 << 16 };
        var bytes = good.SelectMany((line, i) => Encoding.Latin1.GetBytes(line + "\n").Concat(Encoding.Latin1.GetBytes(string.Concat(bad.Skip(i * 2).Take(2).Select(line => line + "\n"))))).ToArray();
        _directory.Store.Add("events/bad.json", [0xEF, 0xBB, 0xBF, .. bytes], Ten);
        var read = Counts(_directory.Files.Read<KeyedTime>(policy, _directory.Scheduler).EventTime(e => e.Time, TimeSpan.Zero)).Start("counts");
        _directory.Pass(TimeSpan.FromSeconds(1));
        Assert.Null(read.Exception);
        Assert.Equal(good.Length, read.Table.Current.Rows.Sum(row => row.Count));
        Assert.Equal(bad.Length, read.RecentRefused.Count);
        foreach (var record in read.RecentRefused)
        {
            Assert.Equal(("events/bad.json", RefusedKind.Malformed), (record.File, record.Kind));
            Assert.NotEmpty(record.Reason);
            Assert.Contains(bad, line => line.StartsWith(Encoding.Latin1.GetString(bytes.AsSpan((int)record.Offset - 3, (int)Math.Min(5, record.Length))), StringComparison.Ordinal));
        }

        var strict = Counts(_directory.Files.Read<KeyedTime>(policy with { Malformed = MalformedPolicy.FailFast }, _directory.Scheduler).EventTime(e => e.Time, TimeSpan.Zero)).Start("strict");
        _directory.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(2, Assert.IsType<MalformedRecordException>(Assert.IsType<StreamingQueryException>(strict.Exception).InnerException).Line);
        Assert.Equal(-1, strict.Table.Current.Prefix.BatchId);
    }

    [Fact]
    public void Demand07_TheAnswerDoesNotDependOnBatchBoundaries()
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var random = new Random(seed);
            var lateness = TimeSpan.FromSeconds(seed % 2 * random.Next(20));
            var lines = Lines([.. Enumerable.Range(0, 120).Select(i => (i * 2) - random.Next(40))]);
            var answers = Enumerable.Range(0, 4).Select(split => Answer(lines, lateness, split == 0 ? null : random, limit: split)).ToList();
            Assert.DoesNotMatch("late $", answers[0]);
            Assert.All(answers, answer => Assert.Equal(answers[0], answer));
        }
    }

    /// <summary>The table and the late set of lines, split into files and these into batches.</summary>
    private static string Answer(string[] lines, TimeSpan lateness, Random? random, int limit)
    {
        var directory = new VirtualDirectory();
        for (int first = 0, file = 0; first < lines.Length; file++)
        {
            var count = random?.Next(1, 30) ?? lines.Length;
            directory.Store.Add($"events/{file}.json", Encoding.UTF8.GetBytes(string.Join('\n', lines.Skip(first).Take(count))), Ten.AddMinutes(file));
            first += count;
        }

        var query = Counts(directory.Files.Watch<KeyedTime>(new WatchOptions { MaxFilesPerBatch = limit == 0 ? null : limit }, directory.Scheduler).EventTime(e => e.Time, Lateness.Exact(lateness))).Start("counts");
        directory.Pass(TimeSpan.FromMinutes(5));
        Assert.Null(query.Exception);
        return $"{string.Join(' ', query.Table.Current.Rows.Order(Comparer<CountRow>.Create((a, b) => a.Window.CompareTo(b.Window))))} late {string.Join(' ', query.RecentRefused.Select(record => record.Text))}";
    }

    [Fact]
    public void Demand08_LateDataIsCountedAndObtainable()
    {
        var query = Counts(_directory.Files.Watch<KeyedTime>(null, _directory.Scheduler).EventTime(e => e.Time, TimeSpan.FromSeconds(5))).Start("counts", OutputMode.Append);
        var late = new List<string>();
        using var subscription = query.Late.Subscribe(record => late.Add(record.Text));
        var random = new Random(8);
        var expected = new List<string>();
        for (var batch = 0; batch < 12; batch++)
        {
            var before = query.Table.Current.Prefix.Watermark;
            var lines = Lines([.. Enumerable.Range(0, 10).Select(_ => (batch * 10) - random.Next(50))]);
            // With no batch in between the late filter is one behind; the batch without data has caught up.
            var watermark = batch == 0 ? DateTimeOffset.UnixEpoch : before!.Value;
            expected.AddRange(lines.Where(line => TimeOf(line) is var time && Floor(time).AddSeconds(10) <= watermark));
            Put([.. lines, "{bad", """{"key":"without"}"""]);
            var progress = query.RecentProgress.Last(progress => progress.HasData);
            Assert.Equal((12, 1, 1), (progress.Read, progress.Malformed, progress.Filtered));
            Assert.Equal(progress.Read, progress.Counted + progress.Filtered + progress.Late + progress.Malformed);
        }

        Assert.NotEmpty(expected);
        Assert.Equal(expected, late);
    }

    [Fact]
    public void Demand09_TheLastWindowCloses()
    {
        var idle = TimeSpan.FromMinutes(3);
        var watched = Counts(_directory.Files.Watch<KeyedTime>(null, _directory.Scheduler).EventTime(e => e.Time, TimeSpan.FromSeconds(5), idleTimeout: idle)).Start("watched", OutputMode.Append);
        var finals = new List<(DateTimeOffset At, CountRow Row)>();
        using var output = watched.Table.Changes(OutputMode.Append).Subscribe(batch => finals.AddRange(batch.Rows.Select(row => (_directory.Scheduler.Now, row))));
        Put(Lines(0, 3, 12, 26));
        var lastData = watched.RecentProgress.Last(batch => batch.HasData).StartedAt;
        Assert.Equal([new CountRow("a", At(0), 2), new CountRow("a", At(10), 1)], finals.Select(final => final.Row));
        _directory.Pass(TimeSpan.FromHours(2));
        Assert.Equal((lastData + idle, new CountRow("a", At(20), 1)), finals[^1]);

        var bounded = Counts(_directory.Files.Read<KeyedTime>(null, _directory.Scheduler).EventTime(e => e.Time, TimeSpan.FromSeconds(5))).Start("bounded", OutputMode.Append);
        var rows = new List<CountRow>();
        using var all = bounded.Table.Changes(OutputMode.Append).Subscribe(batch => rows.AddRange(batch.Rows));
        _directory.Pass(TimeSpan.FromSeconds(1));
        Assert.True(bounded.Completion.IsCompletedSuccessfully);
        Assert.Equal(finals.Select(final => final.Row), rows);
        Assert.Equal(rows.Count, rows.Select(row => row.Window).Distinct().Count());
    }

    [Fact]
    public async Task Demand20_ObserversCannotLoseUpdatesOrDeadlock()
    {
        const int Observers = 32;
        const int Batches = 200;
        using var source = new Subject<MicroBatch<KeyedTime>>();
        var query = source.AsRows().GroupBy(e => e.Key).Select(g => new { g.Key, Count = g.Count() }).Start("counts");
        using var begin = new Barrier(Observers + 1);
        var tables = await Task.WhenAll(Enumerable.Range(0, Observers).Select(_ => Task.Factory.StartNew(Observe, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).Append(Task.Run(Push)));
        var last = query.Table.Current;
        Assert.Equal(Batches - 1, last.Prefix.BatchId);
        Assert.All(tables.SkipLast(1), table => Assert.Equal(last.Rows.Select(row => (row.Key!, row.Count)), table.Select(pair => (pair.Key, pair.Value))));

        // Two tables that feed each other from OnNext, from two threads, come to an end.
        using var left = new Subject<MicroBatch<KeyedTime>>();
        using var right = new Subject<MicroBatch<KeyedTime>>();
        var (first, second) = (left.AsRows().GroupBy(e => e.Key).Select(g => new { g.Key, Count = g.Count() }).Start("left"), right.AsRows().GroupBy(e => e.Key).Select(g => new { g.Key, Count = g.Count() }).Start("right"));
        using var toRight = first.Table.Subscribe(version => { if (version.Prefix.BatchId < 100) right.OnNext(MicroBatch.Of([new KeyedTime(null, "from left")])); });
        using var toLeft = second.Table.Subscribe(version => { if (version.Prefix.BatchId < 100) left.OnNext(MicroBatch.Of([new KeyedTime(null, "from right")])); });
        await Task.WhenAll(Task.Run(() => left.OnNext(MicroBatch.Of([new KeyedTime(null, "a")])), TestContext.Current.CancellationToken), Task.Run(() => right.OnNext(MicroBatch.Of([new KeyedTime(null, "b")])), TestContext.Current.CancellationToken)).WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((null, null), (first.Exception, second.Exception));
        Assert.True(first.Table.Current.Prefix.BatchId >= 99 && second.Table.Current.Prefix.BatchId >= 99);

        Dictionary<string, long> Push()
        {
            begin.SignalAndWait();
            for (var batch = 0; batch < Batches; batch++) source.OnNext(MicroBatch.Of([new KeyedTime(null, $"k{batch % 17}"), new KeyedTime(null, $"k{batch % 5}")]));
            return [];
        }

        Dictionary<string, long> Observe()
        {
            var table = new Dictionary<string, long>();
            using var done = new ManualResetEventSlim();
            begin.SignalAndWait();
            var isFirst = true;
            using var subscription = query.Table.Subscribe(version =>
            {
                // The first version whole, then the changes alone; and no lock keeps another thread from the table meanwhile.
                if (isFirst) foreach (var row in version.Rows) table.Add(row.Key!, row.Count);
                else foreach (var change in version.Changes) table[change.Row!.Key!] = change.Row.Count;
                isFirst = false;
                Assert.True(Task.Run(() => query.Table.TryGet("k0", out _)).GetAwaiter().GetResult() || version.Prefix.BatchId < 0);
                if (version.Prefix.BatchId == Batches - 1) done.Set();
            });
            done.Wait(TestContext.Current.CancellationToken);
            return table.OrderBy(pair => int.Parse(pair.Key[1..], CultureInfo.InvariantCulture)).ToDictionary();
        }
    }

    [Fact]
    public void Demand25_TimeZonesAndCleaningUpJustWork()
    {
        var london = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");
        foreach (var (day, hours) in new[] { (new DateTime(2016, 3, 27), 23), (new DateTime(2016, 10, 30), 25), (new DateTime(2016, 6, 1), 24) })
        {
            Assert.Equal(hours, HoursOf(london, day));
            Assert.Equal(24, HoursOf(TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo"), day));
        }

        // A file is there until the commit that covers it, also where that one fails; then it is gone, and a query that goes on does not miss it.
        _directory.Store.Add("events/a.json", Encoding.UTF8.GetBytes(string.Join('\n', Lines(0, 1))), Ten);
        var rows = _directory.Files.Watch<KeyedTime>(new WatchOptions { CleanUp = CleanUp.Delete }, _directory.Scheduler);
        var failing = Counts(rows.WhereRow(e => throw new InvalidOperationException("broken")).EventTime(e => e.Time, TimeSpan.Zero)).Start("failing");
        _directory.Pass(TimeSpan.FromMinutes(1));
        Assert.NotNull(failing.Exception);
        Assert.NotNull(_directory.Store.Look("events/a.json"));
        var query = Counts(rows.EventTime(e => e.Time, TimeSpan.Zero)).Start("counts");
        using var subscription = query.Table.Subscribe(version => { if (version.Prefix.BatchId == 0) Assert.NotNull(_directory.Store.Look("events/a.json")); });
        _directory.Pass(TimeSpan.FromMinutes(1));
        Assert.Null(_directory.Store.Look("events/a.json"));
        Assert.Equal(2, query.Table.Current.Rows.Sum(row => row.Count));
    }

    /// <summary>How many hours a local day has, by an event in each hour of the days around it; none is lost.</summary>
    private static int HoursOf(TimeZoneInfo zone, DateTime day)
    {
        using var source = new Subject<MicroBatch<KeyedTime>>();
        var query = Counts(source.AsRows().EventTime(e => e.Time, TimeSpan.Zero), Window.Calendar(CalendarUnit.Day, zone)).Start("days", OutputMode.Complete);
        source.OnNext(MicroBatch.Of(Enumerable.Range(-48, 120).Select(hour => new KeyedTime(new DateTimeOffset(day, TimeSpan.Zero).AddHours(hour), "a"))));
        Assert.Equal(120, query.Table.Current.Rows.Sum(row => row.Count));
        var noon = TimeZoneInfo.ConvertTimeToUtc(day.AddHours(12), zone);
        return (int)query.Table.Current.Rows.Single(row => row.Window.Contains(noon)).Count;
    }

    private static TimedTableStream<string?, CountRow> Counts(TimedStream<KeyedTime> rows, WindowAssigner? windows = null) =>
        rows.Window(windows ?? Window.Tumbling(TimeSpan.FromSeconds(10))).GroupBy(e => e.Key).Select(g => new CountRow(g.Key, g.Window, g.Count()));

    private static Window At(int second) => new(Ten.AddSeconds(second), Ten.AddSeconds(second + 10));

    private static string[] Lines(params int[] seconds) => [.. seconds.Select(second => $$"""{"time":"{{Ten.AddSeconds(second).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)}}","key":"a"}""")];

    private static DateTimeOffset TimeOf(string line) => DateTimeOffset.Parse(line[9..29], CultureInfo.InvariantCulture);

    private static DateTimeOffset Floor(DateTimeOffset time) => time.AddSeconds(-(time.Second % 10));

    /// <summary>Puts a file, and lets the queries read it.</summary>
    private void Put(params string[] lines)
    {
        _directory.Store.Add($"events/{_files:0000}.json", Encoding.UTF8.GetBytes(string.Join('\n', lines)), Ten.AddMinutes(_files++));
        _directory.Pass(TimeSpan.FromSeconds(10));
    }
}
