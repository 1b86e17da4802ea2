namespace ReactiveEtl.Oracle.Tests;

/// <summary>Where the scenarios are: the folder that REACTIVEETL_ORACLE names, or the open ones beside these tests.</summary>
internal static class ScenarioFolder
{
    private static readonly string? Named = Environment.GetEnvironmentVariable("REACTIVEETL_ORACLE") is { Length: > 0 } folder ? folder : null;

    public static bool IsOpenPart => Named is null;

    public static string Root { get; } = Named ?? Path.Combine(AppContext.BaseDirectory, "scenarios");

    /// <summary>The scenarios by name.</summary>
    public static IReadOnlyDictionary<string, Scenario> All { get; } = Directory.EnumerateFiles(Root, "*.json")
        .Where(file => Path.GetFileName(file) != "definitions.json")
        .Select(Scenario.Load)
        .OrderBy(scenario => scenario.Name, StringComparer.Ordinal)
        .ToDictionary(scenario => scenario.Name);
}
