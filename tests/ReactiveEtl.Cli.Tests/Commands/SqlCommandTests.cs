namespace ReactiveEtl.Cli.Tests;

public sealed class SqlCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public SqlCommandTests()
    {
        _directory.Write("file-0.json", """{"time":1469501107,"action":"Open"}""");
        _directory.Write("file-1.json", """{"time":1469501108,"action":"Close"}""" + "\n" + """{"time":1469504707}""" + "\n" + """{"time":1469501109,"action":""}""");
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Table_IsSparksBoxInTheTimeZone() =>
        Assert.Equal(
            """
            +-------------------+------+
            |time               |action|
            +-------------------+------+
            |2016-07-25 21:45:07|Open  |
            |2016-07-25 21:45:08|Close |
            |2016-07-25 22:45:07|NULL  |
            |2016-07-25 21:45:09|      |
            +-------------------+------+


            """,
            await OutputAsync("select * from input", "--time-zone", "America/Chicago"));

    [Fact]
    public async Task Zstandard_IsReadToo()
    {
        using var compressor = new ZstdSharp.Compressor();
        var file = _directory.File("other.json.zst");
        await File.WriteAllBytesAsync(file, compressor.Wrap("""{"time":1,"action":"Lock"}"""u8).ToArray(), TestContext.Current.CancellationToken);
        Assert.Contains("|Lock  |", await CliRun.OutputOfAsync("sql", "--input", file, "--schema", "time timestamp, action string", "select action from input"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Statement_IsAnsweredAsInSpark() =>
        Assert.Equal(
            "hour,n\nJul-26 02,3\nJul-26 03,1\n",
            await OutputAsync("""select date_format(time, "MMM-dd HH") as hour, count(*) as n from input group by date_format(time, "MMM-dd HH") order by hour""", "--format", "csv"));

    [Fact]
    public async Task Csv_NullsAndEmptyStringsAndTimes() =>
        Assert.Equal(
            """"
            time,action
            2016-07-26T02:45:07Z,Open
            2016-07-26T02:45:08Z,Close
            2016-07-26T03:45:07Z,
            2016-07-26T02:45:09Z,""

            """",
            await OutputAsync("select * from input", "--format", "csv", "--time-zone", "America/Chicago"));

    [Fact]
    public async Task JsonLines_HasTheValuesOfItsTypes() =>
        Assert.Equal(
            """
            {"n":4,"named":3,"half":2,"last":"2016-07-26T03:45:07Z"}

            """,
            await OutputAsync("select count(*) as n, count(action) as named, count(*) / 2 as half, max(time) as last from input", "--format", "jsonl"));

    [Fact]
    public async Task Malformed_IsToldOnStandardError()
    {
        _directory.Write("file-2.json", "no JSON");
        var run = await RunAsync("select count(*) as n from input", "--format", "csv");
        Assert.Equal((0, "n\n4\n", "batch 0: 1 malformed record is not counted" + Environment.NewLine), run);
    }

    [Fact]
    public async Task Pattern_ThatMatchesNoFile_IsToldOnStandardError()
    {
        var pattern = _directory.File("nothing-*.json");
        var run = await CliRun.OfAsync("sql", "--input", pattern, "--schema", "time timestamp", "select count(*) as n from input", "--format", "csv");
        Assert.Equal((0, "n\n0\n", $"no file matches '{pattern}'{Environment.NewLine}"), run);
    }

    [Fact]
    public async Task Statement_Bad_IsOneLineThatNamesItAndWhatIsKnown()
    {
        var error = await ErrorAsync("select acton from input");
        Assert.Contains("acton", error, StringComparison.Ordinal);
        Assert.Contains("Statement: select acton from input", error, StringComparison.Ordinal);
        error = await ErrorAsync("select action from events");
        Assert.Contains("input", error, StringComparison.Ordinal);
        error = await ErrorAsync("select action,\nfrom input");
        Assert.Contains("line 2", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Columns_OfTheSameName_CanOnlyBeShown()
    {
        Assert.Contains("|4", await OutputAsync("select count(*), count(*) from input"), StringComparison.Ordinal);
        Assert.Contains("Give it another alias", await ErrorAsync("select count(*), count(*) from input", "--format", "csv"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_Bad_AreExplained()
    {
        Assert.Equal("Required argument 'statement' missing for command: 'sql'. See: reactive-etl sql --help", await CliRun.ErrorOfAsync("sql", "--input", Pattern, "--schema", "time timestamp"));
        Assert.StartsWith("The schema \"time\" is not understood", await CliRun.ErrorOfAsync("sql", "--input", Pattern, "--schema", "time", "select 1"), StringComparison.Ordinal);
        Assert.StartsWith("There is no directory ", await CliRun.ErrorOfAsync("sql", "--input", _directory.File("missing/*.json"), "--schema", "time timestamp", "select 1"), StringComparison.Ordinal);
        Assert.StartsWith("The time zone 'Chicago' is not known", await ErrorAsync("select 1", "--time-zone", "Chicago"), StringComparison.Ordinal);
    }

    private string Pattern => _directory.File("file-*.json");

    private Task<string> OutputAsync(string statement, params string[] arguments) => CliRun.OutputOfAsync(Arguments(statement, arguments));

    private Task<string> ErrorAsync(string statement, params string[] arguments) => CliRun.ErrorOfAsync(Arguments(statement, arguments));

    private Task<(int ExitCode, string Output, string Error)> RunAsync(string statement, params string[] arguments) => CliRun.OfAsync(Arguments(statement, arguments));

    private string[] Arguments(string statement, string[] arguments) => ["sql", "--input", Pattern, "--schema", "time timestamp, action string", statement, .. arguments];
}
