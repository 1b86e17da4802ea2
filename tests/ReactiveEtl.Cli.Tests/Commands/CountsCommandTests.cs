using System.Globalization;

namespace ReactiveEtl.Cli.Tests;

public sealed class CountsCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Csv_OfTheSample_MeetsEveryFinalFigure()
    {
        SampleDirectory.Prepare(_directory.Path, 3);
        var lines = (await CountsAsync("--format", "csv")).TrimEnd('\n').Split('\n');
        Assert.Equal("action,window_start,window_end,count", lines[0]);
        Assert.Equal(1 + 104, lines.Length);
        Assert.Equal(lines.Skip(1).OrderBy(line => line.Split(',')[1], StringComparer.Ordinal).ThenBy(line => line.Split(',')[0], StringComparer.Ordinal), lines.Skip(1));
        foreach (var figure in Figure.All.Where(figure => figure.AfterFiles == 50))
        {
            var line = string.Create(CultureInfo.InvariantCulture, $"{figure.Action},{figure.WindowEnd.AddHours(-1):yyyy-MM-ddTHH:mm:ssZ},{figure.WindowEnd:yyyy-MM-ddTHH:mm:ssZ},{figure.Count}");
            Assert.Contains(line, lines);
        }
    }

    [Fact]
    public async Task WhereAndHaving_AreSqlConditions()
    {
        Write("""{"time":0,"action":"a"}""", """{"time":1,"action":"a"}""", """{"time":2,"action":"b"}""", """{"time":3,"action":"c"}""", """{"time":4,"action":"c"}""");
        var lines = (await CountsAsync("--format", "csv", "--where", "action <> 'c'", "--having", "count > 1")).TrimEnd('\n').Split('\n');
        Assert.Equal(["action,window_start,window_end,count", "a,1970-01-01T00:00:00Z,1970-01-01T01:00:00Z,2"], lines);
    }

    [Fact]
    public async Task Select_ShowsExpressionsOverKeysWindowAndAggregates()
    {
        Write("""{"time":0,"action":"a"}""", """{"time":1,"action":"a"}""", """{"time":2,"action":"b"}""", """{"time":3601,"action":"b"}""");
        var lines = (await CountsAsync("--format", "csv", "--select", "upper(action) as a, window.start as hour, count(*) * 10 as n, collect_list(time) as times", "--having", "n > 10 or a = 'B'")).TrimEnd('\n').Split('\n');
        Assert.Equal(
            ["a,hour,n,times", "A,1970-01-01T00:00:00Z,20,\"[1970-01-01T00:00:00Z, 1970-01-01T00:00:01Z]\"", "B,1970-01-01T00:00:00Z,10,[1970-01-01T00:00:02Z]", "B,1970-01-01T01:00:00Z,10,[1970-01-01T01:00:01Z]"],
            lines);
        Assert.Contains("There is no aggregate", await CliRun.ErrorOfAsync("counts", "--input", _directory.Path, "--schema", "time timestamp, action string", "--window", "time, 1 hour", "--by", "action", "--select", "action"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SmallTypes_AreWrittenAsTheyAre()
    {
        const string Line = """{"time":"2024-03-10T02:30:00Z","n":"2024-03-10T02:30:00","y":-7,"h":300,"f":0.1}""";
        Write(Line, Line);
        string[] options = ["counts", "--input", _directory.Path, "--schema", "time timestamp, n timestamp_ntz, y tinyint, h smallint, f float", "--window", "time, 1 hour", "--by", "n, y, h, f"];
        Assert.Equal(
            """{"n":"2024-03-10T02:30:00","y":-7,"h":300,"f":0.1,"window_start":"2024-03-10T02:00:00Z","window_end":"2024-03-10T03:00:00Z","count":2}""" + "\n",
            await CliRun.OutputOfAsync([.. options, "--format", "jsonl"]));
        Assert.Contains("|2024-03-10 02:30:00|-7 |300|0.1|{2024-03-09 20:00:00, 2024-03-09 21:00:00}|2    |", await CliRun.OutputOfAsync([.. options, "--time-zone", "America/Chicago"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BadCondition_IsOneLineWithItsPlace()
    {
        var error = await CliRun.ErrorOfAsync("counts", "--input", _directory.Path, "--schema", "time timestamp, action string", "--window", "time, 1 hour", "--where", "action = ");
        Assert.Contains("the text ends", error, StringComparison.Ordinal);
        Assert.Contains("line 1, column 10, near the end", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Csv_NullKeyIsAnEmptyFieldAndAnEmptyStringIsQuoted()
    {
        Write("""{"time":0,"action":"b"}""", """{"time":0,"action":""}""", """{"time":0}""", """{"time":0,"action":"a,\"b\""}""", """{"time":0,"action":null}""");
        Assert.Equal(
            """"
            action,window_start,window_end,count
            ,1970-01-01T00:00:00Z,1970-01-01T01:00:00Z,2
            "",1970-01-01T00:00:00Z,1970-01-01T01:00:00Z,1
            "a,""b""",1970-01-01T00:00:00Z,1970-01-01T01:00:00Z,1
            b,1970-01-01T00:00:00Z,1970-01-01T01:00:00Z,1

            """",
            await CountsAsync("--format", "csv"));
    }

    [Fact]
    public async Task Csv_IsOrderedByWindowThenKeyWhateverTheArrival()
    {
        Write("""{"time":7200,"action":"a"}""", """{"time":0,"action":"b"}""", """{"time":3600,"action":"b"}""", """{"time":3600,"action":"a"}""");
        Assert.Equal(["0:b", "1:a", "1:b", "2:a"], (await CountsAsync("--format", "csv")).TrimEnd().Split('\n').Skip(1).Select(line => $"{line[14]}:{line[0]}"));
    }

    [Fact]
    public async Task JsonLines_HasTheSameColumns()
    {
        Write("""{"time":1469501107,"action":"Open"}""", """{"time":1469501107}""");
        Assert.Equal(
            """
            {"action":null,"window_start":"2016-07-26T02:00:00Z","window_end":"2016-07-26T03:00:00Z","count":1}
            {"action":"Open","window_start":"2016-07-26T02:00:00Z","window_end":"2016-07-26T03:00:00Z","count":1}

            """,
            await CountsAsync("--format", "jsonl"));
    }

    [Fact]
    public async Task Table_IsABoxInTheTimeZone()
    {
        Write("""{"time":1469501107,"action":"Open"}""", """{"time":1469501107}""");
        Assert.Equal(
            """
            +------+------------------------------------------+-----+
            |action|window                                    |count|
            +------+------------------------------------------+-----+
            |NULL  |{2016-07-25 21:00:00, 2016-07-25 22:00:00}|1    |
            |Open  |{2016-07-25 21:00:00, 2016-07-25 22:00:00}|1    |
            +------+------------------------------------------+-----+


            """,
            await CountsAsync("--time-zone", "America/Chicago"));
    }

    [Fact]
    public async Task TimeZone_ChangesNoTimeOfCsvButReadsTimesWithoutAZone()
    {
        Write("""{"time":"2016-07-25T21:45:07","action":"Open"}""", """{"time":1469501107,"action":"Open"}""");
        Assert.Equal("action,window_start,window_end,count\nOpen,2016-07-26T02:00:00Z,2016-07-26T03:00:00Z,2\n", await CountsAsync("--time-zone", "America/Chicago", "--format", "csv"));
    }

    [Fact]
    public async Task Windows_WithASlide_Overlap()
    {
        Write("""{"time":3600,"action":"a"}""");
        Assert.Equal(
            "action,window_start,window_end,count\na,1970-01-01T00:30:00Z,1970-01-01T01:30:00Z,1\na,1970-01-01T01:00:00Z,1970-01-01T02:00:00Z,1\n",
            await RunAsync("--window", "time, 1 hour, 30 minutes", "--by", "action", "--format", "csv"));
    }

    [Fact]
    public async Task By_SeveralColumns_AreColumnsInTheirOrder()
    {
        _directory.Write("file-0.json", """{"time":0,"device":2,"action":"a"}""");
        var output = await CliRun.OutputOfAsync("counts", "--input", Pattern, "--schema", "time timestamp, action string, device int", "--window", "time, 1 day", "--by", "device, action", "--format", "csv");
        Assert.Equal("device,action,window_start,window_end,count\n2,a,1970-01-01T00:00:00Z,1970-01-02T00:00:00Z,1\n", output);
    }

    [Fact]
    public async Task Pattern_ThatMatchesNoFile_HasNoCounts_AndSaysSo()
    {
        string[] arguments = ["counts", "--input", Pattern, "--schema", "time timestamp, action string", "--window", "time, 1 hour", "--by", "action", "--format"];
        var note = $"no file matches '{Pattern}'{Environment.NewLine}";
        Assert.Equal((0, "action,window_start,window_end,count\n", note), await CliRun.OfAsync([.. arguments, "csv"]));
        Assert.Equal((0, "", note), await CliRun.OfAsync([.. arguments, "jsonl"]));
        Write();
        Assert.Equal((0, "", ""), await CliRun.OfAsync([.. arguments, "jsonl"]));
    }

    [Fact]
    public async Task Malformed_AreToldOnStandardErrorAndNotCounted()
    {
        Write("""{"time":0,"action":"a"}""", "no JSON", """{"time":"?","action":"a"}""");
        var run = await CliRun.OfAsync("counts", "--input", Pattern, "--schema", "time timestamp, action string", "--window", "time, 1 hour", "--by", "action", "--format", "csv");
        Assert.Equal((0, "action,window_start,window_end,count\na,1970-01-01T00:00:00Z,1970-01-01T01:00:00Z,1\n", "batch 0: 2 malformed records are not counted" + Environment.NewLine), run);
    }

    [Fact]
    public async Task Directory_Missing_IsNamed()
    {
        var missing = _directory.File("missing");
        var error = await CliRun.ErrorOfAsync("counts", "--input", $"{missing}/*.json", "--schema", "time timestamp", "--window", "time, 1 hour", "--by", "time");
        Assert.Equal($"There is no directory '{missing}'. Expected: an --input whose directory is there.", error);
        error = await CliRun.ErrorOfAsync("counts", "--input", $"{missing}/*.json", "--schema", "time timestamp", "--window", "time, 1 hour", "--by", "time", "--watch");
        Assert.Equal($"There is no directory '{missing}'. Expected: an --input whose directory is there.", error);
    }

    [Theory]
    [InlineData("time timestump, action string", "The schema \"time timestump, action string\" is not understood at position 5: expected a type (boolean, tinyint (byte), smallint (short), int, bigint (long), float, double, decimal, decimal(p,s), string, timestamp, timestamp_ntz, date, uuid) and not 'timestump'. Example: \"time timestamp, action string\".")]
    [InlineData("time timestamp, time string", "Two columns are named 'time'.")]
    public async Task Schema_Bad_IsExplained(string schema, string message) =>
        Assert.Equal(message, await CliRun.ErrorOfAsync("counts", "--input", Pattern, "--schema", schema, "--window", "time, 1 hour", "--by", "action"));

    [Theory]
    [InlineData("time", "The window 'time' is not understood: expected 'column, size', 'column, size, slide' or 'column, size, slide, offset', as in 'time, 1 hour'.")]
    [InlineData("time, ", "The window 'time, ' is not understood: expected 'column, size', 'column, size, slide' or 'column, size, slide, offset', as in 'time, 1 hour'.")]
    [InlineData("tiem, 1 hour", "The window 'tiem, 1 hour' is not understood: there is no column 'tiem'; there are: time timestamp, action string.")]
    [InlineData("action, 1 hour", "The window 'action, 1 hour' is not understood: the column 'action' is no timestamp; there are: time timestamp, action string.")]
    [InlineData("time, 1 hours ago", "The window 'time, 1 hours ago' is not understood: \"1 hours ago\" is no length of time; expected a number and a unit, one or several times: microseconds, milliseconds, seconds, minutes, hours, days or weeks, as in \"1 hour\" or \"1 day 12 hours\".")]
    [InlineData("time, 0 hours", "The window 'time, 0 hours' is not understood: A window's size is 00:00:00; expected at least a microsecond.")]
    [InlineData("time, 1 hour, 2 hours", "The window 'time, 1 hour, 2 hours' is not understood: A window's slide is 02:00:00; expected a time up to its size, 01:00:00.")]
    public async Task Window_Bad_IsExplained(string window, string message) => Assert.Equal(message, await ErrorAsync("--window", window, "--by", "action"));

    [Fact]
    public async Task Window_BeyondAllTime_IsExplained() =>
        Assert.StartsWith("The window 'time, 99999999999999999999999999 hours' is not understood: ", await ErrorAsync("--window", "time, 99999999999999999999999999 hours"), StringComparison.Ordinal);

    [Fact]
    public async Task By_UnknownColumn_IsExplained() =>
        Assert.Equal("There is no column 'actoin' to count by; there are: time timestamp, action string.", await ErrorAsync("--window", "time, 1 hour", "--by", "actoin"));

    [Fact]
    public async Task By_AColumnTwice_IsExplained() =>
        Assert.Equal("--by names the column 'action' twice: expected each once.", await ErrorAsync("--window", "time, 1 hour", "--by", "action, action"));

    [Fact]
    public async Task Input_Empty_IsExplained() =>
        Assert.Equal(
            "--input is empty: expected a path or a pattern, such as 'events/file-*.json'.",
            await CliRun.ErrorOfAsync("counts", "--input", "", "--schema", "time timestamp", "--window", "time, 1 hour"));

    [Theory]
    [InlineData("x")]
    [InlineData("1.5")]
    [InlineData("99999999999")]
    public async Task MaxFilesPerBatch_ThatIsNoNumber_IsExplained(string text) =>
        Assert.Equal(
            $"--max-files-per-batch is '{text}': expected a whole number up to 2147483647. See: reactive-etl counts --help",
            await ErrorAsync("--window", "time, 1 hour", "--max-files-per-batch", text));

    [Fact]
    public async Task TimeZone_Unknown_IsExplained() =>
        Assert.Equal(
            "The time zone 'Chicago' is not known on this machine: expected a name such as America/Chicago or UTC.",
            await ErrorAsync("--window", "time, 1 hour", "--by", "action", "--time-zone", "Chicago"));

    [Fact]
    public async Task Arguments_Bad_AreExplained()
    {
        Assert.Equal("Option '--input' is required. See: reactive-etl counts --help", await CliRun.ErrorOfAsync("counts"));
        Assert.Equal("'--every' is not known here. See: reactive-etl counts --help", await ErrorAsync("--window", "time, 1 hour", "--by", "action", "--every"));
        Assert.Contains("'xml'", await ErrorAsync("--window", "time, 1 hour", "--by", "action", "--format", "xml"), StringComparison.Ordinal);
        Assert.Equal("--max-files-per-batch is 0: expected a positive number.", await ErrorAsync("--window", "time, 1 hour", "--by", "action", "--max-files-per-batch", "0"));
    }

    [Fact]
    public async Task Interrupt_EndsAWatchButCutsAnAnswerOff()
    {
        Write("""{"time":0,"action":"a"}""");
        using var interrupted = new CancellationTokenSource();
        await interrupted.CancelAsync();
        string[] arguments = ["counts", "--input", Pattern, "--schema", "time timestamp, action string", "--window", "time, 1 hour", "--by", "action", "--format", "csv"];
        await using var error = new StringWriter { NewLine = "\n" };
        Assert.Equal(0, await CommandLine.RunAsync([.. arguments, "--watch"], TextWriter.Null, error, interrupted.Token));
        Assert.Equal("", error.ToString());
        Assert.Equal(1, await CommandLine.RunAsync(arguments, TextWriter.Null, error, interrupted.Token));
        Assert.Equal("Interrupted: the answer is not complete.\n", error.ToString());
    }

    [Fact]
    public async Task By_Nothing_CountsByWindow()
    {
        Write("""{"time":0,"action":"a"}""", """{"time":1,"action":"b"}""");
        Assert.Equal("window_start,window_end,count\n1970-01-01T00:00:00Z,1970-01-01T01:00:00Z,2\n", await RunAsync("--window", "time, interval 60 minute", "--format", "csv"));
    }

    private string Pattern => _directory.File("file-*.json");

    private void Write(params string[] lines) => _directory.Write("file-0.json", string.Join('\n', lines));

    private Task<string> CountsAsync(params string[] arguments) => RunAsync(["--window", "time, 1 hour", "--by", "action", .. arguments]);

    private Task<string> RunAsync(params string[] arguments) =>
        CliRun.OutputOfAsync(["counts", "--input", Pattern, "--schema", "time timestamp, action string", .. arguments]);

    private Task<string> ErrorAsync(params string[] arguments) =>
        CliRun.ErrorOfAsync(["counts", "--input", Pattern, "--schema", "time timestamp, action string", .. arguments]);
}
