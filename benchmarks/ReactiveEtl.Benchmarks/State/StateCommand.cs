using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace ReactiveEtl.Benchmarks;

/// <summary>The command line of the state's benchmarks: kernels in memory, on one core, each checked against a naive answer before it is timed.</summary>
internal static class StateCommand
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Command Make()
    {
        var only = OptionText.Chosen("--only", "Just those whose names hold one of these, separated by semicolons.", StateBenchmark.All, benchmark => benchmark.Name, ';', (name, wanted) => name.Contains(wanted, StringComparison.OrdinalIgnoreCase));
        var json = new Option<FileInfo?>("--json") { Description = "A file that takes the results as JSON lines." };
        var rounds = OptionText.RoundsOption();
        var state = new Command("state", "Times groups, sessions, keys that are compared and versions, in memory.") { only, json, rounds };
        state.SetAction(parsed => Run(parsed.GetValue(only) ?? StateBenchmark.All, parsed.GetValue(rounds), parsed.GetValue(json)?.FullName));
        return state;
    }

    private static int Run(IReadOnlyList<StateBenchmark> benchmarks, int rounds, string? json)
    {
        Console.WriteLine($".NET {Environment.Version}, {Environment.ProcessorCount} cores, one used; {OptionText.OfRounds(rounds)}");
        Console.WriteLine($"{"benchmark",-44}{"figure",12}{"target",12}  unit");
        var results = new List<StateResult>();
        var isWrong = false;
        foreach (var benchmark in benchmarks)
        {
            GC.Collect();
            try
            {
                foreach (var result in benchmark.Run(rounds))
                {
                    results.Add(result);
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Benchmark,-44}{result.Figure,12:F2}{result.Target,12:F2}  {result.Unit}{(result.IsMet ? "" : "   MISSED")}"));
                }
            }
            catch (InvalidOperationException wrong)
            {
                isWrong = true;
                Console.Error.WriteLine($"{benchmark.Name}: {wrong.Message}");
            }
        }

        if (json is not null) File.WriteAllLines(json, results.Select(result => JsonSerializer.Serialize(result, Format)));
        return isWrong ? 1 : 0;
    }
}
