namespace ReactiveEtl.Oracle.Tests;

/// <summary>Every scenario of the folder through the public front door, against what Spark answered.</summary>
/// <remarks>Scenarios are known by what they hold, never by their names; so are the tables of what is missing and of what is different.</remarks>
public sealed class OracleTests(ITestOutputHelper output)
{
    public static IEnumerable<TheoryDataRow<string>> Names => ScenarioFolder.All.Keys.Select(name => new TheoryDataRow<string>(name) { TestDisplayName = name, Label = "" });

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Scenario_AnswersAsSpark(string name)
    {
        var scenario = ScenarioFolder.All[name];
        if (MissingFeatures.NeededBy(scenario) is { Count: > 0 } missing)
        {
            foreach (var feature in missing) output.WriteLine($"not compared: needs '{feature.Name}', which issue {feature.Issue} brings");
            Assert.All(missing, feature => Assert.False(feature.IsThere(), $"'{feature.Name}' is listed as missing, and is there."));
            return;
        }

        switch (scenario.Kind)
        {
            case "stream": await new StreamComparison(scenario, output.WriteLine).Run(); break;
            case "sql": Assert.Empty(SqlScenario.Differences(scenario.Json)); break;
            case "read": await new ReadComparison(scenario, output.WriteLine).Run(); break;
            default: Assert.Fail($"There is no kind '{scenario.Kind}'."); break;
        }
    }

    /// <summary>Says what is missing, how often, and how much of each group that leaves; the groups that need nothing any more stay whole.</summary>
    [Fact]
    public void MissingFeatures_AreListed()
    {
        var needs = ScenarioFolder.All.Values.Select(scenario => (scenario.Group, Missing: MissingFeatures.NeededBy(scenario))).ToList();
        foreach (var feature in MissingFeatures.All)
            output.WriteLine($"{feature.Name} (issue {feature.Issue}): {needs.Count(need => need.Missing.Contains(feature))} scenarios");
        foreach (var group in needs.GroupBy(need => need.Group))
            output.WriteLine($"group {group.Key}: {group.Count(need => need.Missing.Count == 0)} of {group.Count()} compared");
        if (ScenarioFolder.IsOpenPart) Assert.DoesNotContain(needs, need => need.Group == "src" && need.Missing.Count > 0);
    }
}
