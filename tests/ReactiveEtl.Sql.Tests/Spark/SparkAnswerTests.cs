using System.Globalization;
using System.Reactive.Linq;
using System.Text.Json;
using static ReactiveEtl.SqlColumns;

namespace ReactiveEtl.Sql.Tests.Spark;

/// <summary>Random expressions and aggregates over the rows of a file give what Spark gave, in SQL over a table and over streams.</summary>
public sealed class SparkAnswerTests : IDisposable
{
    /// <summary>Spark read each file as one, and its last digits are those of one sum.</summary>
    private const long Whole = 1 << 20;

    private readonly string _directory = Directory.CreateTempSubdirectory("spark-answers").FullName;

    public static TheoryData<string> Expressions => [.. SparkAnswers.Expressions.Keys.Except(SparkAnswers.Differences.Keys)];

    public static TheoryData<string> Aggregates => [.. SparkAnswers.Aggregates.Keys];

    public static TheoryData<string> Batches => [.. SparkAnswers.Batches.Keys];

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [MemberData(nameof(Expressions))]
    public async Task Expression_GivesWhatSparkGave(string expression)
    {
        var answer = SparkAnswers.Expressions[expression];
        var rows = Rows();
        Same(answer, await Answered(async () => Rows(SqlSession.Answer($"select {expression} as v from rows", SparkAnswers.Zone, await Table(rows)))));
        Same(answer, await Answered(async () => [.. (await rows.Select(Expr($"{expression} as v", SparkAnswers.Zone)).LastAsync()).Rows]));
    }

    [Theory]
    [MemberData(nameof(Aggregates))]
    public async Task Aggregate_GivesWhatSparkGave(string aggregate)
    {
        var answer = SparkAnswers.Aggregates[aggregate];
        var rows = Rows();
        Same(answer, await Answered(async () => Rows(SqlSession.Answer($"select {aggregate} as v from rows group by g order by g", SparkAnswers.Zone, await Table(rows)))));
        foreach (var parallelism in new[] { 1, 2, 7 }) Same(answer, await Read(parallelism, Whole));
        foreach (var unit in new[] { 97, 1000 }) Same(answer, await Read(2, unit), isInUnits: true);

        async Task<IReadOnlyList<Row>?> Read(int parallelism, long unit) => await Answered(async () => (await Grouped(Rows(parallelism, unit), aggregate).LastAsync()).Rows);
    }

    /// <summary>What is kept of a group is merged with what a batch has of it, to the same digits.</summary>
    [Theory]
    [MemberData(nameof(Batches))]
    public async Task Aggregate_AfterEachBatch_GivesWhatSparkGave(string aggregate)
    {
        var answer = SparkAnswers.Batches[aggregate];
        for (var i = 0; i < SparkAnswers.Files.Count; i++)
        {
            var path = Path.Combine(_directory, $"{i}.json");
            await File.WriteAllTextAsync(path, SparkAnswers.Files[i], TestContext.Current.CancellationToken);
            File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddSeconds(i));
        }

        var versions = await Grouped(JsonFiles.In(_directory).Read(SparkAnswers.Schema, new ReadOptions { MaxFilesPerBatch = 1, UnitSize = Whole }), aggregate).Select(version => version.Rows.ToList()).ToList();
        Assert.Equal(answer.GetProperty("batches").EnumerateArray().Select(batch => Values(aggregate, batch, answer)), versions.Select(rows => Values(aggregate, rows)));
    }

    private static TableStream<Row> Grouped(RowStream<Row> rows, string aggregate) => rows.GroupBy("g").Select(SparkAnswers.Zone, "g", $"{aggregate} as v").OrderBy("g");

    /// <summary>Where the rows were added up in units, a double may have other last digits.</summary>
    private static void Same(JsonElement answer, IReadOnlyList<Row>? rows, bool isInUnits = false)
    {
        var text = answer.TryGetProperty("expression", out var expression) ? expression.GetString()! : answer.GetProperty("aggregate").GetString()!;
        if (answer.TryGetProperty("error", out var error))
        {
            Assert.True(rows is null, $"Spark refuses it: {error}");
            return;
        }

        Assert.NotNull(rows);
        var type = answer.GetProperty("type").GetString();
        Assert.Equal(type, new RowSchema(rows[0].Schema[rows[0].Schema.IndexOf("v")]).ToString()["v ".Length..]);
        Assert.Equal(Values(text, answer.GetProperty("values"), answer), Values(text, rows), isInUnits && type == "double" ? IsNearly : string.Equals);
    }

    private static bool IsNearly(string expected, string actual) => expected == actual
        || (double.TryParse(expected, CultureInfo.InvariantCulture, out var one) && double.TryParse(actual, CultureInfo.InvariantCulture, out var other) && Math.Abs(one - other) <= 1e-12 * Math.Abs(one));

    private static IEnumerable<string> Values(string text, JsonElement values, JsonElement answer) =>
        values.EnumerateArray().Select(value => SparkAnswers.Unordered(text, SparkAnswers.Text(value, answer.GetProperty("type").GetString()!)));

    private static IEnumerable<string> Values(string text, IEnumerable<Row> rows) => rows.Select(row => SparkAnswers.Unordered(text, SparkAnswers.Text(row["v"])));

    private static IReadOnlyList<Row> Rows(SqlResult result) => result.Rows;

    /// <summary>The rows, or null where the expression is refused or fails.</summary>
    private static async Task<IReadOnlyList<Row>?> Answered(Func<Task<IReadOnlyList<Row>>> answer)
    {
        try
        {
            return await answer();
        }
        catch (Exception error) when (error.GetType().Namespace == nameof(ReactiveEtl))
        {
            TestContext.Current.TestOutputHelper?.WriteLine(error.Message);
            return null;
        }
    }

    private static async Task<(string, RowSchema, IEnumerable<Row>)> Table(RowStream<Row> rows) => ("rows", RowSchema.Parse(SparkAnswers.Schema), (await rows.LastAsync()).Rows);

    private RowStream<Row> Rows(int parallelism = 1, long unit = Whole)
    {
        File.WriteAllText(Path.Combine(_directory, "rows.json"), string.Join('\n', SparkAnswers.Rows));
        return JsonFiles.In(_directory).Read(SparkAnswers.Schema, new ReadOptions { Parallelism = parallelism, UnitSize = unit });
    }
}
