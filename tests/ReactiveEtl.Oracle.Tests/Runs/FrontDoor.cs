using System.Reactive.Concurrency;
using static ReactiveEtl.Columns;
using static ReactiveEtl.SqlColumns;

namespace ReactiveEtl.Oracle.Tests;

/// <summary>A scenario's query, written with the public front door over run-time columns.</summary>
internal static class FrontDoor
{
    /// <summary>The rows of a static read, started like a stream.</summary>
    public static StreamingQuery<Row> StartRead(Scenario scenario, string directory) =>
        new QueryInZone(scenario).Selected(JsonFiles.In(directory).Read(scenario.SchemaText, ReaderOptions.OfRead(scenario))).Start("read");

    /// <summary>The streaming query, anew or from where a stopped one was.</summary>
    /// <exception cref="ArgumentException">The query is refused.</exception>
    public static StreamingQuery<Row> StartStream(Scenario scenario, string directory, IScheduler scheduler, StreamingQuery? stopped)
    {
        var query = scenario.Query;
        var options = new QueryOptions { OutputMode = ModeOf(query), BatchesWithoutData = SparkSettings.RunsBatchesWithoutData(scenario), ResumeFrom = stopped };
        var files = scenario.Text("path") is { Length: > 0 } pattern ? JsonFiles.In(directory, pattern) : JsonFiles.In(directory);
        var texts = new QueryInZone(scenario);
        var rows = texts.Selected(texts.Where(files.Watch(scenario.SchemaText, ReaderOptions.OfStream(scenario), scheduler), query.WhereBefore));
        if (query.Lateness is not { } lateness)
        {
            rows = texts.Where(rows, query.WhereAfter);
            var distinct = query.Dedup is { } dedup ? Distinct(rows, dedup) : rows;
            if (query.Then is not null) throw new ArgumentException("FinalRows is there for tables with event time only.");
            return query.Aggregates.Count == 0 ? texts.Rows(distinct).Start("stream", options) : texts.View(texts.Grouped(query, distinct), query.Having).Start("stream", options);
        }

        var timed = rows.EventTime(Col(QueryDefinition.Unquoted(query.EventTime!)), Lateness.Parse(lateness));
        if (query.WhereAfter is { } after) timed = timed.Where(after, texts.Zone);
        if (query.Dedup is { } keys) timed = keys.IsWithinWatermark ? timed.DistinctByWithinWatermark(keys.Columns) : timed.DistinctBy(keys.Columns);
        if (query.Aggregates.Count == 0) return texts.Rows(timed).Start("stream", options);
        var table = texts.Grouped(query, timed);
        if (query.Then is not { } then) return texts.View(table, query.Having).Start("stream", options);
        var final = table.FinalRows();
        return texts.View(texts.Grouped(then, query.Having is { } having ? final.Where(having, texts.Zone) : final), null).Start("stream", options);
    }

    public static OutputMode ModeOf(QueryDefinition query) => Enum.Parse<OutputMode>(query.Mode, ignoreCase: true);

    private static RowStream<Row> Distinct(RowStream<Row> rows, DedupDefinition dedup) => dedup.IsWithinWatermark
        ? throw new ArgumentException("DistinctByWithinWatermark is there for rows with event time only.")
        : rows.DistinctBy(dedup.Columns);
}

/// <summary>The parts of a scenario's query, with its expressions as texts in the session's zone.</summary>
internal sealed class QueryInZone(Scenario scenario)
{
    private readonly QueryDefinition _query = scenario.Query;

    public TimeZoneInfo Zone { get; } = SparkZone.Of(scenario.Text("timeZone") ?? "UTC");

    public RowStream<Row> Where(RowStream<Row> rows, string? condition) => condition is null ? rows : rows.Where(condition, Zone);

    public RowStream<Row> Selected(RowStream<Row> rows) => _query.Select is { } items ? rows.Select(Columns(items)) : rows;

    /// <summary>What is output of rows that are not grouped.</summary>
    public RowStream<Row> Rows(RowStream<Row> rows)
    {
        if (_query.OrderBy.Count > 0) throw new ArgumentException("Only tables have an order.");
        rows = Where(rows, _query.Having);
        return _query.Output.Count > 0 ? rows.Select(Columns(_query.Output)) : rows;
    }

    /// <inheritdoc cref="Rows(RowStream{Row})"/>
    public TimedStream<Row> Rows(TimedStream<Row> rows)
    {
        if (_query.OrderBy.Count > 0) throw new ArgumentException("Only tables have an order.");
        if (_query.Having is { } having) rows = rows.Where(having, Zone);
        return _query.Output.Count > 0 ? rows.Select(Columns(_query.Output)) : rows;
    }

    /// <summary>What is output of a table.</summary>
    public TableStream<Row> View(TableStream<Row> table, string? having)
    {
        if (having is not null) table = table.Having(having, Zone);
        if (_query.Output.Count > 0) table = table.Select(Columns(_query.Output));
        if (_query.OrderBy is { Count: > 0 } order) table = table.OrderBy(order[0], [.. order.Skip(1)]);
        return _query.Limit is { } limit ? table.Take(limit) : table;
    }

    public TimedTableStream<Row, Row> Grouped(QueryDefinition query, TimedStream<Row> rows)
    {
        var keys = Keys(query);
        var groups = query.Window switch
        {
            null => rows.GroupBy(keys),
            { Kind: "session" } window => rows.Window(Session(window)).GroupBy(keys),
            { IsOnOther: true } window => rows.Window(Expr(window.On!, Zone), Assigner(window)).GroupBy(keys),
            var window => rows.Window(Assigner(window)).GroupBy(keys),
        };
        return groups.Aggregate([.. query.Aggregates.Select(Aggregate)]);
    }

    public TableStream<Row, Row> Grouped(QueryDefinition query, RowStream<Row> rows)
    {
        var keys = Keys(query);
        var groups = query.Window switch
        {
            null => rows.GroupBy(keys),
            { Kind: "session" } window => rows.Window(Expr(window.On!, Zone), Session(window)).GroupBy(keys),
            var window => rows.Window(Expr(window.On!, Zone), Assigner(window)).GroupBy(keys),
        };
        return groups.Aggregate([.. query.Aggregates.Select(Aggregate)]);
    }

    private static Column[] Keys(QueryDefinition query) => [.. query.GroupBy.Select(name => Col(QueryDefinition.Unquoted(name)))];

    private Column[] Columns(IReadOnlyList<string> texts) => [.. texts.Select(text => Expr(text, Zone))];

    private SessionWindows Session(WindowDefinition window) => window.GapExpression is { } gap ? Window.Session(Expr(gap, Zone)) : Window.Session(Duration.Parse(window.Gap));

    private static WindowAssigner Assigner(WindowDefinition window)
    {
        var size = Duration.Parse(window.Size);
        var offset = window.Offset is { } text ? Duration.Parse(text) : TimeSpan.Zero;
        return window.Slide is { } slide ? Window.Hopping(size, Duration.Parse(slide), offset) : Window.Tumbling(size, offset);
    }

    private AggregateColumn Aggregate(AggregateText aggregate) => AggregateExpr($"{aggregate.Function}({aggregate.Column})", Zone).As(aggregate.Alias);
}
