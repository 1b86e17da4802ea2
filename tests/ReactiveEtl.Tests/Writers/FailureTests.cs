using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace ReactiveEtl.Tests.Writers;

/// <summary>P8: a query that fails is one exception that names the stage, the batch and the file; what was committed stays; all who ask get the same answer.</summary>
public class FailureTests
{
    private const long Good = 1;
    private const long Bad = -1;

    private sealed record Item(string Name, long Number, decimal Amount = 0);

    private sealed record Named(string Name, long Value);

    private sealed class OwnException(string message) : Exception(message);

    private sealed record Picky
    {
        public Picky(long number) => Number = number == Bad ? throw new OwnException("too picky") : number;

        public long Number { get; }
    }

    [Fact]
    public void Where_ThatThrows_IsNamed() => Fails(rows => rows.Where(e => Picks(e.Number)).GroupBy(e => e.Name).Select(g => new Named(g.Key, g.Count())), "Picks", "picked badly");

    [Fact]
    public void WhereRow_ThatThrows_IsNamed() => Fails(rows => rows.WhereRow(e => Picks(e.Number)).GroupBy(e => e.Name).Select(g => new Named(g.Key, g.Count())), "user code", "picked badly");

    [Fact]
    public void SelectRow_ThatThrows_IsNamed() => Fails(rows => rows.SelectRow(e => Picks(e.Number) ? e : e).GroupBy(e => e.Name).Select(g => new Named(g.Key, g.Count())), "user code", "picked badly");

    [Fact]
    public void Select_ThatThrows_IsNamed() => Fails(rows => rows.Select(e => new { e.Name, Is = Picks(e.Number) }).GroupBy(e => e.Is).Select(g => new Named("", g.Count())), "Picks", "picked badly");

    [Fact]
    public void Select_WhoseConstructorThrows_IsNamed() => Fails(rows => rows.Select(e => new Picky(e.Number)).WhereRow(e => e.Number > 0).GroupBy(e => e.Number).Select(g => new Named("", g.Count())), "Picky", "too picky");

    [Fact]
    public void Key_ThatThrows_IsNamed() => Fails(rows => rows.GroupBy(e => Picks(e.Number)).Select(g => new Named("", g.Count())), "Picks", "picked badly");

    [Fact]
    public void AggregateInput_ThatThrows_IsNamed() => Fails(rows => rows.GroupBy(e => e.Name).Select(g => new Named(g.Key, g.Count(e => Picks(e.Number)))), "Picks", "picked badly");

    [Fact]
    public void UserAggregate_WhoseAddThrows_IsNamed() =>
        Fails(rows => rows.GroupBy(e => e.Name).Select(g => new Named(g.Key, g.Aggregate(0L, (sum, e) => Picks(e.Number) ? sum : sum, (a, b) => a + b))), "Picks", "picked badly");

    [Fact]
    public void UserAggregate_WhoseMergeThrows_IsNamed() =>
        Fails(rows => rows.GroupBy(e => e.Name).Select(g => new Named(g.Key, g.Aggregate(0L, (least, e) => Math.Min(least, e.Number), (a, b) => Picks(b) ? b : a))), "Picks", "picked badly");

    [Fact]
    public void UserAggregate_ThatOverflows_IsNoSum() =>
        Fails(rows => rows.GroupBy(e => e.Name).Select(g => new Named(g.Key, g.Aggregate(0L, (sum, e) => e.Number == Bad ? Overflowed() : 0, (a, b) => a))), "Overflowed", "overflow");

    [Fact]
    public void Refused_WhoseObserverThrows_IsNamed() => Fails(
        rows => rows.GroupBy(e => e.Name).Select(g => new Named(g.Key, g.Count())), "subscriber", "seen enough",
        bad: "no json", prepare: query => query.Refused.Subscribe(_ => throw new OwnException("seen enough")), failedBatch: 2, file: null);

    [Fact]
    public void File_ThatCannotBeRead_IsNamed() => Fails(
        rows => rows.GroupBy(e => e.Name).Select(g => new Named(g.Key, g.Count())), "scan", "file-2.json", store: store => store.FailOpen("events/file-2.json", new UnauthorizedAccessException("Access denied.")), failedBatch: 4);

    [Fact]
    public void FailFast_IsTheFirstMalformedRecord()
    {
        var failure = Fails(
            rows => rows.GroupBy(e => e.Name).Select(g => new Named(g.Key, g.Count())), "scan", "line 4", bad: "{\"name\":5}", options: new WatchOptions { Malformed = MalformedPolicy.FailFast, MaxFilesPerBatch = 1 });
        var record = Assert.IsType<MalformedRecordException>(failure.InnerException);
        Assert.Equal(("events/file-2.json", 4L, 3 * (Line(Good).Length + 1L)), (record.File, record.Line, record.Offset));
    }

    /// <summary>As Spark: in row order within a batch, each batch from zero, and then what is kept and the batch's sum.</summary>
    [Theory]
    [InlineData(new long[] { }, new[] { long.MaxValue, 1 }, true)]
    [InlineData(new long[] { }, new[] { long.MaxValue, 1, -5 }, true)]
    [InlineData(new long[] { }, new[] { long.MinValue, -1, long.MaxValue }, true)]
    [InlineData(new long[] { }, new[] { long.MaxValue, long.MinValue, long.MaxValue, 1 }, false)]
    [InlineData(new long[] { }, new[] { -5, long.MaxValue, 5 }, false)]
    [InlineData(new long[] { }, new[] { -5, long.MaxValue, 6 }, true)]
    [InlineData(new[] { long.MaxValue }, new long[] { 1 }, true)]
    [InlineData(new[] { long.MaxValue }, new long[] { 1, -5 }, false)]
    [InlineData(new long[] { -5 }, new[] { long.MaxValue, 5 }, true)]
    [InlineData(new long[] { -5 }, new[] { long.MaxValue }, false)]
    public void Sum_ThatLeaves64Bits_FailsTheBatch_WhereAnyRecordBringsItThere(long[] kept, long[] batch, bool leaves)
    {
        using var source = new Subject<MicroBatch<Item>>();
        var query = source.AsRows().GroupBy(e => e.Name).Select(g => new Named(g.Key, g.Sum(e => e.Number))).Start("sums");
        source.OnNext(MicroBatch.Of(kept.Select(number => new Item("x", number))));
        source.OnNext(MicroBatch.Of(batch.Select(number => new Item("x", number))));
        if (!leaves)
        {
            Assert.Null(query.Exception);
            Assert.Equal(kept.Concat(batch).Aggregate(0L, (sum, number) => unchecked(sum + number)), query.Table.Current.Rows[0].Value);
            return;
        }

        var failure = Assert.IsType<StreamingQueryException>(query.Exception);
        Assert.Equal(("aggregate", 1), (failure.Stage, failure.BatchId));
        Assert.Contains("a sum of integers leaves 64 bits, in the group (x)", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, query.Table.Current.Prefix.BatchId);
    }

    [Fact]
    public void Sum_ThatLeavesADecimal_FailsTheBatchAndLeavesNoTrace()
    {
        using var source = new Subject<MicroBatch<Item>>();
        var query = source.AsRows().GroupBy(e => e.Name).Select(g => new { g.Key, Sum = g.Sum(e => e.Amount) }).Start("sums");
        source.OnNext(MicroBatch.Of([new Item("x", 0, decimal.MaxValue)]));
        source.OnNext(MicroBatch.Of([new Item("y", 0, 1), new Item("x", 0, 1)]));
        Assert.Contains("a sum of decimals leaves their range, in the group (x)", Assert.IsType<StreamingQueryException>(query.Exception).Message, StringComparison.Ordinal);
        Assert.Equal([("x", decimal.MaxValue)], query.Table.Current.Rows.Select(row => (row.Key, row.Sum)));
    }

    /// <summary>As of integers: in row order within a batch, whatever units it is read in.</summary>
    [Theory]
    [InlineData(7.9, 1, -1, true)]
    [InlineData(-7.9, -1, 1, true)]
    [InlineData(7.9, -1, 1, false)]
    [InlineData(6, 1, -1, false)]
    public void Sum_ThatLeavesADecimalWithinALaterUnit_FailsTheBatch(double first, double second, double third, bool leaves)
    {
        var lines = new[] { first, second, third }.Select(number => $"{{\"name\":\"x\",\"number\":0,\"amount\":{(decimal)number * 10_000_000_000_000_000_000_000_000_000m:0}}}\n").ToArray();
        var unit = lines[1].Length + lines[2].Length;
        var directory = new VirtualDirectory();
        directory.Store.Add("events/a.json", lines[0].Insert(1, new string(' ', unit - lines[0].Length)) + lines[1] + lines[2], RandomFiles.Midnight);
        var query = directory.Files.Read<Item>(new ReadOptions { UnitSize = unit }, directory.Scheduler).GroupBy(e => e.Name).Select(g => new { g.Key, Sum = g.Sum(e => e.Amount) }).Start("sums");
        directory.PassUntil(() => query.Completion.IsCompleted);
        if (leaves) Assert.Contains("a sum of decimals leaves their range, in the group (x)", Assert.IsType<StreamingQueryException>(query.Exception).Message, StringComparison.Ordinal);
        else Assert.Equal((decimal)first * 10_000_000_000_000_000_000_000_000_000m, Assert.Single(query.Table.Current.Rows).Sum);
    }

    [Fact]
    public async Task Subscriber_ThatThrows_FailsTheQueryBehindTheCommit()
    {
        using var source = new Subject<MicroBatch<Item>>();
        var query = source.AsRows().GroupBy(e => e.Name).Select(g => new Named(g.Key, g.Count())).Start("thrown");
        var trace = new List<string>();
        using var before = query.Table.Subscribe(version => trace.Add($"before {version.Prefix.BatchId}"), e => trace.Add($"before {e.GetType().Name}"));
        using var thrower = query.Table.Subscribe(version => { if (version.Prefix.BatchId == 1) throw new OwnException("no more"); });
        using var behind = query.Table.Subscribe(version => trace.Add($"behind {version.Prefix.BatchId}"), e => trace.Add($"behind {e.GetType().Name}"));
        for (var i = 0; i < 4; i++) source.OnNext(MicroBatch.Of([new Item("x", i)]));

        Assert.Equal(1, query.Table.Current.Prefix.BatchId);
        Assert.Equal(2, query.Table.Current.Rows[0].Value);
        Assert.Equal(["before 0", "behind 0", "before 1", "before StreamingQueryException", "behind 1", "behind StreamingQueryException"], trace);
        var failure = Assert.IsType<StreamingQueryException>(query.Exception);
        Assert.Equal(("subscriber", 1L), (failure.Stage, failure.BatchId));
        Assert.IsType<OwnException>(failure.InnerException);
        Assert.Same(failure, await Assert.ThrowsAsync<StreamingQueryException>(() => query.Completion));
        Assert.False(source.HasObservers);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Progress_WhoseObserverThrows_FailsTheQuery(bool isFile)
    {
        using var source = new Subject<MicroBatch<Item>>();
        var directory = new VirtualDirectory();
        directory.Store.Add("events/a.json", Line(Good), RandomFiles.Midnight);
        var rows = isFile ? directory.Files.Watch<Item>(null, directory.Scheduler) : source.AsRows();
        var query = rows.GroupBy(e => e.Name).Select(g => new Named(g.Key, g.Count())).Start("thrown");
        using var thrower = query.Progress.Subscribe(_ => throw new OwnException("no more"));
        source.OnNext(MicroBatch.Of([new Item("x", 1)]));
        directory.Pass(TimeSpan.FromSeconds(9));
        Assert.Equal(("subscriber", 0L), ((StreamingQueryException)query.Exception!).Stage is var stage ? (stage, ((StreamingQueryException)query.Exception).BatchId) : default);
        await Assert.ThrowsAsync<StreamingQueryException>(() => query.Completion);
        await query.StopAsync();
        Assert.Equal(QueryState.Failed, query.Status.State);
    }

    [Fact]
    public void Source_ThatFails_IsNamed()
    {
        using var source = new Subject<MicroBatch<Item>>();
        var query = source.AsRows().GroupBy(e => e.Name).Select(g => new Named(g.Key, g.Count())).Start("source");
        source.OnNext(MicroBatch.Of([new Item("x", 1)]));
        source.OnError(new OwnException("gone"));
        var failure = Assert.IsType<StreamingQueryException>(query.Exception);
        Assert.Equal(("source", 1L, "gone"), (failure.Stage, failure.BatchId, failure.InnerException!.Message));
        Assert.Equal(1, query.Table.Current.Rows[0].Value);
    }

    [Fact]
    public void Directory_ThatIsNotThere_IsTheSourcesFailure()
    {
        var directory = new VirtualDirectory();
        var query = JsonFiles.In("nowhere", directory.Store).Watch<Item>(null, directory.Scheduler).GroupBy(e => e.Name).Select(g => new Named(g.Key, g.Count())).Start("nowhere");
        directory.Pass(TimeSpan.FromSeconds(5));
        var failure = Assert.IsType<StreamingQueryException>(query.Exception);
        Assert.Equal(("source", 0L), (failure.Stage, failure.BatchId));
        Assert.Contains("nowhere", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TableStream_ThatFails_TellsItsSubscriberOnce()
    {
        var directory = new VirtualDirectory();
        directory.Store.Add("events/a.json", Line(Good), RandomFiles.Midnight);
        directory.Store.Add("events/b.json", Line(Bad), RandomFiles.Midnight.AddDays(1));
        var trace = new List<string>();
        using var subscription = directory.Files.Read<Item>(new ReadOptions { MaxFilesPerBatch = 1 }, directory.Scheduler).Where(e => Picks(e.Number)).GroupBy(e => e.Name).Select(g => new Named(g.Key, g.Count()))
            .Subscribe(version => trace.Add($"{version.Prefix.BatchId}"), e => trace.Add(((StreamingQueryException)e).File!), () => trace.Add("completed"));
        directory.Pass(TimeSpan.FromSeconds(5));
        Assert.Equal(["0", "events/b.json"], trace);
    }

    [Fact]
    public void Rows_ReadWhileTheyAreMade_DoNotFailTheQuery()
    {
        using var source = new Subject<MicroBatch<Item>>();
        var query = source.AsRows().GroupBy(e => e.Name).Select(g => new Named(g.Key, 1 / (g.Count() - 1))).Start("lazy");
        source.OnNext(MicroBatch.Of([new Item("x", 1)]));
        Assert.Throws<DivideByZeroException>(() => query.Table.Current.Rows[0]);
        source.OnNext(MicroBatch.Of([new Item("x", 1)]));
        Assert.Equal(1, query.Table.Current.Rows[0].Value);
    }

    private static bool Picks(long number) => number == Bad ? throw new OwnException("picked badly") : true;

    private static long Overflowed() => throw new OverflowException("An arithmetic overflow of my own.");

    private static string Line(long number) => $"{{\"name\":\"x\",\"number\":{number},\"amount\":1}}";

    /// <summary>A query over three files, one a batch, of which the last has something bad in it; checks that all tell the same of it.</summary>
    private static StreamingQueryException Fails<TRow>(
        Func<RowStream<Item>, TableStream<TRow>> table,
        string stage,
        string message,
        string? bad = null,
        Func<StreamingQuery<TRow>, IDisposable>? prepare = null,
        long failedBatch = 2,
        string? file = "events/file-2.json",
        Action<Testing.MemoryFileStore>? store = null,
        WatchOptions? options = null)
    {
        var directory = new VirtualDirectory();
        for (var i = 0; i < 5; i++)
        {
            var last = i == 2 && store is null ? bad ?? Line(Bad) : Line(Good);
            directory.Store.Add($"events/file-{i}.json", $"{Line(Good)}\n{Line(Good)}\n{Line(Good)}\n{last}\n{Line(Good)}", RandomFiles.Midnight);
        }

        store?.Invoke(directory.Store);
        var query = table(directory.Files.Watch<Item>(options ?? new WatchOptions { MaxFilesPerBatch = 1 }, directory.Scheduler)).Start("failing");
        using var prepared = prepare?.Invoke(query);
        var versions = new List<Snapshot<TRow>>();
        Exception? pushed = null;
        using var subscription = query.Table.Subscribe(versions.Add, e => pushed = e);
        var all = query.ProcessAllAvailableAsync();
        directory.Pass(TimeSpan.FromMinutes(1));

        var failure = Assert.IsType<StreamingQueryException>(query.Exception);
        Assert.Contains(stage, failure.Stage, StringComparison.Ordinal);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.Contains(message, failure.InnerException!.Message, StringComparison.Ordinal);
        Assert.Equal(failedBatch, failure.BatchId);
        if (file is not null) Assert.Equal(file, failure.File);
        Assert.Same(failure, pushed);
        Assert.True(query.Completion.IsFaulted);
        Assert.Same(failure, query.Completion.Exception.InnerException);
        Assert.Equal(new QueryStatus(QueryState.Failed, false, $"Failed: {failure.Message}"), query.Status);
        Assert.True(all.IsFaulted);
        Assert.True(query.ProcessAllAvailableAsync().IsFaulted);

        // What was committed is valid still, and nothing came behind.
        Assert.Equal(failedBatch - 1, query.Table.Current.Prefix.BatchId);
        Assert.Equal(failedBatch, versions.Count);
        Assert.Equal(failedBatch, query.RecentProgress.Count);
        Assert.NotEmpty(versions[0].Rows);
        Assert.NotEmpty(query.Table.Current.Rows);
        Exception? late = null;
        using var latecomer = query.Table.Subscribe(version => Assert.Same(query.Table.Current, version), e => late = e);
        Assert.Same(failure, late);
        return failure;
    }
}
