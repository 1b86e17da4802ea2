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
        var options = new QueryOptions { OutputMode = Enum.Parse<OutputMode>(scenario.Query.Mode, ignoreCase: true), ResumeFrom = stopped };
        var files = scenario.Text("path") is { Length: > 0 } pattern ? JsonFiles.In(directory, pattern) : JsonFiles.In(directory);
        var rows = Selected(scenario, files.Watch(scenario.SchemaText, ReaderOptions.OfStream(scenario)));
        return scenario.Query.Aggregates.Count == 0 ? rows.Start("stream", options) : Grouped(scenario.Query, rows).Start("stream", options);
    }

    private static RowStream<Row> Selected(Scenario scenario, RowStream<Row> rows) =>
        scenario.Query.Select is not { } items ? rows : rows.Select([.. items.Select(item => QueryDefinition.AsColumn(item)!.Value).Select(column => Col(column.Name).As(column.Alias))]);

    private static TableStream<Row, Row> Grouped(QueryDefinition query, RowStream<Row> rows)
    {
        var keys = query.GroupBy.Select(name => Col(QueryDefinition.Unquoted(name))).ToArray();
        var groups = query.Window is { } window ? rows.Window(Col(QueryDefinition.Unquoted(window.On!)), Assigner(window)).GroupBy(keys) : rows.GroupBy(keys);
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
