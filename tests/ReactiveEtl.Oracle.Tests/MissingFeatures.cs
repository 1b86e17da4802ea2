namespace ReactiveEtl.Oracle.Tests;

/// <summary>What a scenario needs and we can't do yet.</summary>
/// <param name="Name">The feature.</param>
/// <param name="Issue">The issue that brings it, and takes the line out of the table.</param>
/// <param name="IsNeededBy">How a definition shows that it needs it.</param>
/// <param name="IsThere">Whether the front door has it after all, so that the line is wrong.</param>
internal sealed record MissingFeature(string Name, int Issue, Func<Scenario, bool> IsNeededBy, Func<bool> IsThere);

/// <summary>The one table of features that are still missing. A scenario that needs one is reported with it, and is not compared.</summary>
internal static class MissingFeatures
{
    private const int FilesForReal = 6;
    private const int EventTime = 7;

    private static readonly HashSet<string> Functions = ["count", "sum", "avg", "mean", "min", "max", "first", "last"];

    private static readonly Lazy<HashSet<string>> Members = new(() => [.. typeof(JsonFiles).Assembly.GetExportedTypes()
        .SelectMany(type => type.GetMembers().Concat(type.GetMethods()).Select(member => member.Name))]);

    public static IReadOnlyList<MissingFeature> All { get; } =
    [
        new("SQL expressions: gaps of sessions", EventTime, scenario => scenario.Query.Window?.HasGapExpression ?? false, () => TakesText("Session")),
        new("SQL expressions: where", EventTime, scenario => scenario.Query is { WhereBefore: not null } or { WhereAfter: not null }, () => TakesText("Where")),
        new("SQL expressions: select", EventTime, scenario => scenario.Query.Select?.Any(item => QueryDefinition.AsColumn(item) is null) ?? false, () => TakesText("Select")),
        new("SQL expressions: aggregates", EventTime, scenario => scenario.Query.Aggregates.Any(IsExpression), () => TakesText("Aggregate") || TakesText("Sum")),
        new("having", EventTime, scenario => scenario.Query.Having is not null, () => TakesText("Having")),
        new("output expressions", EventTime, scenario => scenario.Query.Output.Count > 0, () => TableHas("Select")),
        new("order by", EventTime, scenario => scenario.Query.OrderBy.Count > 0, () => TakesText("OrderBy")),
        new("limit", EventTime, scenario => scenario.Query.Has("limit"), () => TableHas("Limit")),
        new("further aggregate functions", EventTime, scenario => scenario.Query.Aggregates.Any(aggregate => !Functions.Contains(aggregate.Function)), () => false),
        new("implicit casts", EventTime, NeedsCast, () => false),
        new("column type float", EventTime, scenario => HasType(scenario, "float", "real"), () => IsType("float")),
        new("column type timestamp_ntz", EventTime, scenario => HasType(scenario, "timestamp_ntz"), () => IsType("timestamp_ntz")),
        new("column types smallint, tinyint", EventTime, scenario => HasType(scenario, "smallint", "short", "tinyint", "byte"), () => IsType("smallint")),
        new("cleaning up read files", FilesForReal, scenario => ReaderOptions.WithoutEqual(scenario).Any(option => option.Equals("cleanSource", StringComparison.OrdinalIgnoreCase)), () => Has("CleanUp")),
    ];

    public static IReadOnlyList<MissingFeature> NeededBy(Scenario scenario) => [.. All.Where(feature => feature.IsNeededBy(scenario))];

    private static bool Has(string member) => Members.Value.Contains(member);

    private static bool TableHas(string method) => typeof(TableStream<Row>).GetMethods().Any(known => known.Name == method);

    /// <summary>Whether an operator of run-time columns takes an expression as a text.</summary>
    private static bool TakesText(string method) => typeof(JsonFiles).Assembly.GetExportedTypes().SelectMany(type => type.GetMethods())
        .Any(known => known.Name == method && known.GetParameters().Any(parameter => parameter.ParameterType == typeof(string) || parameter.ParameterType == typeof(string[])));

    private static bool IsType(string type)
    {
        try
        {
            RowSchema.Parse($"c {type}");
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool HasType(Scenario scenario, params string[] types) => scenario.Schema.Any(column => types.Contains(column.Type.Trim(), StringComparer.OrdinalIgnoreCase));

    private static bool IsExpression(AggregateText aggregate) => !aggregate.CountsRows && QueryDefinition.AsColumn(aggregate.Distinct ?? aggregate.Column) is null;

    /// <summary>A window over a text or a date, a sum or average over a text or a time: Spark casts them.</summary>
    private static bool NeedsCast(Scenario scenario)
    {
        if (scenario.Query.Aggregates.Count == 0) return false;
        var casts = scenario.Query.Aggregates.Where(aggregate => aggregate.Function is "sum" or "avg" or "mean").Any(aggregate => scenario.TypeOf(aggregate.Column) is "string" or "timestamp");
        return casts || (scenario.Query.Window?.On is { } time && scenario.TypeOf(time) is "string" or "date");
    }
}
