using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ReactiveEtl.Benchmarks;

/// <summary>Checks the engines' answers against the reference, then times those that are right, in turn.</summary>
internal sealed class Comparison(string root, int? events, int rounds, IReadOnlyList<EventShape> shapes, IReadOnlyList<Engine> engines)
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private bool _isWrong;

    /// <summary>Prints a table a shape; the exit code is 1 if an engine answered wrongly.</summary>
    /// <exception cref="CommandException">The events that are there are not as many as are asked for.</exception>
    public async Task<int> RunAsync(string? json)
    {
        if (events is { } asked)
        {
            foreach (var shape in shapes) EventFiles.Check(root, shape, asked);
        }

        var results = new List<Result>();
        foreach (var engine in engines.Where(engine => !engine.IsInstalled)) Console.WriteLine($"missing: {engine.Label} (benchmarks/setup installs it)");
        foreach (var shape in shapes) results.AddRange(await RunAsync(shape));
        if (json is not null) await File.WriteAllLinesAsync(json, results.Select(result => JsonSerializer.Serialize(result, Format)));
        return _isWrong ? 1 : 0;
    }

    private async Task<IReadOnlyList<Result>> RunAsync(EventShape shape)
    {
        var candidates = engines.Where(engine => engine.IsInstalled && engine.Does(shape)).ToArray();
        if (candidates.Length == 0) return [];
        var directory = EventFiles.Make(root, shape, events ?? EventFiles.UsualEvents);
        var reference = Reference.Of(directory);
        Console.WriteLine($"\n{shape.Name}: {reference.Rows} rows, {reference.Bytes / 1e6:F0} MB, {reference.Groups} groups; {OptionText.OfRounds(rounds)}; .NET {Environment.Version}, {Environment.ProcessorCount} cores");
        var right = new List<Engine>();
        foreach (var engine in candidates)
        {
            if (await IsRightAsync(engine, directory, shape, reference)) right.Add(engine);
        }

        Console.WriteLine($"{"engine",-30}{"threads",8}{"million rows/s",16}{"MB/s",8}{"s",9}{"best s",9}{"peak MB",9}");
        var results = new List<Result>();
        foreach (var (engine, seconds, peak) in await TimeAsync(right, directory, shape))
        {
            results.Add(Print(engine, shape, reference, [.. seconds.Order()], peak));
        }

        return results;
    }

    private async Task<bool> IsRightAsync(Engine engine, string directory, EventShape shape, Answer reference)
    {
        string problem;
        try
        {
            using var process = new EngineProcess(engine, directory, shape.Name);
            var answer = await process.AskAsync("check");
            if (answer.Agrees(reference)) return true;
            problem = $"answers wrongly: {answer}, expected {reference}";
        }
        catch (InvalidOperationException e)
        {
            problem = e.Message;
        }

        _isWrong = true;
        await Console.Error.WriteLineAsync($"{engine.Label}: {problem}");
        return false;
    }

    /// <summary>All processes stay until the end, so that each has started and warmed up before the first round.</summary>
    private async Task<IReadOnlyList<(Engine Engine, List<double> Seconds, double Peak)>> TimeAsync(List<Engine> right, string directory, EventShape shape)
    {
        var running = new List<(Engine Engine, EngineProcess Process, List<double> Seconds)>();
        try
        {
            foreach (var engine in right)
            {
                running.Add((engine, new EngineProcess(engine, directory, shape.Name), []));
                await running[^1].Process.AskAsync("time");
            }

            for (var round = 0; round < rounds; round++)
            {
                foreach (var (_, process, seconds) in running) seconds.Add((await process.AskAsync("time")).Seconds);
            }

            return [.. running.Select(engine => (engine.Engine, engine.Seconds, engine.Process.PeakMegabytes()))];
        }
        finally
        {
            foreach (var (_, process, _) in running) process.Dispose();
        }
    }

    private static Result Print(Engine engine, EventShape shape, Answer reference, double[] seconds, double peak)
    {
        var median = seconds[seconds.Length / 2];
        var rows = reference.Rows!.Value / median;
        var megabytes = reference.Bytes!.Value / 1e6 / median;
        double? batches = shape.Name == Engine.Batches ? shape.Files / median : null;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{engine.Name,-30}{engine.Threads,8}{rows / 1e6,16:F2}{megabytes,8:F0}{median,9:F3}{seconds[0],9:F3}{peak,9:F0}{(batches is null ? "" : $"   {batches:F0} batches/s")}"));
        return new Result(engine.Name, engine.Threads, shape.Name, Math.Round(rows), Math.Round(megabytes, 1), Math.Round(median, 4), Math.Round(peak, 1), batches);
    }

    private sealed record Result(string Engine, int Threads, string Shape, double RowsPerS, double MbPerS, double MedianS, double PeakMb, double? BatchesPerS);
}
