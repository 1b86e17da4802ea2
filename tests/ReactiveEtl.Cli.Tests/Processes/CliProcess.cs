using System.Diagnostics;
using System.Text;

namespace ReactiveEtl.Cli.Tests;

/// <summary>The built <c>reactive-etl</c> as a process, its output redirected or in a pseudo-terminal.</summary>
internal sealed class CliProcess : IDisposable
{
    // Far more than anything takes; it only ends a test that would hang.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly string Assembly = Path.Combine(AppContext.BaseDirectory, "reactive-etl.dll");

    private readonly Process _process;
    private readonly StringBuilder _seen = new();
    private readonly Task<string> _error;

    private CliProcess(ProcessStartInfo start)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.StandardOutputEncoding = Encoding.UTF8;
        start.StandardErrorEncoding = Encoding.UTF8;
        // Colours are the terminal's matter, not of who runs the tests.
        start.Environment.Remove("NO_COLOR");
        start.Environment["TERM"] = "xterm-256color";
        _process = Process.Start(start)!;
        _error = _process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    /// <summary>Starts it with its output in a pipe.</summary>
    /// <remarks>A shell's background job, as a build may be, ignores SIGINT and hands that on, and .NET keeps it: so it is set back.</remarks>
    public static CliProcess Start(params IEnumerable<string> arguments) => new(new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", Assembly, .. arguments]));

    /// <summary>Starts it in a pseudo-terminal of 120 columns.</summary>
    public static CliProcess StartInTerminal(params IEnumerable<string> arguments)
    {
        var command = string.Join(' ', new[] { "dotnet", Assembly }.Concat(arguments).Select(Quoted));
        return new(new ProcessStartInfo("script", ["-qec", $"stty cols 120 rows 40; exec env --default-signal=INT {command}", "/dev/null"]));
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params IEnumerable<string> arguments)
    {
        using var process = Start(arguments);
        return await process.EndAsync();
    }

    /// <summary>Waits for its end, and gives all of its output.</summary>
    public async Task<(int ExitCode, string Output, string Error)> EndAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        _seen.Append(await _process.StandardOutput.ReadToEndAsync(patience.Token));
        await _process.WaitForExitAsync(patience.Token);
        return (_process.ExitCode, _seen.ToString(), await _error);
    }

    /// <summary>Reads until a line comes that fits, and gives what came up to it.</summary>
    public async Task<string> ReadToAsync(Func<string, bool> isWanted)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (await _process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            _seen.Append(line).Append('\n');
            if (isWanted(line)) return _seen.ToString();
        }

        throw new InvalidOperationException($"The process ended before the line came. Output:\n{_seen}\nError:\n{await _error}");
    }

    /// <summary>Types a character, such as Ctrl+C, into its terminal.</summary>
    public async Task TypeAsync(char character)
    {
        await _process.StandardInput.WriteAsync(character);
        await _process.StandardInput.FlushAsync(CancellationToken.None);
    }

    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static string Quoted(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
