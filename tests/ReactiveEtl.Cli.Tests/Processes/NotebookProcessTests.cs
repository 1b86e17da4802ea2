namespace ReactiveEtl.Cli.Tests;

/// <summary><c>notebook</c> as its users run it: in a pipe and in a terminal.</summary>
public sealed class NotebookProcessTests
{
    [Fact]
    public async Task Redirected_IsPlainAndEndsByItself()
    {
        using var directory = new TemporaryDirectory();
        var (exitCode, output, error) = await CliProcess.RunAsync("notebook", "--data", directory.Path);
        Assert.Equal((0, ""), (exitCode, error));
        Assert.DoesNotContain('\e', output);
        Assert.Contains("\nTERMINATED\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terminal_InterruptedInAPause_EndsQuietly()
    {
        using var directory = new TemporaryDirectory();
        using var process = CliProcess.StartInTerminal("notebook", "--data", directory.Path);
        await process.ReadToAsync(line => line.Contains("[2] ", StringComparison.Ordinal));
        await process.TypeAsync('\u0003');
        var (exitCode, output, _) = await process.EndAsync();
        Assert.Equal(0, exitCode);
        Assert.DoesNotContain("Exception", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terminal_HasColoursAndALiveViewAndEndsByItself()
    {
        using var directory = new TemporaryDirectory();
        using var process = CliProcess.StartInTerminal("notebook", "--data", directory.Path, "--fast");
        var (exitCode, output, _) = await process.EndAsync();
        Assert.Equal(0, exitCode);
        Assert.Contains('\e', output);
        Assert.Contains("50/50 files", output, StringComparison.Ordinal);
        Assert.Contains("TERMINATED", output, StringComparison.Ordinal);
    }
}
