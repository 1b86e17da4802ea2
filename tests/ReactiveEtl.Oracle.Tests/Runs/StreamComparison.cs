using System.Text.Json;

namespace ReactiveEtl.Oracle.Tests;

/// <summary>
/// A stream: our engine batch by batch against Spark, where neither a line nor the query is of a listed kind; else against the documented rules over the very
/// files of each batch, and those against Spark as far as its answer can be told.
/// </summary>
internal sealed class StreamComparison(Scenario scenario, Action<string> log)
{
    public async Task Run()
    {
        var run = await ScenarioRun.OfStream(scenario);
        // Spark refuses it, some with the first batch only, and so do we.
        if (IsRefusedBySpark && run.Refusal is not null) return;
        var differences = QueryDifferences.Of(scenario);
        foreach (var difference in differences) log($"different on purpose: {difference.Name} ({difference.Reason})");
        if ((scenario.Has("startError") && differences.Count == 0) || differences.Any(difference => difference.IsRefused))
        {
            Assert.NotNull(run.Refusal);
            return;
        }

        if (run.Refusal is not null) Assert.Fail($"Spark answers, and we refuse: {run.Refusal.Message}");
        var expectation = new Expectation(scenario);
        var batches = run.Batches.Select(batch => (Run: batch, Lines: batch.Files.SelectMany(file => expectation.Lines(file.Bytes)).ToList())).ToList();
        var lines = batches.SelectMany(batch => batch.Lines).ToList();
        foreach (var line in lines.Where(line => line.Difference is not null)) log($"different on purpose: {line.Difference!.Name}: {line.Record.Text}");
        if (NaiveQuery.Knows(scenario)) AssertDocumented(run, expectation, batches);
        AssertFiles(run);
        if (differences.Count > 0) return;
        AssertBatches(run, withRows: lines.All(line => line.Difference is null));
        if (lines.Any(line => line.Difference is not null) && NaiveQuery.Knows(scenario)) AssertKnownRows(expectation, batches);
    }

    /// <summary>Whether a condition behind the groups may be one of windows alone, which Spark tests before it groups.</summary>
    private bool HasConditionOfWindows => scenario.Query.Having is { } having && (QueryDifferences.Reads(having, "window") || QueryDifferences.Reads(having, "session_window"));

    private bool IsRefusedBySpark => scenario.Has("startError") || scenario.Json.GetProperty("steps").EnumerateArray()
        .FirstOrDefault() is { ValueKind: JsonValueKind.Object } first && first.TryGetProperty("error", out _) && first.GetProperty("batches").GetArrayLength() == 0;

    /// <summary>Every version is the query over the records that were read up to it.</summary>
    private void AssertDocumented(ScenarioRun run, Expectation expectation, IReadOnlyList<(BatchRun Run, List<ExpectedLine> Lines)> batches)
    {
        var naive = NewNaive(expectation, batches);
        foreach (var (batch, lines) in batches)
        {
            var rows = naive!.Next(lines.Where(line => line.IsRow).Select(line => line.Record.Values));
            Assert.Equal(Sorted(rows), Sorted(batch.Rows));
            Assert.Equal(naive.Groups, batch.StateRows);
        }

        if (run.Steps.FirstOrDefault(step => step.Failure is not null) is { } failed)
        {
            AssertFails(run, failed, expectation, naive ?? new NaiveQuery(scenario.Query, expectation.Schema, expectation.Schema));
            return;
        }

        var asides = expectation.Options.Malformed == MalformedPolicy.Permissive ? batches.SelectMany(batch => batch.Lines).Where(line => !line.IsRow) : [];
        Assert.Equal(asides.Select(line => (line.Record.Number, line.Record.Text)), run.Refused.Select(record => (record.Line, record.Text)));
    }

    /// <summary>The file behind those that were read is one that fails by the rules; told where a batch is a file.</summary>
    private void AssertFails(ScenarioRun run, StepRun failed, Expectation expectation, NaiveQuery naive)
    {
        var read = run.Batches.SelectMany(batch => batch.Files).Select(file => Path.GetFileName(file.Path)).ToHashSet();
        var put = scenario.Json.GetProperty("steps").EnumerateArray().Take(run.Steps.ToList().IndexOf(failed) + 1)
            .Aggregate(new List<InputFile>(), (files, step) => [.. files, .. InputFile.Of(step, files.Count)]);
        if (expectation.Options.MaxFilesPerBatch != 1 || expectation.Options.LatestFirst) return;
        var lines = expectation.Lines(put.Where(file => !read.Contains(Path.GetFileName(file.Name))).MinBy(file => file.SecondsAfterStart)!.Bytes);
        if (expectation.Options.Malformed == MalformedPolicy.FailFast && lines.Any(line => line.Record.IsMalformed)) return;
        Assert.Throws<OverflowException>(() => naive.Next(lines.Where(line => line.IsRow).Select(line => line.Record.Values)));
    }

    /// <summary>Every file that is data was read, once; told where the directory alone says which are.</summary>
    private void AssertFiles(ScenarioRun run)
    {
        var options = ReaderOptions.OfStream(scenario);
        var put = scenario.Json.GetProperty("steps").EnumerateArray().Aggregate(new List<InputFile>(), (files, step) => [.. files, .. InputFile.Of(step, files.Count)]);
        var isAged = put.Count > 0 && put.Max(file => file.SecondsAfterStart) - put.Min(file => file.SecondsAfterStart) > options.MaxFileAge?.TotalSeconds;
        if (scenario.Has("path") || options.NameFilter is not null || isAged || run.Steps.Any(step => step.Failure is not null)) return;
        var expected = put.Select(file => file.Name).Distinct().Where(file => SelectedFiles.IsData(file, options.Recursive));
        Assert.Equal(expected.Order(StringComparer.Ordinal), run.Batches.SelectMany(batch => batch.Files).Select(file => file.Path[(file.Path.LastIndexOf("/in/", StringComparison.Ordinal) + 4)..]).Order(StringComparer.Ordinal));
    }

    private void AssertBatches(ScenarioRun run, bool withRows)
    {
        var types = ReadComparison.TypesOf(scenario.Json);
        // Here such a condition is a view: what is output is the same, what is kept is not.
        var withState = withRows && !HasConditionOfWindows;
        if (!withState) log("state rows are not compared");
        var expected = new List<string>();
        foreach (var (number, step) in scenario.Json.GetProperty("steps").EnumerateArray().Index())
        {
            if (step.TryGetProperty("skipped", out _)) break;
            expected.Add($"step {number}{(step.TryGetProperty("error", out _) ? " fails" : "")}");
            foreach (var batch in step.GetProperty("batches").EnumerateArray())
            {
                var watermark = batch.GetProperty("watermark").GetString();
                expected.Add($" batch {batch.GetProperty("batchId")}, watermark {watermark}, dropped {batch.GetProperty("dropped")}{(withState ? $", state rows {batch.GetProperty("stateRows")}" : "")}");
                if (withRows) expected.AddRange(Sorted(batch.GetProperty("rows").EnumerateArray().Select(row => "  " + Canonical.Row(row, types.ToDictionary()))));
            }
        }

        var actual = new List<string>();
        foreach (var (number, step) in run.Steps.Index())
        {
            actual.Add($"step {number}{(step.Failure is null ? "" : " fails")}");
            foreach (var batch in step.Batches)
            {
                actual.Add($" batch {batch.Id}, watermark {batch.Watermark}, dropped {batch.Dropped}{(withState ? $", state rows {batch.StateRows}" : "")}");
                if (withRows) actual.AddRange(Sorted(batch.Rows.Select(row => "  " + row)));
            }
        }

        foreach (var failure in run.Steps.Select(step => step.Failure).OfType<Exception>()) log($"failed: {failure.Message}");
        Assert.Equal(string.Join("\n", expected), string.Join("\n", actual));
        if (run.Batches.FirstOrDefault() is { } first) Assert.Equal(types, first.Schema.Select(column => KeyValuePair.Create(column.Name, SparkType.Of(column))));
    }

    /// <summary>Where lines are of listed kinds: the rows of all other lines are among Spark's; and where Spark's answer to all can be told, it is that one.</summary>
    private void AssertKnownRows(Expectation expectation, IReadOnlyList<(BatchRun Run, List<ExpectedLine> Lines)> batches)
    {
        var types = ReadComparison.TypesOf(scenario.Json).ToDictionary();
        var isKnown = batches.All(batch => batch.Lines.All(line => line.IsSparkKnown));
        if (!isKnown && scenario.Query.Aggregates.Count > 0) return;
        var naive = NewNaive(expectation, batches);
        var sparks = scenario.Json.GetProperty("steps").EnumerateArray().Where(step => step.TryGetProperty("batches", out _)).SelectMany(step => step.GetProperty("batches").EnumerateArray()).ToList();
        foreach (var (spark, (_, lines)) in sparks.Zip(batches))
        {
            var rows = naive!.Next(lines.Where(line => line is { IsSparkKnown: true, IsSparkRow: true }).Select(line => line.Record.Values)).ToList();
            var answer = spark.GetProperty("rows").EnumerateArray().Select(row => Canonical.Row(row, types)).ToList();
            if (isKnown)
            {
                Assert.Equal(Sorted(rows), Sorted(answer));
                continue;
            }

            foreach (var row in rows) Assert.True(answer.Remove(row), $"Spark has no row {row}");
            if (expectation.Options.Malformed == MalformedPolicy.Permissive) Assert.Equal(lines.Where(line => !line.IsSparkKnown).Sum(line => line.Difference!.SparkRows(line.Context)), answer.Count);
        }
    }

    private NaiveQuery? NewNaive(Expectation expectation, IReadOnlyList<(BatchRun Run, List<ExpectedLine> Lines)> batches) =>
        batches.Count == 0 ? null : new NaiveQuery(scenario.Query, expectation.Schema, batches[0].Run.Schema);

    private static IEnumerable<string> Sorted(IEnumerable<string> rows) => rows.Order(StringComparer.Ordinal);
}
