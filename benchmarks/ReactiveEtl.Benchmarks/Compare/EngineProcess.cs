using System.Diagnostics;
using System.Globalization;

namespace ReactiveEtl.Benchmarks;

/// <summary>The parent's side of a running engine.</summary>
/// <remarks>
/// An engine is a program that is started with DIRECTORY SHAPE THREADS. Each line of its standard input, <c>check</c> or <c>time</c>, makes it do the job once and
/// answer one line of JSON, an <see cref="Answer"/>; for <c>time</c> the seconds are enough. It ends with its input.
/// </remarks>
internal sealed class EngineProcess : IDisposable
{
    private readonly Engine _engine;
    private readonly Process _process;

    public EngineProcess(Engine engine, string directory, string shape)
    {
        var start = new ProcessStartInfo(engine.Program, [.. engine.Arguments, directory, shape, engine.Threads.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var (name, value) in engine.Environment) start.Environment[name] = value;
        _engine = engine;
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{engine.Program} did not start.");
    }

    /// <summary>Does the job once.</summary>
    /// <exception cref="InvalidOperationException">The engine ended instead.</exception>
    public async Task<Answer> AskAsync(string command)
    {
        await _process.StandardInput.WriteLineAsync(command);
        await _process.StandardInput.FlushAsync();
        var line = await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"{_engine.Label} ended without an answer.");
        return Answer.Parse(line);
    }

    /// <summary>The most memory that the process has had so far, in MB; 0 where the system has no /proc.</summary>
    public double PeakMegabytes() => PeakMegabytes($"{_process.Id}");

    /// <summary>The same of any process, <c>self</c> included.</summary>
    public static double PeakMegabytes(string process)
    {
        var status = $"/proc/{process}/status";
        if (!File.Exists(status)) return 0;
        var peak = File.ReadLines(status).Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(peak["VmHWM:".Length..^"kB".Length], CultureInfo.InvariantCulture) / 1000.0;
    }

    public void Dispose()
    {
        _process.StandardInput.Dispose();
        _process.WaitForExit();
        _process.Dispose();
    }
}
