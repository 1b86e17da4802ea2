namespace ReactiveEtl.Cli;

/// <summary>The text of <c>--window</c>: a column and a length, as Spark's <c>window(time, '1 hour')</c> has them.</summary>
internal static class WindowText
{
    private const string Expected = "expected 'column, size', 'column, size, slide' or 'column, size, slide, offset', as in 'time, 1 hour'";

    /// <summary>Reads the column of the event time and the windows.</summary>
    /// <exception cref="CommandException">The text is none, or its column is no timestamp of the schema.</exception>
    public static (string Column, WindowAssigner Windows) Parse(string text, RowSchema schema)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        if (parts.Length is < 2 or > 4 || parts.Any(part => part.Length == 0)) throw Bad(text, Expected);
        var place = schema.IndexOf(parts[0]);
        if (place < 0) throw Bad(text, $"there is no column '{parts[0]}'; there are: {schema}");
        if (schema[place].Type != ColumnType.Timestamp) throw Bad(text, $"the column '{parts[0]}' is no timestamp; there are: {schema}");
        try
        {
            var size = Duration.Parse(parts[1]);
            var slide = parts.Length > 2 ? Duration.Parse(parts[2]) : size;
            return (schema[place].Name, ReactiveEtl.Window.Hopping(size, slide, parts.Length > 3 ? Duration.Parse(parts[3]) : default));
        }
        catch (Exception exception) when (exception is ArgumentException or OverflowException)
        {
            throw Bad(text, CommandLine.OneLine(exception.Message));
        }
    }

    private static CommandException Bad(string text, string reason) => new($"The window '{text}' is not understood: {reason}{(reason.EndsWith('.') ? "" : ".")}");
}
