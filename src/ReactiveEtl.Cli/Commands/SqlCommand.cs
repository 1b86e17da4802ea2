using System.CommandLine;

namespace ReactiveEtl.Cli;

/// <summary><c>reactive-etl sql</c>: a statement over the user's own files, as they are now.</summary>
internal sealed class SqlCommand : Command
{
    private const string Table = "input";

    private readonly InputOptions _input = new();

    private readonly Argument<string> _statement = new("statement")
    {
        Description = $"The query, as in Spark; the rows of the files are the table '{Table}': 'select action, count(*) as count from {Table} group by action'.",
    };

    public SqlCommand()
        : base("sql", $"Answers a statement over the rows of your files, which are the table '{Table}'.")
    {
        Arguments.Add(_statement);
        _input.AddTo(this);
        SetAction(RunAsync);
    }

    private async Task RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var zone = _input.TimeZoneOf(parsed);
        var schema = parsed.GetRequiredValue(_input.Schema);
        using var store = _input.StoreOf(parsed);
        var rows = _input.FilesOf(parsed, store).Read(schema, new ReadOptions { TimeZone = zone, Compressions = InputOptions.Compressions });
        // A static read is one batch, and so the version of that batch has all rows.
        await using var query = rows.Start(Table);
        await query.Completion.WaitAsync(cancellation);

        NoFiles.Report(query.Table.Current.Prefix, parsed.GetRequiredValue(_input.Input), parsed.InvocationConfiguration.Error);
        Malformed.Report(query.Table.Current.Progress, parsed.InvocationConfiguration.Error);
        Print(query.Table.Sql(parsed.GetRequiredValue(_statement), zone), parsed.GetRequiredValue(_input.Format), parsed.InvocationConfiguration.Output);
    }

    private static void Print(SqlResult result, string format, TextWriter output)
    {
        switch (format)
        {
            case "csv": CsvFormat.Write(output, result.Schema, result.Rows); break;
            case "jsonl": JsonLinesFormat.Write(output, result.Schema, result.Rows); break;
            default: output.Write(result.Text(int.MaxValue, 0)); break;
        }
    }
}
