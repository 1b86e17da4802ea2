using System.CommandLine;
using System.Reactive.Linq;
using static ReactiveEtl.Columns;

namespace ReactiveEtl.Cli;

/// <summary><c>reactive-etl counts</c>: how many rows, by window and key, in the user's own files.</summary>
internal sealed class CountsCommand : Command
{
    private readonly InputOptions _input = new();

    private readonly Option<string> _window = new("--window")
    {
        Description = "The column of the event time and the windows' size: 'time, 1 hour'; a slide and an offset may follow.",
        Required = true,
        HelpName = "column, size",
    };

    private readonly Option<string> _by = new("--by") { Description = "The columns to count by, besides the window.", HelpName = "columns" };
    private readonly Option<string> _where = new("--where") { Description = "Counts the rows only for which an SQL condition is true: \"action = 'Open' and v > 1\".", HelpName = "condition" };
    private readonly Option<string> _select = new("--select")
    {
        Description = "Shows these SQL expressions over the keys, the window and aggregates in the place of the count: \"action, window.start as hour, count(*) as n, avg(v) as mean\".",
        HelpName = "expressions",
    };

    private readonly Option<string> _having = new("--having") { Description = "Shows the rows only for which an SQL condition on what is shown is true: \"count > 1\".", HelpName = "condition" };
    private readonly Option<bool> _watch = new("--watch") { Description = "Go on as files come, with a version a batch, until SIGINT (Ctrl+C) or SIGTERM." };
    private readonly Option<int?> _maxFilesPerBatch = new("--max-files-per-batch")
    {
        Description = "How many files a batch takes at most.",
        HelpName = "n",
        CustomParser = Integers.Parse,
    };

    public CountsCommand()
        : base("counts", "Counts the rows of your files by window of event time and by columns.")
    {
        _input.AddTo(this);
        Options.Add(_window);
        Options.Add(_by);
        Options.Add(_where);
        Options.Add(_select);
        Options.Add(_having);
        Options.Add(_watch);
        Options.Add(_maxFilesPerBatch);
        SetAction(RunAsync);
    }

    private async Task RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var schema = RowSchema.Parse(parsed.GetRequiredValue(_input.Schema));
        var keys = Keys(parsed.GetValue(_by), schema);
        var zone = _input.TimeZoneOf(parsed);
        using var store = _input.StoreOf(parsed);
        var counts = Counts(parsed, store, schema, keys, zone);

        var configuration = parsed.InvocationConfiguration;
        var screen = Screen.Over(configuration.Output);
        var format = parsed.GetRequiredValue(_input.Format);
        var printer = new CountsPrinter(screen, configuration.Error, format, zone);
        if (counts.IsStreaming)
        {
            await FollowAsync(counts, screen, printer, isLive: format == "table" && screen.IsTerminal, cancellation);
            return;
        }

        var answer = await counts.LastAsync().RunAsync(cancellation);
        NoFiles.Report(answer.Prefix, parsed.GetRequiredValue(_input.Input), configuration.Error);
        printer.Print(answer);
    }

    private static async Task FollowAsync(TableStream<Row> counts, Screen screen, CountsPrinter printer, bool isLive, CancellationToken cancellation)
    {
        try
        {
            if (isLive) await screen.LiveAsync(CountsPrinter.Waiting, show => counts.ForEachAsync(version => show(printer.View(version)), cancellation));
            else await counts.ForEachAsync(printer.PrintVersion, cancellation);
        }
        catch (OperationCanceledException)
        {
            // A signal is how this is meant to end.
        }
    }

    private TableStream<Row> Counts(ParseResult parsed, ObjectStore? store, RowSchema schema, IEnumerable<string> keys, TimeZoneInfo zone)
    {
        var (time, windows) = WindowText.Parse(parsed.GetRequiredValue(_window), schema);
        var files = _input.FilesOf(parsed, store);
        var maxFiles = parsed.GetValue(_maxFilesPerBatch);
        if (maxFiles < 1) throw new CommandException($"--max-files-per-batch is {maxFiles}: expected a positive number.");
        var columns = parsed.GetRequiredValue(_input.Schema);
        var rows = parsed.GetValue(_watch)
            ? files.Watch(columns, new WatchOptions { TimeZone = zone, MaxFilesPerBatch = maxFiles, Compressions = InputOptions.Compressions })
            : files.Read(columns, new ReadOptions { TimeZone = zone, MaxFilesPerBatch = maxFiles, Compressions = InputOptions.Compressions });
        if (parsed.GetValue(_where) is { } where) rows = rows.Where(where, zone);
        var groups = rows.Window(Col(time), windows).GroupBy([.. keys.Select(Col)]);
        var counts = parsed.GetValue(_select) is { } select ? groups.Select(zone, select) : groups.Aggregate(Count().As("count")).Select([.. keys.Append("window").Append("count").Select(Col)]);
        return parsed.GetValue(_having) is { } having ? counts.Having(having, zone) : counts;
    }

    private static string[] Keys(string? text, RowSchema schema)
    {
        var keys = new List<string>();
        foreach (var name in text?.Split(',', StringSplitOptions.TrimEntries) ?? [])
        {
            var place = schema.IndexOf(name);
            if (place < 0) throw new CommandException($"There is no column '{name}' to count by; there are: {schema}.");
            if (keys.Contains(schema[place].Name)) throw new CommandException($"--by names the column '{name}' twice: expected each once.");
            keys.Add(schema[place].Name);
        }

        return [.. keys];
    }
}
