using System.Diagnostics;
using System.Text;

namespace ReactiveEtl.Tests.Objects;

/// <summary><c>reactive-etl</c> over addresses, with what the environment says of the store.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("s3://", "is no address in an object store")]
    [InlineData("ftp://host/in", "is no address in an object store")]
    [InlineData("s3://bucket/in/*.json", "There are no credentials")]
    [InlineData("swift://container.service/in", "There are no credentials")]
    public async Task Input_ThatCantBeHad_IsOneLine(string input, string expected)
    {
        var (exitCode, output, error) = await RunAsync(new Dictionary<string, string> { ["AWS_ENDPOINT_URL"] = "http://127.0.0.1:1" }, input);
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Endpoint_OfTheEnvironment_ThatIsNone_IsOneLine()
    {
        var (exitCode, _, error) = await RunAsync(new Dictionary<string, string> { ["AWS_ENDPOINT_URL"] = "localhost" }, "s3://bucket");
        Assert.Equal(1, exitCode);
        Assert.Contains("AWS_ENDPOINT_URL in the environment, is 'localhost'", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Input_OfSwift_IsCounted()
    {
        Assert.SkipWhen(TestedStore.SwiftEndpoint is null, TestedStore.WithoutSwift);
        using var tested = TestedStore.Open("swift");
        tested.Put("in/a.json", """{"time":1,"action":"Open"}""");
        var environment = new Dictionary<string, string> { ["AWS_ENDPOINT_URL"] = TestedStore.SwiftEndpoint!.ToString(), ["AWS_ACCESS_KEY_ID"] = "test:tester", ["AWS_SECRET_ACCESS_KEY"] = "testing" };
        foreach (var input in new[] { $"s3://{tested.Bucket}/in/*.json", $"swift://{tested.Bucket}.service/in" })
        {
            var (exitCode, output, error) = await RunAsync(environment, input);
            Assert.Equal((0, ""), (exitCode, error));
            Assert.Equal("action,n\nOpen,1\n", output);
        }
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(Dictionary<string, string> environment, string input)
    {
        string[] arguments = ["sql", "select action, count(*) as n from input group by action", "--format", "csv", "--input", input, "--schema", "time timestamp, action string"];
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "reactive-etl.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8 };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal)).ToArray()) start.Environment.Remove(name);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        start.Environment["AWS_SHARED_CREDENTIALS_FILE"] = start.Environment["AWS_CONFIG_FILE"] = "/nowhere";
        start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output, await error);
    }
}
