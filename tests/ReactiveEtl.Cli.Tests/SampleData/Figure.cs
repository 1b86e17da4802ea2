using System.Globalization;

namespace ReactiveEtl.Cli.Tests;

/// <summary>A line of figures.csv: a count that the tutorial prints, after so many files.</summary>
internal sealed record Figure(DateTimeOffset WindowEnd, string Action, long Count, int AfterFiles)
{
    /// <summary>All of them, as the tutorial's outputs print them.</summary>
    public static IReadOnlyList<Figure> All { get; } =
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "SampleData", "figures.csv"))
            .Where(line => !line.StartsWith('#'))
            .Select(line => line.Split(','))
            .Select(f => new Figure(DateTimeOffset.Parse(f[0], CultureInfo.InvariantCulture), f[1], long.Parse(f[2], CultureInfo.InvariantCulture), int.Parse(f[3], CultureInfo.InvariantCulture))),
    ];
}
