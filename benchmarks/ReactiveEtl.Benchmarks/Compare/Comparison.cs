using System.Diagnostics;
using System.Globalization;

namespace ReactiveEtl.Benchmarks;

/// <summary>Times the engines in turn, after their answers were checked against the reference.</summary>
internal static class Comparison
{
    private const int Rounds = 5;

    public static async Task<int> RunAsync(string directory, int events, string? json, string only)
    {
        EventFiles.Make(directory, events);
        var engines = Engine.All.Where(engine => engine.Name.Contains(only, StringComparison.OrdinalIgnoreCase)).ToArray();
        var reference = Answer.Reference(directory);
        foreach (var engine in engines.Where(engine => engine.Counts))
        {
            var answer = await engine.Run(directory);
            if (answer.IsSameAs(reference)) continue;
            await Console.Error.WriteLineAsync($"{engine.Name} answers wrongly: {answer.Rows} rows in {answer.Counts.Count} groups, expected {reference.Rows} in {reference.Counts.Count}.");
            return 1;
        }

        var seconds = engines.ToDictionary(engine => engine, _ => new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var engine in engines) seconds[engine].Add(await TimeAsync(engine, directory));
        }

        var results = seconds.Select(pair => new Result(pair.Key, reference, pair.Value.Order().ElementAt(Rounds / 2))).ToArray();
        Console.WriteLine($"{reference.Rows} rows, {reference.Bytes / 1e6:F0} MB, {Rounds} rounds, medians; .NET {Environment.Version}, {Environment.ProcessorCount} cores");
        Console.WriteLine($"{"engine",-30}{"threads",8}{"million rows/s",16}{"MB/s",8}{"s",8}");
        foreach (var result in results) Console.WriteLine(result);
        if (json is not null) await File.WriteAllLinesAsync(json, results.Select(result => result.Json));
        return 0;
    }

    private static async Task<double> TimeAsync(Engine engine, string directory)
    {
        GC.Collect();
        var start = Stopwatch.GetTimestamp();
        await engine.Run(directory);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private sealed record Result(Engine Engine, Answer Reference, double Seconds)
    {
        private double RowsPerSecond => Reference.Rows / Seconds;

        private double MegabytesPerSecond => Reference.Bytes / 1e6 / Seconds;

        public string Json => string.Create(CultureInfo.InvariantCulture, $"{{\"engine\":\"{Engine.Name}\",\"threads\":{Engine.Threads},\"shape\":\"seed\",\"rows_per_s\":{RowsPerSecond:F0},\"mb_per_s\":{MegabytesPerSecond:F1},\"median_s\":{Seconds:F4}}}");

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Engine.Name,-30}{Engine.Threads,8}{RowsPerSecond / 1e6,16:F2}{MegabytesPerSecond,8:F0}{Seconds,8:F3}");
    }
}
