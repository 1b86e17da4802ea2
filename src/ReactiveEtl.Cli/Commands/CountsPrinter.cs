using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ReactiveEtl.Cli;

/// <summary>Prints versions of a table of counts, ordered by window, then by the other columns.</summary>
internal sealed class CountsPrinter(Screen screen, TextWriter error, string format, TimeZoneInfo zone)
{
    // What a live view leaves of a terminal's lines to the table's rows.
    private const int OtherLines = 8;

    /// <summary>What a live view shows before the first version.</summary>
    public static IRenderable Waiting => new Paragraph("waiting for files ...");

    /// <summary>The version alone.</summary>
    public void Print(Snapshot<Row> version)
    {
        Malformed.Report(version.Progress, error);
        var (schema, rows) = Ordered(version);
        switch (format)
        {
            case "csv": CsvFormat.Write(screen.Writer, schema, rows); break;
            case "jsonl": JsonLinesFormat.Write(screen.Writer, schema, rows); break;
            default: screen.Text(ShowText.Of(schema, rows, int.MaxValue, 0, zone)); break;
        }
    }

    /// <summary>The version as one block of many: its prefix, and its rows. Flushed, so that a reader has whole versions.</summary>
    public void PrintVersion(Snapshot<Row> version)
    {
        var prefix = version.Prefix;
        screen.Text(format == "jsonl"
            ? string.Create(CultureInfo.InvariantCulture, $$"""{"batch":{{prefix.BatchId}},"files":{{prefix.Files}},"rows":{{prefix.Rows}}}{{"\n"}}""")
            : string.Create(CultureInfo.InvariantCulture, $"# batch {prefix.BatchId}, files {prefix.Files}, rows {prefix.Rows}\n"));
        Print(version);
        screen.Writer.Flush();
    }

    /// <summary>The version's last windows, as many as the terminal has lines for.</summary>
    public IRenderable View(Snapshot<Row> version)
    {
        Malformed.Report(version.Progress, error);
        var (schema, rows) = Ordered(version);
        var shown = rows.TakeLast(Math.Max(1, screen.Height - OtherLines)).ToList();
        var more = rows.Count > shown.Count ? $", the last {shown.Count} of {rows.Count} rows" : "";
        return new Rows(new Paragraph($"{version.Prefix}{more}", new Style(Color.Green)), new Text(ShowText.Of(schema, shown, int.MaxValue, 0, zone).TrimEnd()));
    }

    private static (RowSchema Schema, IReadOnlyList<Row> Rows) Ordered(Snapshot<Row> version) => (version.Schema, [.. version.Rows.Order(new RowOrder(version.Schema))]);
}
