using static ReactiveEtl.Columns;

namespace ReactiveEtl.Oracle.Tests;

/// <summary>A scenario's query, written with the public front door over run-time columns.</summary>
internal static class FrontDoor
{
    /// <summary>The rows of a static read, started like a stream.</summary>
    public static StreamingQuery<Row> StartRead(Scenario scenario, string directory) =>
        Selected(scenario, JsonFiles.In(directory).Read(scenario.SchemaText, ReaderOptions.OfRead(scenario))).Start("read");

    /// <summary>The streaming query, anew or from where a stopped one was.</summary>
    /// <exception cref="ArgumentException">The query is refused.</exception>
    public static StreamingQuery<Row> StartStream(Scenario scenario, string directory, StreamingQuery? stopped)
    {
        var query = scenario.Query;
        var options = new QueryOptions { OutputMode = ModeOf(query), BatchesWithoutData = SparkSettings.RunsBatchesWithoutData(scenario), ResumeFrom = stopped };
        var files = scenario.Text("path") is { Length: > 0 } pattern ? JsonFiles.In(directory, pattern) : JsonFiles.In(directory);
        var rows = Selected(scenario, files.Watch(scenario.SchemaText, ReaderOptions.OfStream(scenario)));
        if (query.Lateness is not { } lateness)
        {
            var distinct = query.Dedup is { } dedup ? Distinct(rows, dedup) : rows;
            if (query.Then is not null) throw new ArgumentException("FinalRows is there for tables with event time only.");
            return query.Aggregates.Count == 0 ? distinct.Start("stream", options) : Grouped(query, distinct).Start("stream", options);
        }

        var timed = rows.EventTime(Col(QueryDefinition.Unquoted(query.EventTime!)), Lateness.Parse(lateness));
        if (query.Dedup is { } keys) timed = keys.IsWithinWatermark ? timed.DistinctByWithinWatermark(keys.Columns) : timed.DistinctBy(keys.Columns);
        if (query.Aggregates.Count == 0) return timed.Start("stream", options);
        var table = Grouped(query, timed);
        return (query.Then is { } then ? Grouped(then, table.FinalRows()) : table).Start("stream", options);
    }

    public static OutputMode ModeOf(QueryDefinition query) => Enum.Parse<OutputMode>(query.Mode, ignoreCase: true);

    private static RowStream<Row> Distinct(RowStream<Row> rows, DedupDefinition dedup) => dedup.IsWithinWatermark
        ? throw new ArgumentException("DistinctByWithinWatermark is there for rows with event time only.")
        : rows.DistinctBy(dedup.Columns);

    private static TimedTableStream<Row, Row> Grouped(QueryDefinition query, TimedStream<Row> rows)
    {
        var keys = query.GroupBy.Select(name => Col(QueryDefinition.Unquoted(name))).ToArray();
        return Windowed(query.Window, rows, keys).Aggregate([.. query.Aggregates.Select(Aggregate)]);
    }

    private static TimedRowGroups Windowed(WindowDefinition? window, TimedStream<Row> rows, Column[] keys) => window switch
    {
        null => rows.GroupBy(keys),
        { Kind: "session" } => rows.Window(Window.Session(Duration.Parse(window.Gap))).GroupBy(keys),
        { IsOnOther: true } => rows.Window(Col(QueryDefinition.Unquoted(window.On!)), Assigner(window)).GroupBy(keys),
        _ => rows.Window(Assigner(window)).GroupBy(keys),
    };

    private static RowStream<Row> Selected(Scenario scenario, RowStream<Row> rows) =>
        scenario.Query.Select is not { } items ? rows : rows.Select([.. items.Select(item => QueryDefinition.AsColumn(item)!.Value).Select(column => Col(column.Name).As(column.Alias))]);

    private static TableStream<Row, Row> Grouped(QueryDefinition query, RowStream<Row> rows)
    {
        var keys = query.GroupBy.Select(name => Col(QueryDefinition.Unquoted(name))).ToArray();
        var groups = query.Window switch
        {
            null => rows.GroupBy(keys),
            { Kind: "session" } window => rows.Window(Col(QueryDefinition.Unquoted(window.On!)), Window.Session(Duration.Parse(window.Gap))).GroupBy(keys),
            var window => rows.Window(Col(QueryDefinition.Unquoted(window.On!)), Assigner(window)).GroupBy(keys),
        };
        return groups.Aggregate([.. query.Aggregates.Select(Aggregate)]);
    }

    private static WindowAssigner Assigner(WindowDefinition window)
    {
        var size = Duration.Parse(window.Size);
        var offset = window.Offset is { } text ? Duration.Parse(text) : TimeSpan.Zero;
        return window.Slide is { } slide ? Window.Hopping(size, Duration.Parse(slide), offset) : Window.Tumbling(size, offset);
    }

    private static AggregateColumn Aggregate(AggregateText aggregate)
    {
        if (aggregate.CountsRows) return Count().As(aggregate.Alias);
        var column = Col(QueryDefinition.Unquoted(aggregate.Distinct ?? aggregate.Column));
        var known = aggregate.Function switch
        {
            "count" => aggregate.Distinct is null ? Count(column) : CountDistinct(column),
            "sum" => Sum(column),
            "avg" or "mean" => Average(column),
            "min" => Min(column),
            "max" => Max(column),
            "first" => First(column),
            "last" => Last(column),
            var other => throw new ArgumentException($"There is no aggregate '{other}'."),
        };
        return known.As(aggregate.Alias);
    }
}
