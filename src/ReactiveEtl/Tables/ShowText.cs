using System.Buffers;
using System.Text;

namespace ReactiveEtl;

/// <summary>Rows in the box that Spark's <c>Dataset.show</c> prints, character by character.</summary>
public static class ShowText
{
    // Spark's least width of a column.
    private const int LeastWidth = 3;

    private static readonly SearchValues<char> Escapes = SearchValues.Create("\n\r\t\f\b\v\a");

    /// <summary>The box: a line of names, a line for each row, and what is not shown.</summary>
    /// <param name="schema">The columns; their names are never cut.</param>
    /// <param name="rows">The rows; one more than <paramref name="count"/> is looked at.</param>
    /// <param name="count">How many rows to show.</param>
    /// <param name="truncate">The most characters of a cell, right-aligned; 0 shows all of them, left-aligned. Spark's <c>true</c> is 20, <c>false</c> is 0.</param>
    /// <param name="timeZone">The session zone, in which times are printed; UTC by default.</param>
    /// <returns>The text with a line end after the last line, and Spark's blank line where all rows are shown.</returns>
    /// <example>
    /// <code>
    /// +------+-----+
    /// |action|count|
    /// +------+-----+
    /// |  Open|    2|
    /// +------+-----+
    /// </code>
    /// </example>
    public static string Of(RowSchema schema, IEnumerable<Row> rows, int count = 20, int truncate = 20, TimeZoneInfo? timeZone = null)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(rows);
        var zone = timeZone ?? TimeZoneInfo.Utc;
        return Of([.. schema.Select(column => column.Name)], rows.Select(row => Texts(row, schema, zone)), count, truncate);
    }

    /// <summary>The same rows one under the other, each as a list of names and values: Spark's <c>show(vertical=True)</c>.</summary>
    /// <inheritdoc cref="Of(RowSchema, IEnumerable{Row}, int, int, TimeZoneInfo?)"/>
    public static string Vertical(RowSchema schema, IEnumerable<Row> rows, int count = 20, int truncate = 20, TimeZoneInfo? timeZone = null)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(rows);
        var zone = timeZone ?? TimeZoneInfo.Utc;
        return Vertical([.. schema.Select(column => column.Name)], rows.Select(row => Texts(row, schema, zone)), count, truncate);
    }

    /// <summary>The box of texts; names may repeat, null texts are NULL.</summary>
    internal static string Of(IReadOnlyList<string> names, IEnumerable<string?[]> rows, int count, int truncate)
    {
        var (header, cells, more) = Cells(names, rows, count, truncate);
        var widths = Array.ConvertAll(header, name => Math.Max(LeastWidth, WidthOf(name)));
        foreach (var row in cells)
        {
            for (var i = 0; i < widths.Length; i++) widths[i] = Math.Max(widths[i], WidthOf(row[i]));
        }

        var box = new StringBuilder();
        AppendRule(box, widths);
        AppendCells(box, header, widths, truncate > 0);
        AppendRule(box, widths);
        foreach (var row in cells) AppendCells(box, row, widths, truncate > 0);
        AppendRule(box, widths);
        return box.Append(more ? OnlyTop(count) : "\n").ToString();
    }

    /// <summary>The list of texts; names may repeat, null texts are NULL.</summary>
    internal static string Vertical(IReadOnlyList<string> names, IEnumerable<string?[]> rows, int count, int truncate)
    {
        var (header, cells, more) = Cells(names, rows, count, truncate);
        if (cells.Count == 0) return "(0 rows)\n";

        var nameWidth = header.Select(WidthOf).Append(LeastWidth).Max();
        var valueWidth = cells.SelectMany(row => row).Select(WidthOf).Append(LeastWidth).Max();
        var list = new StringBuilder();
        for (var i = 0; i < cells.Count; i++)
        {
            // 5: the blanks around name and value, and the bar.
            list.Append($"-RECORD {i}".PadRight(nameWidth + valueWidth + 5, '-')).Append('\n');
            for (var c = 0; c < header.Length; c++)
            {
                list.Append(' ');
                AppendCell(list, header[c], nameWidth, right: false);
                list.Append(" | ");
                AppendCell(list, cells[i][c], valueWidth, right: false);
                list.Append(" \n");
            }
        }

        return list.Append(more ? OnlyTop(count) : "\n").ToString();
    }

    private static string OnlyTop(int count) => $"only showing top {Math.Max(count, 0)} {(count == 1 ? "row" : "rows")}\n";

    private static string?[] Texts(Row row, RowSchema schema, TimeZoneInfo zone)
    {
        var texts = new string?[schema.Count];
        for (var i = 0; i < texts.Length; i++) texts[i] = SparkText.Of(row[i], schema[i].Type == ColumnType.LocalWindow ? TimeZoneInfo.Utc : zone);
        return texts;
    }

    private static (string[] Header, List<string[]> Cells, bool More) Cells(IReadOnlyList<string> names, IEnumerable<string?[]> rows, int count, int truncate)
    {
        var cells = new List<string[]>();
        var more = false;
        foreach (var row in rows)
        {
            more = cells.Count >= count;
            if (more) break;
            cells.Add(Array.ConvertAll(row, text => Cut(Escaped(text ?? "NULL"), truncate)));
        }

        return ([.. names.Select(Escaped)], cells, more);
    }

    /// <summary>At most so many UTF-16 units, the last three of them dots where there is room.</summary>
    private static string Cut(string text, int truncate) =>
        truncate <= 0 || text.Length <= truncate ? text
        : truncate < 4 ? text[..truncate]
        : text[..(truncate - 3)] + "...";

    private static string Escaped(string text)
    {
        if (!text.AsSpan().ContainsAny(Escapes)) return text;
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            switch (c)
            {
                case '\n': escaped.Append("\\n"); break;
                case '\r': escaped.Append("\\r"); break;
                case '\t': escaped.Append("\\t"); break;
                case '\f': escaped.Append("\\f"); break;
                case '\b': escaped.Append("\\b"); break;
                case '\v': escaped.Append("\\v"); break;
                case '\a': escaped.Append("\\a"); break;
                default: escaped.Append(c); break;
            }
        }

        return escaped.ToString();
    }

    /// <summary>Columns of a terminal: a full-width UTF-16 unit takes two, any other one.</summary>
    private static int WidthOf(string text)
    {
        var width = text.Length;
        foreach (var c in text)
        {
            if (IsFullWidth(c)) width++;
        }

        return width;
    }

    private static bool IsFullWidth(char c) => c is
        (>= '\u1100' and <= '\u115F') or (>= '\u2E80' and <= '\uA4CF') or (>= '\uAC00' and <= '\uD7A3') or (>= '\uF900' and <= '\uFAFF')
        or (>= '\uFE30' and <= '\uFE6F') or (>= '\uFF00' and <= '\uFF60') or (>= '\uFFE0' and <= '\uFFE6');

    private static void AppendRule(StringBuilder box, int[] widths)
    {
        box.Append('+');
        foreach (var width in widths) box.Append('-', width).Append('+');
        box.Append('\n');
    }

    private static void AppendCells(StringBuilder box, string[] cells, int[] widths, bool right)
    {
        box.Append('|');
        for (var i = 0; i < cells.Length; i++)
        {
            AppendCell(box, cells[i], widths[i], right);
            box.Append('|');
        }

        box.Append('\n');
    }

    private static void AppendCell(StringBuilder box, string cell, int width, bool right)
    {
        var blanks = width - WidthOf(cell);
        if (right) box.Append(' ', blanks);
        box.Append(cell);
        if (!right) box.Append(' ', blanks);
    }
}
