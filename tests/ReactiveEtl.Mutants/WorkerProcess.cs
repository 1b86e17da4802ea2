using System.Diagnostics;

namespace ReactiveEtl.Mutants;

/// <summary>This program again, as a process that may hang or crash: it answers in lines, and is killed when it is silent for too long.</summary>
/// <remarks>Time is counted in waits of a tenth of a second, not by a clock: while both processes are stopped (somebody measures on this machine) none passes.</remarks>
internal sealed class WorkerProcess : IDisposable
{
    public const string Silent = "is silent";
    public const string Ended = "has ended";

    private readonly Process _process;
    private Task<string?>? _line;

    public WorkerProcess(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
    }

    public void Send(string line) => _process.StandardInput.WriteLine(line);

    /// <summary>The next line, <see cref="Silent"/> or <see cref="Ended"/>; nothing is to be asked of the process after those.</summary>
    public string Receive(int seconds)
    {
        _line ??= _process.StandardOutput.ReadLineAsync();
        for (var waits = 0; waits < 10 * seconds; waits++)
        {
            if (!_line.Wait(100)) continue;
            var line = _line.Result ?? Ended;
            _line = null;
            return line;
        }

        return Silent;
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }
}
