namespace ReactiveEtl.Oracle.Tests;

/// <summary>A file as our documentation reads it: what comes of each line, and of which kind the line is where Spark answers otherwise.</summary>
internal sealed class Expectation
{
    private readonly Scenario _scenario;
    private readonly DocumentedReader _reader;

    public Expectation(Scenario scenario)
    {
        _scenario = scenario;
        Schema = RowSchema.Parse(scenario.SchemaText);
        Options = scenario.Kind == "stream" ? ReaderOptions.OfStream(scenario) : ReaderOptions.OfRead(scenario);
        _reader = new DocumentedReader(Schema, Options.TimeZone);
    }

    public RowSchema Schema { get; }

    public ReadOptions Options { get; }

    private bool IsFlagged => Options.Malformed == MalformedPolicy.Permissive && Schema.Any(column => column is { Name: "_corrupt_record", Type: ColumnType.String });

    public IReadOnlyList<ExpectedLine> Lines(byte[] file)
    {
        var read = ColumnsRead.Of(_scenario).Select(column => Schema.IndexOf(column.Name)).ToHashSet();
        return [.. _reader.Read(file).Select(record =>
        {
            var context = new LineContext(record, JsonLine.Of(record.Line), Schema, Options.Malformed, read, _scenario);
            return new ExpectedLine(record, IsRow: !record.IsMalformed || IsFlagged, LineDifferences.Of(context), context);
        })];
    }
}

/// <summary>What comes of one line.</summary>
internal sealed record ExpectedLine(DocumentedRecord Record, bool IsRow, LineDifference? Difference, LineContext Context)
{
    /// <summary>Whether Spark's answer to the line can be told: ours, or ours with nulls where we set it aside.</summary>
    public bool IsSparkKnown => Difference is null or { SparkKeepsNulls: true };

    /// <summary>Whether Spark makes a row of it, where that can be told.</summary>
    public bool IsSparkRow => IsRow || Difference is { SparkKeepsNulls: true };
}
