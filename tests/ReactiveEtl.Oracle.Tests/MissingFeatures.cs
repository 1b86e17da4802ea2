namespace ReactiveEtl.Oracle.Tests;

/// <summary>What a scenario needs and we can't do yet.</summary>
/// <param name="Name">The feature.</param>
/// <param name="Issue">The issue that brings it, and takes the line out of the table.</param>
/// <param name="IsNeededBy">How a definition shows that it needs it.</param>
/// <param name="IsThere">Whether the front door has it after all, so that the line is wrong.</param>
internal sealed record MissingFeature(string Name, int Issue, Func<Scenario, bool> IsNeededBy, Func<bool> IsThere);

/// <summary>The one table of features that are still missing: none. A scenario that needs one would be reported with it, and not be compared.</summary>
internal static class MissingFeatures
{
    public static IReadOnlyList<MissingFeature> All { get; } = [];

    public static IReadOnlyList<MissingFeature> NeededBy(Scenario scenario) => [.. All.Where(feature => feature.IsNeededBy(scenario))];
}
