using System.Text.Json;

namespace ReactiveEtl.Oracle.Tests;

/// <summary>A static read: our engine against the documented rules in every line, and those against Spark in every line that is of no listed kind.</summary>
internal sealed class ReadComparison(Scenario scenario, Action<string> log)
{
    public async Task Run()
    {
        var run = await ScenarioRun.OfRead(scenario);
        // Spark refuses it, and so do we.
        if (scenario.Has("error") && run.Refusal is not null) return;
        var differences = QueryDifferences.Of(scenario);
        foreach (var difference in differences) log($"different on purpose: {difference.Name} ({difference.Reason})");
        if (differences.Any(difference => difference.IsRefused))
        {
            Assert.NotNull(run.Refusal);
            return;
        }

        if (run.Refusal is not null) Assert.Fail($"Spark answers, and we refuse: {run.Refusal.Message}");
        if (scenario.Query.HasExpressions)
        {
            AssertExpressions(run);
            return;
        }

        var expectation = new Expectation(scenario);
        var isRead = run.Steps[0].Failure is not null || run.Batches.Any(batch => batch.Files.Count > 0);
        var lines = isRead ? expectation.Lines(InputFile.BytesOf(scenario.Json)) : [];
        Assert.Equal(isRead, expectation.Options.NameFilter is null or "*" or "*.json");
        foreach (var line in lines.Where(line => line.Difference is not null)) log($"different on purpose: {line.Difference!.Name}: {Cut(line.Record.Text)}");
        var schema = SelectedSchema(expectation.Schema);
        var fails = expectation.Options.Malformed == MalformedPolicy.FailFast && lines.Any(line => line.Record.IsMalformed);
        AssertEngine(run, expectation, lines, schema, fails);
        if (differences.Count == 0) AssertSpark(lines, schema, fails);
    }

    /// <summary>Of a line of no listed kind, the row is Spark's.</summary>
    private void AssertExpressions(ScenarioRun run)
    {
        var step = Assert.Single(run.Steps);
        if (scenario.Has("error"))
        {
            Assert.NotNull(step.Failure);
            return;
        }

        Assert.Null(step.Failure);
        if (new Expectation(scenario).Lines(InputFile.BytesOf(scenario.Json)).Any(line => line.Difference is not null)) return;
        var types = TypesOf(scenario.Json);
        Assert.Equal(types, step.Batches[0].Schema.Select(column => KeyValuePair.Create(column.Name, SparkType.Of(column))));
        Assert.Equal(scenario.Json.GetProperty("expectedRows").EnumerateArray().Select(row => Canonical.Row(row, types.ToDictionary())), step.Batches[0].Rows);
    }

    private void AssertEngine(ScenarioRun run, Expectation expectation, IReadOnlyList<ExpectedLine> lines, RowSchema schema, bool fails)
    {
        var step = Assert.Single(run.Steps);
        if (fails)
        {
            Assert.IsType<MalformedRecordException>(step.Failure?.InnerException);
            return;
        }

        Assert.Null(step.Failure);
        Assert.Equal(schema, step.Batches[0].Schema);
        Assert.Equal(lines.Where(line => line.IsRow).Select(line => RowOf(line, schema)), step.Batches[0].Rows);
        var asides = expectation.Options.Malformed == MalformedPolicy.Permissive ? lines.Where(line => !line.IsRow) : [];
        Assert.Equal(asides.Select(line => (line.Record.Number, line.Record.Text)), run.Refused.Select(record => (record.Line, record.Text)));
    }

    private void AssertSpark(IReadOnlyList<ExpectedLine> lines, RowSchema schema, bool fails)
    {
        if (scenario.Has("error") || fails)
        {
            // One fails and the other does not only where all the malformed lines are of listed kinds.
            if (scenario.Has("error") != fails) Assert.All(lines.Where(line => line.Record.IsMalformed), line => Assert.NotNull(line.Difference));
            if (scenario.Has("error") && !fails) Assert.Contains(lines, line => line.Difference is not null);
            return;
        }

        var types = TypesOf(scenario.Json);
        Assert.Equal(types, schema.Select(column => KeyValuePair.Create(column.Name, SparkType.Of(column))));
        var spark = scenario.Json.GetProperty("expectedRows").EnumerateArray().Select(row => Canonical.Row(row, types.ToDictionary())).ToList();
        var place = 0;
        foreach (var line in lines.Where(line => line is { IsSparkKnown: true, IsSparkRow: true }))
        {
            // Rows of lines of other kinds may stand between.
            var found = spark.IndexOf(RowOf(line, schema), place);
            if (found < 0 || (lines.All(other => other.IsSparkKnown) && found != place)) Assert.Fail($"Line {line.Record.Number} is of no listed kind, and Spark reads it differently.\nline: {Cut(line.Record.Text)}\nours: {Cut(RowOf(line, schema))}\nSpark's rows from here: {string.Join("\n", spark.Skip(place).Take(3).Select(Cut))}");
            place = found + 1;
        }

        if (Context(lines) != MalformedPolicy.Permissive) return;
        Assert.Equal(lines.Sum(line => line.Difference?.SparkRows(line.Context) ?? 1), spark.Count);
    }

    private static string Cut(string text) => text.Length > 300 ? text[..300] + "..." : text;

    private static MalformedPolicy Context(IReadOnlyList<ExpectedLine> lines) => lines.Count == 0 ? MalformedPolicy.Permissive : lines[0].Context.Policy;

    private RowSchema SelectedSchema(RowSchema schema) => scenario.Query.Select is not { } items ? schema
        : new RowSchema(items.Select(item => QueryDefinition.AsColumn(item)!.Value).Select(column => schema[schema.IndexOf(column.Name)] with { Name = column.Alias }));

    private string RowOf(ExpectedLine line, RowSchema schema)
    {
        var values = line.Record.Values;
        if (scenario.Query.Select is { } items) values = [.. items.Select(item => values[line.Context.Schema.IndexOf(QueryDefinition.AsColumn(item)!.Value.Name)])];
        return Canonical.Row(schema, values);
    }

    public static IReadOnlyList<KeyValuePair<string, string>> TypesOf(JsonElement json) =>
        [.. json.GetProperty("expectedSchema").EnumerateObject().Select(column => KeyValuePair.Create(column.Name, column.Value.GetString()!))];
}
