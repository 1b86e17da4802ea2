using System.Globalization;
using System.Text.Json;

namespace ReactiveEtl.Benchmarks;

/// <summary>Prints each figure as a row of a table, and adds it to a file as a line of JSON.</summary>
internal sealed class FileResults(string? json)
{
    /// <param name="name">What was measured.</param>
    /// <param name="figures">The figures, with their units in their names.</param>
    public void Add(string name, params (string Name, double Value)[] figures)
    {
        Console.WriteLine($"{name,-46}{string.Join("  ", figures.Select(figure => string.Create(CultureInfo.InvariantCulture, $"{figure.Name} {figure.Value:0.###}")))}");
        if (json is null) return;
        var line = new Dictionary<string, object> { ["case"] = name };
        foreach (var figure in figures) line[figure.Name] = Math.Round(figure.Value, 4);
        File.AppendAllText(json, JsonSerializer.Serialize(line) + "\n");
    }

    /// <summary>The value below which a share of the sorted ones is.</summary>
    public static double Percentile(double[] sorted, double share) => sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * share)];

    /// <summary>The most memory that this process has had so far, in MB; 0 where the system has no /proc.</summary>
    public static double PeakMegabytes() => EngineProcess.PeakMegabytes("self");

    /// <exception cref="InvalidOperationException">The answer is wrong, so its time means nothing.</exception>
    public static void Check(bool isRight, string what)
    {
        if (!isRight) throw new InvalidOperationException($"Wrong answer: {what}.");
    }
}
