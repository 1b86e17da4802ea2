namespace ReactiveEtl.Cli.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("Required command was not provided. See: reactive-etl --help")]
    [InlineData("'no-such' is not known here. See: reactive-etl --help", "no-such")]
    public async Task Arguments_NotUnderstood_AreOneLineOnStandardError(string message, params string[] arguments)
    {
        var (exitCode, output, error) = await CliProcess.RunAsync(arguments);
        Assert.Equal((1, "", message + Environment.NewLine), (exitCode, output, error));
    }

    [Fact]
    public async Task Help_NamesTheCommands()
    {
        var (exitCode, output, error) = await CliProcess.RunAsync("--help");
        Assert.Equal((0, ""), (exitCode, error));
        Assert.All(["notebook", "counts", "sql"], command => Assert.Contains($"  {command}", output, StringComparison.Ordinal));
    }
}
