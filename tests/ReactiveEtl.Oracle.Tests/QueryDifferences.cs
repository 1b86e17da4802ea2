using System.Text.RegularExpressions;

namespace ReactiveEtl.Oracle.Tests;

/// <summary>A kind of query that we answer differently from Spark on purpose.</summary>
/// <param name="Name">The kind.</param>
/// <param name="Reason">Why.</param>
/// <param name="Is">How it is recognised.</param>
internal sealed record QueryDifference(string Name, string Reason, Func<Scenario, bool> Is)
{
    /// <summary>Whether our answer is a refusal, an <see cref="ArgumentException"/> at the call; else it is that of <see cref="NaiveQuery"/>, whatever Spark says.</summary>
    public bool IsRefused { get; init; }
}

/// <summary>The one table of queries that we answer differently on purpose.</summary>
internal static class QueryDifferences
{
    public static IReadOnlyList<QueryDifference> All { get; } =
    [
        new("no schema", "columns are declared; what a file holds tomorrow can't be inferred today", scenario => scenario.Kind == "read" && scenario.Schema.Count == 0) { IsRefused = true },
        new("column without a name", "columns are known by name", scenario => scenario.Schema.Any(column => column.Name.Length == 0)) { IsRefused = true },
        new("setting of Spark's that we don't have", "a read depends on its options alone", scenario => scenario.Kind == "read" && scenario.Conf.Count > 0),
        new("setting of a query of Spark's that we don't have", "one rule, which is the one that Spark has by default", scenario => scenario.Kind == "stream" && SparkSettings.WithoutEqual(scenario).Any()),
        new("nested types", "a record is flat; nested ones need a type of the user's", scenario => scenario.Schema.Any(column => SparkType.IsNested(column.Type))) { IsRefused = true },
        new("decimals of more than 28 digits", "System.Decimal holds 28", scenario => scenario.Schema.Any(column => SparkType.Precision(column.Type) > 28)) { IsRefused = true },
        new("two columns of one name", "a row's columns are told apart by name", scenario => OutputNames(scenario.Query).GroupBy(name => name).Any(group => group.Count() > 1)) { IsRefused = true },
        new("option of Spark's that we don't have", "one reading of a file, and files known by their paths: it is read without the option", scenario => ReaderOptions.WithoutEqual(scenario).Any()),
        new("query of nothing but the corrupt-record column", "Spark refuses it for how it reads files; here every column is judged anyway", ReadsOnlyCorruptColumn),
        new("count of distinct values", "Spark refuses it on streams; here it is exact", scenario => scenario.Query.Aggregates.Any(aggregate => aggregate.Distinct is not null)),
        new("sum of decimals of more than 18 digits", "System.Decimal holds 28, and a sum has 10 more than what it adds", scenario => scenario.Query.Aggregates.Any(aggregate => aggregate.Function == "sum" && PrecisionOf(scenario, aggregate) > 18)),
        new("limits of files and of bytes together", "Spark refuses them; here a batch ends at the first that is met", scenario => scenario.Kind == "stream" && HasBothLimits(scenario)),
        new("columns that differ in case only", "names are exact; Spark refuses them", scenario => scenario.Schema.GroupBy(column => column.Name, StringComparer.OrdinalIgnoreCase).Any(group => group.Count() > 1)),
        new("unfinished downloads", "names that say so are not data (SEMANTICS §2)", scenario => scenario.Kind == "stream" && FilesOf(scenario).Any(SelectedFiles.IsUnfinished)),
        new("directories that are columns", "a file's columns are in its lines", scenario => scenario.Kind == "stream" && FilesOf(scenario).Any(SelectedFiles.HasColumnDirectory)),
        new("order of files in a batch", "it is the recorded one; Spark reads the largest file first", scenario => scenario.Kind == "stream" && (scenario.Query.Dedup is not null || scenario.Query.Aggregates.Any(aggregate => DependsOnOrder(scenario, aggregate))) && ReadsLargerFilesFirst(scenario)),
        new("first rows of a table without an order", "rows stand in order of first arrival; Spark takes those that its store gives first, and counts in a stream's state how many it gave", scenario => scenario.Query is { Limit: not null, OrderBy.Count: 0 }),
        new("condition of the first groups' keys between two groupings", "it is one over final rows; Spark moves it before the first groups, and the rows that it removes don't move the watermark", scenario => scenario.Query is { Then: not null, Having: { } having } query && ReadsKeys(query, having)),
        new("interval of several fields in one text", "lengths of time are numbers and units", scenario => Lengths(scenario.Query).Any(text => text?.Contains(" to ", StringComparison.OrdinalIgnoreCase) ?? false)) { IsRefused = true },
        new("session gap that is no fixed length of time", "it is refused at the call; Spark adds months, and silently drops all rows where the text is none", scenario => scenario.Query.Window is { HasGapWithoutLength: true }) { IsRefused = true },
        new("second aggregation by the first one's window", "Spark makes one aggregation of both; group by the window once", scenario => scenario.Query.Then is { Window: null } then && then.GroupBy.Any(key => QueryDefinition.Unquoted(key) is "window" or "session_window")) { IsRefused = true },
        new("keys compared where nothing behind reads the event time", "Spark forgets the time of the rows, and then takes late ones; here a late row is late", scenario => scenario.Query is { Lateness: not null, Dedup.IsWithinWatermark: false, Aggregates.Count: > 0 } query && !ReadsTime(query)),
        new("window that leaves the calendar", "its end saturates where the calendar ends", scenario => scenario.Kind == "stream" && scenario.Query.Window is not null && HasTimesOutside(scenario)),
    ];

    /// <summary>Of a query that we refuse nothing else is asked.</summary>
    public static IReadOnlyList<QueryDifference> Of(Scenario scenario) =>
        All.Where(difference => difference.IsRefused && difference.Is(scenario)).ToList() is { Count: > 0 } refused ? refused : [.. All.Where(difference => !difference.IsRefused && difference.Is(scenario))];

    private static bool ReadsOnlyCorruptColumn(Scenario scenario) =>
        scenario.Schema.Any(column => column.Name == "_corrupt_record") && ColumnsRead.Of(scenario) is [("_corrupt_record", _)];

    private static bool HasBothLimits(Scenario scenario) =>
        scenario.Options.ContainsKey("maxBytesPerTrigger") && ReaderOptions.OfStream(scenario) is { MaxFilesPerBatch: not null, MaxBytesPerBatch: not null };

    /// <summary>The sum of integers does where it leaves its type on the way, that of doubles in its last digit.</summary>
    private static bool DependsOnOrder(Scenario scenario, AggregateText aggregate) =>
        aggregate.Function is "first" or "last" or "sum" || (aggregate.Function is "avg" or "mean" && scenario.TypeOf(aggregate.Column) == "double");

    /// <summary>Whether a batch may hold a file and a larger one behind it.</summary>
    private static bool ReadsLargerFilesFirst(Scenario scenario)
    {
        var several = !scenario.Options.TryGetValue("maxFilesPerTrigger", out var limit) ? scenario.Json.TryGetProperty("options", out var options) && options.TryGetProperty("maxFilesPerTrigger", out _) : limit != "1";
        return several && scenario.Json.GetProperty("steps").EnumerateArray().Select(step => InputFile.Of(step, 0).OrderBy(file => file.SecondsAfterStart).Select(file => file.Bytes.Length).ToList())
            .Any(sizes => sizes.Zip(sizes.Skip(1)).Any(pair => pair.First < pair.Second));
    }

    private static IEnumerable<string> FilesOf(Scenario scenario) => scenario.Json.GetProperty("steps").EnumerateArray().SelectMany(step => InputFile.Of(step, 0)).Select(file => file.Name);

    private static string?[] Lengths(QueryDefinition query) =>
        new[] { query.Window?.Size, query.Window?.Slide, query.Window?.Offset, query.Window?.Gap, query.Lateness };

    /// <summary>Whether the keys that are compared, or what is behind them, read the event time.</summary>
    private static bool ReadsTime(QueryDefinition query)
    {
        var time = QueryDefinition.Unquoted(query.EventTime!);
        bool IsTime(string text) => text.Contains(time, StringComparison.OrdinalIgnoreCase);
        return query.Dedup!.Columns is [] || query.Dedup.Columns.Any(column => IsTime(column.Name)) || query.Window?.On is { } on && IsTime(on) || query.GroupBy.Any(IsTime) || query.Aggregates.Any(aggregate => IsTime(aggregate.Column));
    }

    /// <summary>Whether an expression reads a column.</summary>
    public static bool Reads(string expression, string column) => Regex.IsMatch(expression, $@"(?<!\w){Regex.Escape(column)}(?!\w)", RegexOptions.IgnoreCase);

    private static bool ReadsKeys(QueryDefinition query, string condition) => query.GroupBy.Any(key => Reads(condition, QueryDefinition.Unquoted(key)));

    private static int PrecisionOf(Scenario scenario, AggregateText aggregate) => scenario.TypeOf(aggregate.Column) is { } type ? SparkType.Precision(type) : 0;

    private static IEnumerable<string> OutputNames(QueryDefinition query)
    {
        if (query.Aggregates.Count == 0) return query.Select?.Select(item => QueryDefinition.AsColumn(item)?.Alias ?? item) ?? [];
        var names = query.GroupBy.Select(QueryDefinition.Unquoted).Concat(query.Aggregates.Select(aggregate => aggregate.Alias));
        return query.Window is null ? names : names.Prepend("window");
    }

    private static bool HasTimesOutside(Scenario scenario)
    {
        var batches = scenario.Json.GetProperty("steps").EnumerateArray().Where(step => step.TryGetProperty("batches", out _)).SelectMany(step => step.GetProperty("batches").EnumerateArray());
        return batches.SelectMany(batch => batch.GetProperty("rows").EnumerateArray()).Where(row => row.TryGetProperty("window", out _))
            .Select(row => row.GetProperty("window")).Any(window => window.EnumerateObject().Any(end => !char.IsAsciiDigit(end.Value.GetString()![0]) || end.Value.GetString()!.StartsWith("0000", StringComparison.Ordinal)));
    }
}
