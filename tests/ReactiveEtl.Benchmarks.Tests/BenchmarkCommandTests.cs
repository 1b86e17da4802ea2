using System.Diagnostics;

namespace ReactiveEtl.Benchmarks.Tests;

/// <summary>The benchmarks' command line, as <c>dotnet ReactiveEtl.Benchmarks.dll</c>: what it says, not what it measures.</summary>
public sealed class BenchmarkCommandTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("benchmarks-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Help_NamesTheCommands()
    {
        var (exitCode, output, error) = await RunAsync("--help");
        Assert.Equal((0, ""), (exitCode, error));
        Assert.All(["compare", "files", "state", "parts"], command => Assert.Contains($"\n  {command} ", output, StringComparison.Ordinal));
        Assert.Contains("BenchmarkDotNet", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("compare")]
    [InlineData("files")]
    [InlineData("state")]
    [InlineData("parts")]
    public async Task HelpOfACommand_IsOfAFewLines(string command)
    {
        var (exitCode, output, error) = await RunAsync(command, "--help");
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains($"ReactiveEtl.Benchmarks {command}", output, StringComparison.Ordinal);
        Assert.InRange(output.Count(letter => letter == '\n'), 5, 30);
        Assert.All(output.Split('\n'), line => Assert.InRange(line.Length, 0, 250));
    }

    [Theory]
    [InlineData("'compar' is not known here.", "compar", "--data", "x")]
    [InlineData("'--every' is not known here.", "compare", "--data", "x", "--every")]
    [InlineData("Option '--data' is required.", "files")]
    [InlineData("--rounds is '0': expected a whole number from 1", "compare", "--data", "x", "--rounds", "0")]
    [InlineData("--rounds is 'two': expected a whole number from 1", "state", "--rounds", "two")]
    [InlineData("--events is '-1': expected a whole number from 1", "compare", "--data", "x", "--events", "-1")]
    [InlineData("--shapes names 'sed': expected of seed; wide;", "compare", "--data", "x", "--shapes", "keys,sed")]
    [InlineData("--engines names 'DuckBD': expected of ReactiveEtl, 2 threads;", "compare", "--data", "x", "--engines", "DuckBD")]
    [InlineData("--cases names 'ordre': expected of rename;", "files", "--data", "x", "--cases", "ordre")]
    [InlineData("--sizes is 'x': expected a whole number from 1", "files", "--data", "x", "--sizes", "10,x")]
    [InlineData("--store is 'here': expected an address", "files", "--data", "x", "--cases", "objects", "--store", "here")]
    [InlineData("The case objects needs --store", "files", "--data", "x", "--cases", "objects")]
    [InlineData("--only names 'session of': expected of hourly counts", "state", "--only", "session of")]
    [InlineData("BenchmarkDotNet does not understand: '--filtre x'.", "parts", "--filtre", "x")]
    public async Task WrongWords_AreOneLineAndExitCode2(string message, params string[] arguments)
    {
        var (exitCode, output, error) = await RunAsync(arguments);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith(message, error, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(c => c == '\n'));
    }

    [Fact]
    public async Task Parts_ThatNoFilterNames_AreNoSuccess()
    {
        var (exitCode, _, error) = await RunAsync("parts", "--filter", "*NoSuchBenchmarks*");
        Assert.Equal(2, exitCode);
        Assert.StartsWith("Nothing was timed: ", error, StringComparison.Ordinal);
        var list = await RunAsync("parts", "--list", "flat");
        Assert.Equal((0, ""), (list.ExitCode, list.Error));
        Assert.Contains("LineBenchmarks", list.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_TimesEnginesInProcessesOfTheirOwn()
    {
        var (exitCode, output, error) = await CompareAsync("--events", "2000", "--rounds", "1");
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("seed: 2000 rows, ", output, StringComparison.Ordinal);
        Assert.Contains(" groups; 1 round; ", output, StringComparison.Ordinal);
        Assert.Contains("\nUtf8JsonReader loop ", output, StringComparison.Ordinal);
        Assert.Contains("; 2 rounds, medians; ", (await CompareAsync("--rounds", "2")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_ThatDisagreeWithThoseThatAreThere_AreRefused()
    {
        Assert.Equal(0, (await CompareAsync("--events", "2000", "--rounds", "1")).ExitCode);
        var (exitCode, output, error) = await CompareAsync("--events", "3000", "--rounds", "1");
        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith($"'{Path.Combine(_directory, "seed")}' holds 2000 events, and --events 3000 asks for 3000: ", error, StringComparison.Ordinal);
        Assert.Contains("seed: 2000 rows, ", (await CompareAsync("--events", "2000", "--rounds", "1")).Output, StringComparison.Ordinal);
        Assert.Contains("seed: 2000 rows, ", (await CompareAsync("--rounds", "1")).Output, StringComparison.Ordinal);
    }

    private Task<(int ExitCode, string Output, string Error)> CompareAsync(params string[] options) =>
        RunAsync(["compare", "--data", _directory, "--shapes", "seed", "--engines", "Utf8JsonReader loop", .. options]);

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ReactiveEtl.Benchmarks.dll"), .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
