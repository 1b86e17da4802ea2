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
    private const int EventTime = 7;

    private static readonly HashSet<string> Functions = ["count", "sum", "avg", "mean", "min", "max", "first", "last", "first_value", "last_value", "any_value", "count_if", "bool_and", "every", "bool_or", "any", "some",
        "stddev", "std", "stddev_samp", "stddev_pop", "variance", "var_samp", "var_pop", "max_by", "min_by", "median", "percentile", "mode"];

    public static IReadOnlyList<MissingFeature> All { get; } =
    [
        new("further aggregate functions", EventTime, scenario => scenario.Query.Aggregates.Any(aggregate => !Functions.Contains(aggregate.Function)), () => false),
    ];

    public static IReadOnlyList<MissingFeature> NeededBy(Scenario scenario) => [.. All.Where(feature => feature.IsNeededBy(scenario))];
}
