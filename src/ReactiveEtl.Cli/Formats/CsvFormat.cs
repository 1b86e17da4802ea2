using System.Buffers;

namespace ReactiveEtl.Cli;

/// <summary>Comma-separated values (RFC 4180), with a header; a null is an empty field, an empty string is <c>""</c>.</summary>
internal static class CsvFormat
{
    private static readonly SearchValues<char> ToQuote = SearchValues.Create(",\"\r\n");

    public static void Write(TextWriter output, RowSchema schema, IEnumerable<Row> rows)
    {
        WriteLine(output, FlatRows.Names(schema));
        foreach (var row in rows) WriteLine(output, FlatRows.Values(row).Select(CellText.Of));
    }

    private static void WriteLine(TextWriter output, IEnumerable<string?> fields)
    {
        var isFirst = true;
        foreach (var field in fields)
        {
            if (!isFirst) output.Write(',');
            isFirst = false;
            if (field is null) continue;
            output.Write(field.Length == 0 || field.AsSpan().ContainsAny(ToQuote) ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field);
        }

        output.Write('\n');
    }
}
