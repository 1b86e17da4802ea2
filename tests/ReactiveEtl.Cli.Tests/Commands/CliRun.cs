namespace ReactiveEtl.Cli.Tests;

/// <summary>A command, run inside the tests' process: its exit code and what it wrote.</summary>
internal static class CliRun
{
    public static async Task<(int ExitCode, string Output, string Error)> OfAsync(params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var exitCode = await CommandLine.RunAsync(arguments, output, error);
        return (exitCode, output.ToString(), error.ToString());
    }

    /// <summary>The output of a command that has nothing to complain about.</summary>
    public static async Task<string> OutputOfAsync(params string[] arguments)
    {
        var run = await OfAsync(arguments);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return run.Output;
    }

    /// <summary>The one line of a command that can't do what it should.</summary>
    public static async Task<string> ErrorOfAsync(params string[] arguments)
    {
        var run = await OfAsync(arguments);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.EndsWith(Environment.NewLine, run.Error, StringComparison.Ordinal);
        Assert.Equal(1, run.Error.Count(c => c == '\n'));
        return run.Error.TrimEnd();
    }
}
