using System.Reactive.Subjects;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ReactiveEtl.Tests.Writers;

/// <summary>What does not go together is refused at Start, naming the step; and what types can say does not compile.</summary>
public sealed class OutputModeTests
{
    private static readonly WindowAssigner Tens = Window.Tumbling(TimeSpan.FromSeconds(10));

    [Fact]
    public void Pairs_ThatCannotBe_AreRefusedAtStart()
    {
        using var source = new Subject<MicroBatch<TimedEvent>>();
        var rows = source.AsRows();
        var timed = rows.EventTime(e => e.Time, TimeSpan.Zero);
        var windowed = timed.Window(Tens).GroupBy(e => e.Key).Select(g => new { g.Key, g.Window, Count = g.Count() });
        var sessions = timed.Window(Window.Session(TimeSpan.FromSeconds(1)));
        var chained = windowed.FinalRows().Window(Tens).GroupBy(w => w.Key).Select(g => new { g.Key, g.Window });
        Refuses("aggregate", () => timed.GroupBy(e => e.Key).Select(g => new { g.Key }).Start("x", OutputMode.Append));
        Refuses("aggregate", () => timed.Aggregate(all => new { Count = all.Count() }).Start("x", OutputMode.Append));
        Refuses("session", () => sessions.GroupBy(e => e.Key).Select(g => new { g.Key }).Start("x", OutputMode.Update));
        Refuses("session", () => sessions.Aggregate(w => new { w.Window }).Start("x", OutputMode.Complete));
        Refuses("aggregate", () => chained.Start("x", OutputMode.Update));
        Refuses("aggregate", () => chained.Start("x", OutputMode.Complete));
        Refuses("rows", () => timed.DistinctBy(e => e.Key).Start("x", new QueryOptions { OutputMode = OutputMode.Complete }));
        Refuses("order by", () => windowed.OrderBy(row => row.Count).Start("x", new QueryOptions { OutputMode = OutputMode.Append }));
        Refuses("take", () => windowed.Take(3).Start("x", new QueryOptions { OutputMode = OutputMode.Update }));
        Refuses("trigger", () => windowed.Start("x", OutputMode.Append, new QueryOptions { Trigger = Trigger.AvailableNow }));
        Assert.Throws<ArgumentException>(() => timed.GroupBy(e => e.Key).Select(g => new { g.Key }).FinalRows());
        Assert.Throws<ArgumentException>(() => windowed.Start("x", (OutputMode)3));

        // What is never final is never removed.
        var retention = new QueryOptions { Retention = TimeSpan.FromHours(1) };
        Refuses("retention", () => windowed.Start("x", OutputMode.Complete, retention));
        Refuses("retention", () => timed.GroupBy(e => e.Key).Select(g => new { g.Key }).Start("x", OutputMode.Update, retention));
        Refuses("retention", () => rows.Window(e => e.Time, Tens).GroupBy(e => e.Key).Select(g => new { g.Key }).Start("x", retention));
        Refuses("retention", () => timed.DistinctBy(e => e.Key).Start("x", retention));
        windowed.OrderBy(row => row.Count).Take(3).Start("x", retention);
    }

    /// <summary>SPARK §1.4 line by line: which modes a kind of query has, and that all others are refused at Start.</summary>
    [Fact]
    public void Modes_OfEachKindOfQuery_AreThose()
    {
        using var source = new Subject<MicroBatch<TimedEvent>>();
        var rows = source.AsRows();
        var timed = rows.EventTime(e => e.Time, TimeSpan.FromSeconds(1));
        var windowed = timed.Window(Tens).GroupBy(e => e.Key).Select(g => new { g.Key, g.Window, Count = g.Count() });
        var session = Window.Session(TimeSpan.FromSeconds(1));
        // Aggregation on event time with a watermark.
        Has("append update complete", windowed);
        Has("append update complete", timed.Window(Tens).Aggregate(w => new { w.Window }));
        Has("append update complete", timed.Window(Window.Hopping(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(5))).GroupBy(e => new { e.Key, e.Value }).Select(g => new { g.Key }));
        Has("append update complete", windowed.Where(row => row.Count > 1));
        Has("append update complete", timed.GroupBy(e => new { e.Key, e.Time }).Select(g => new { g.Key }));
        Has("append update complete", timed.Window(e => e.Time, Tens).GroupBy(e => e.Key).Select(g => new { g.Key, g.Window }));
        Has("complete", timed.Window(Tens).GroupBy(e => e.Time).Select(g => new { g.Key }));
        // Other aggregation.
        Has("update complete", rows.GroupBy(e => e.Key).Select(g => new { g.Key }));
        Has("update complete", rows.Window(e => e.Time, Tens).GroupBy(e => e.Key).Select(g => new { g.Key, g.Window }));
        Has("update complete", rows.Aggregate(all => new { Count = all.Count() }));
        Has("update complete", timed.GroupBy(e => e.Key).Select(g => new { g.Key }));
        Has("update complete", timed.Aggregate(all => new { Count = all.Count() }));
        Has("update complete", rows.DistinctBy(e => e.Key).GroupBy(e => e.Key).Select(g => new { g.Key }));
        // Sessions.
        Has("append complete", timed.Window(session).GroupBy(e => e.Key).Select(g => new { g.Key, g.Window }));
        Has("complete", rows.Window(e => e.Time, session).GroupBy(e => e.Key).Select(g => new { g.Key, g.Window }));
        Has("", timed.Window(session).Aggregate(w => new { w.Window }));
        Has("", rows.Window(e => e.Time, session).Aggregate(w => new { w.Window }));
        // Chained.
        Has("append", windowed.FinalRows().Window(Tens).GroupBy(row => row.Key).Select(g => new { g.Key, g.Window }));
        Has("append", windowed.FinalRows().Window(session).GroupBy(row => row.Key).Select(g => new { g.Key, g.Window }));
        Has("", windowed.FinalRows().GroupBy(row => row.Key).Select(g => new { g.Key }));
        // Orders and limits.
        Has("complete", windowed.OrderBy(row => row.Count));
        Has("complete", windowed.OrderBy(row => row.Count).Take(3));
        Has("append complete", windowed.Take(3));
        Has("complete", rows.GroupBy(e => e.Key).Select(g => new { g.Key }).OrderByDescending(row => row.Key));
        // No aggregation.
        Assert.Equal("append update", Modes(mode => rows.Start("x", new QueryOptions { OutputMode = mode })));
        Assert.Equal("append update", Modes(mode => timed.Where(e => e.Value > 0).Start("x", new QueryOptions { OutputMode = mode })));
        Assert.Equal("append update", Modes(mode => timed.DistinctBy(e => e.Key).Start("x", new QueryOptions { OutputMode = mode })));
        Assert.Equal("append update", Modes(mode => timed.DistinctByWithinWatermark(e => e.Key).Start("x", new QueryOptions { OutputMode = mode })));

        static void Has<TRow>(string modes, TableStream<TRow> table) => Assert.Equal(modes, Modes(mode => table.Start("x", new QueryOptions { OutputMode = mode })));
    }

    private static string Modes(Action<OutputMode> start)
    {
        var modes = new List<string>();
        foreach (var mode in Enum.GetValues<OutputMode>())
        {
            try
            {
                start(mode);
                modes.Add(mode.ToString().ToLowerInvariant());
            }
            catch (QueryPlanException refused)
            {
                Assert.NotEmpty(refused.Step);
            }
        }

        return string.Join(' ', modes);
    }

    [Fact]
    public void Changes_GiveWhatTheQueryKeeps()
    {
        using var source = new Subject<MicroBatch<TimedEvent>>();
        var windowed = source.AsRows().EventTime(e => e.Time, TimeSpan.Zero).Window(Tens).GroupBy(e => e.Key).Select(g => new { g.Key, g.Window, Count = g.Count() });
        var following = windowed.Start("following");
        var keeping = windowed.Start("keeping", OutputMode.Complete);
        Assert.Throws<QueryPlanException>(() => following.Table.Changes(OutputMode.Complete));
        Assert.Throws<QueryPlanException>(() => keeping.Table.Changes(OutputMode.Append));
        Assert.Throws<QueryPlanException>(() => keeping.Table.Changes(OutputMode.Update));
        var (append, update, complete) = (new List<long>(), new List<long>(), new List<long>());
        using var first = following.Table.Changes(OutputMode.Append).Subscribe(batch => append.AddRange(batch.Rows.Select(row => row.Count)));
        using var second = following.Table.Changes(OutputMode.Update).Subscribe(batch => update.AddRange(batch.Rows.Select(row => row.Count)));
        using var third = keeping.Table.Changes(OutputMode.Complete).Subscribe(batch => complete.AddRange(batch.Rows.Select(row => row.Count)));
        source.OnNext(MicroBatch.Of([new TimedEvent(TimedEvents.Base, "a", 1), new TimedEvent(TimedEvents.Base, "a", 1)]));
        source.OnNext(MicroBatch.Of([new TimedEvent(TimedEvents.Base.AddSeconds(20), "a", 1)]));
        Assert.Equal([2], append);
        Assert.Equal([2, 1], update);
        Assert.Equal([2, 2, 1], complete);
    }

    [Fact]
    public void Views_AreTheRowsOfEachVersion()
    {
        using var source = new Subject<MicroBatch<TimedEvent>>();
        var table = source.AsRows().GroupBy(e => e.Key).Select(g => new { g.Key, Count = g.Count() });
        var all = table.Start("all");
        var many = table.Where(row => row.Count > 3).Start("many");
        var top = table.OrderByDescending(row => row.Count).Take(2).Start("top");
        var random = new Random(3);
        var (folded, best) = (new Dictionary<long, object>(), new Dictionary<long, object>());
        foreach (var batch in TimedEvents.Batches(random, 25))
        {
            source.OnNext(MicroBatch.Of(batch));
            Fold(many.Table.Current.Changes, folded);
            Fold(top.Table.Current.Changes, best);
            var rows = all.Table.Current.Rows;
            Assert.Equal(rows.Where(row => row.Count > 3), many.Table.Current.Rows);
            Assert.Equal(rows.OrderByDescending(row => row.Count).Take(2), top.Table.Current.Rows);
            Assert.Equal(many.Table.Current.Rows.ToHashSet<object>(), folded.Values.ToHashSet());
            Assert.Equal(top.Table.Current.Rows.ToHashSet<object>(), best.Values.ToHashSet());
        }

        static void Fold<TRow>(IEnumerable<Change<TRow>> changes, Dictionary<long, object> rows)
        {
            foreach (var change in changes)
            {
                if (change.Kind == ChangeKind.Removed) rows.Remove(change.Group);
                else rows[change.Group] = change.Row!;
            }
        }
    }

    [Theory]
    [InlineData("rows.EventTime(e => e.Time, TimeSpan.Zero).Window(tens).GroupBy(e => e.Key).Select(g => new { g.Key, g.Window }).Start(\"x\", OutputMode.Append)", true)]
    [InlineData("rows.Window(e => e.Time, tens).GroupBy(e => e.Key).Select(g => new { g.Key, g.Window }).Start(\"x\", OutputMode.Append)", false)]
    [InlineData("rows.Window(e => e.Time, tens).GroupBy(e => e.Key).Select(g => new { g.Key, g.Window }).FinalRows()", false)]
    [InlineData("rows.DistinctByWithinWatermark(e => e.Key)", false)]
    [InlineData("rows.EventTime(e => e.Time, TimeSpan.Zero).EventTime(e => e.Time, TimeSpan.Zero)", false)]
    [InlineData("rows.EventTime(e => e.Time, TimeSpan.Zero).DistinctByWithinWatermark(e => e.Key)", true)]
    [InlineData("rows.OrderBy(e => e.Time)", false)]
    [InlineData("rows.Take(3)", false)]
    [InlineData("rows.EventTime(e => e.Time, TimeSpan.Zero).OrderBy(e => e.Time)", false)]
    [InlineData("rows.EventTime(e => e.Key, TimeSpan.Zero)", false)]
    [InlineData("rows.Window(e => e.Key, tens)", false)]
    [InlineData("rows.EventTime(e => e.Time, TimeSpan.Zero).Window(tens).Window(tens)", false)]
    [InlineData("rows.EventTime(e => e.Time, TimeSpan.Zero).Window(tens).Start(\"x\")", false)]
    [InlineData("rows.EventTime(e => e.Time, TimeSpan.Zero).GroupBy(e => e.Key).Select(g => new { g.Key, g.Window })", false)]
    [InlineData("rows.GroupBy(e => e.Key).Select(g => new { g.Key }).GroupBy(r => r.Key)", false)]
    [InlineData("rows.GroupBy(e => e.Key).Select(g => new { g.Key }).DistinctBy(r => r.Key)", false)]
    [InlineData("rows.Start(\"x\", OutputMode.Complete)", false)]
    [InlineData("rows.DistinctBy(e => e.Key).GroupBy(e => e.Key).Select(g => new { g.Key, Count = g.Count() }).Take(2)", true)]
    public void Types_SayWhatCannotBe(string expression, bool compiles)
    {
        var code = $$"""
            using System; using ReactiveEtl;
            public sealed record E(DateTimeOffset Time, string Key);
            public static class Program { public static object Query(RowStream<E> rows, WindowAssigner tens) => {{expression}}; }
            """;
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create("query", [CSharpSyntaxTree.ParseText(code, cancellationToken: TestContext.Current.CancellationToken)], references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var errors = compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.ToString()).ToList();
        Assert.True(errors.Count == 0 == compiles, string.Join('\n', errors.DefaultIfEmpty("It compiles.")));
    }

    private static void Refuses(string step, Action start) => Assert.Equal(step, Assert.Throws<QueryPlanException>(start).Step);
}
