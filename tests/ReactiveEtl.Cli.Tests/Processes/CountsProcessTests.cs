namespace ReactiveEtl.Cli.Tests;

/// <summary><c>counts</c> as its users run it: in a pipe, in a terminal, and ended by signals.</summary>
public sealed class CountsProcessTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Watch_Csv_IsOneBlockAVersionAndEndsOnASignal(string signal)
    {
        _directory.Write("file-0.json", """{"time":0,"action":"Open"}""");
        _directory.Write("file-1.json", """{"time":0,"action":"Close"}""" + "\n" + """{"time":3600,"action":"Open"}""");
        using var process = CliProcess.Start(Arguments("csv"));
        await process.ReadToAsync(line => line.StartsWith("# batch 1", StringComparison.Ordinal));
        for (var i = 0; i < 4; i++) await process.ReadToAsync(_ => true);
        _directory.Write("file-2.json", """{"time":3600,"action":"Open"}""" + "\n\n");
        await process.ReadToAsync(line => line == "Open,1970-01-01T01:00:00Z,1970-01-01T02:00:00Z,2");
        await process.SignalAsync(signal);
        var (exitCode, output, error) = await process.EndAsync();
        Assert.Equal(
            """
            # batch 0, files 1, rows 1
            action,window_start,window_end,count
            Open,1970-01-01T00:00:00Z,1970-01-01T01:00:00Z,1
            # batch 1, files 2, rows 3
            action,window_start,window_end,count
            Close,1970-01-01T00:00:00Z,1970-01-01T01:00:00Z,1
            Open,1970-01-01T00:00:00Z,1970-01-01T01:00:00Z,1
            Open,1970-01-01T01:00:00Z,1970-01-01T02:00:00Z,1
            # batch 2, files 3, rows 4
            action,window_start,window_end,count
            Close,1970-01-01T00:00:00Z,1970-01-01T01:00:00Z,1
            Open,1970-01-01T00:00:00Z,1970-01-01T01:00:00Z,1
            Open,1970-01-01T01:00:00Z,1970-01-01T02:00:00Z,2

            """,
            output);
        Assert.Equal((0, ""), (exitCode, error));
    }

    [Fact]
    public async Task Watch_JsonLines_BeginsAVersionWithItsPrefix()
    {
        _directory.Write("file-0.json", """{"time":0,"action":"Open"}""");
        using var process = CliProcess.Start(Arguments("jsonl"));
        await process.ReadToAsync(line => line.StartsWith("{\"action\"", StringComparison.Ordinal));
        await process.SignalAsync("INT");
        var (exitCode, output, error) = await process.EndAsync();
        Assert.Equal(
            """
            {"batch":0,"files":1,"rows":1}
            {"action":"Open","window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T01:00:00Z","count":1}

            """,
            output);
        Assert.Equal((0, ""), (exitCode, error));
    }

    [Fact]
    public async Task Watch_BeforeAnyFile_EndsOnASignalToo()
    {
        using var process = CliProcess.Start([.. Arguments("csv"), "--time-zone", "UTC"]);
        _directory.Write("file-0.json", "");
        await process.ReadToAsync(line => line == "# batch 0, files 1, rows 0");
        await process.SignalAsync("TERM");
        var (exitCode, output, error) = await process.EndAsync();
        Assert.Equal((0, "# batch 0, files 1, rows 0\naction,window_start,window_end,count\n", ""), (exitCode, output, error));
    }

    [Fact]
    public async Task Watch_TableInAPipe_HasNoEscapes()
    {
        _directory.Write("file-0.json", """{"time":0,"action":"Open"}""");
        using var process = CliProcess.Start(Arguments("table"));
        await process.ReadToAsync(line => line.StartsWith("|Open", StringComparison.Ordinal));
        await process.SignalAsync("INT");
        var (exitCode, output, _) = await process.EndAsync();
        Assert.Equal(0, exitCode);
        Assert.StartsWith("# batch 0, files 1, rows 1\n+------+---", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', output);
    }

    [Fact]
    public async Task Static_InATerminal_IsTheTable()
    {
        _directory.Write("file-0.json", """{"time":0,"action":"Open"}""");
        using var process = CliProcess.StartInTerminal(Arguments("table").Where(argument => argument != "--watch"));
        var (exitCode, output, _) = await process.EndAsync();
        Assert.Equal(0, exitCode);
        Assert.Contains("|Open  |{1970-01-01 00:00:00, 1970-01-01 01:00:00}|1    |", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_InATerminal_IsALiveView()
    {
        _directory.Write("file-0.json", """{"time":0,"action":"Open"}""");
        using var process = CliProcess.StartInTerminal(Arguments("table"));
        var output = await process.ReadToAsync(line => line.Contains("|Open", StringComparison.Ordinal));
        Assert.Contains("batch 0, files 1, rows 1", output, StringComparison.Ordinal);
        Assert.Contains('\e', output);
        await process.TypeAsync('\u0003');
        Assert.Equal(0, (await process.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task Errors_AreOneLineOnStandardError()
    {
        var run = await CliProcess.RunAsync("counts", "--input", _directory.File("missing/*.json"), "--schema", "time timestamp", "--window", "time, 1 hour", "--by", "time");
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Equal(1, run.Error.Count(c => c == '\n'));
    }

    private string[] Arguments(string format) =>
    [
        "counts", "--input", _directory.File("file-*.json"), "--schema", "time timestamp, action string", "--window", "time, 1 hour", "--by", "action",
        "--watch", "--max-files-per-batch", "1", "--format", format,
    ];
}
