using System.Text;

namespace ReactiveEtl;

/// <summary>The text form of a schema: <c>name type, name type</c>.</summary>
internal static class SchemaText
{
    private const string Types = "boolean, tinyint (byte), smallint (short), int, bigint (long), float, double, decimal, decimal(p,s), string, timestamp, timestamp_ntz, date, uuid";

    public static RowSchema Parse(string text)
    {
        var columns = new List<ColumnSchema>();
        var at = 0;
        do
        {
            var name = Name(text, ref at);
            columns.Add(Column(text, name, TypeName(text, ref at), ref at));
            Blank(text, ref at);
            if (at < text.Length && text[at] != ',') throw Bad(text, at, "a comma or the end");
        }
        while (at++ < text.Length);
        return new RowSchema(columns);
    }

    public static string Of(ColumnSchema column) => $"{Quoted(column.Name)} {TypeOf(column)}";

    /// <summary>The type as Spark's schemas name it.</summary>
    public static string TypeOf(ColumnSchema column) => column.Type switch
    {
        ColumnType.Int8 => "tinyint",
        ColumnType.Int16 => "smallint",
        ColumnType.Int32 => "int",
        ColumnType.Int64 => "bigint",
        ColumnType.Single => "float",
        ColumnType.LocalTimestamp => "timestamp_ntz",
        ColumnType.Guid => "uuid",
        ColumnType.Window => "struct<start:timestamp,end:timestamp>",
        ColumnType.LocalWindow => "struct<start:timestamp_ntz,end:timestamp_ntz>",
        ColumnType.Array => $"array<{TypeOf(column.Element!)}>",
        ColumnType.Decimal when column.Precision is { } precision => $"decimal({precision},{column.Scale ?? 0})",
#pragma warning disable CA1308 // Spark's names of types are lower case.
        var type => type.ToString().ToLowerInvariant(),
#pragma warning restore CA1308
    };

    private static string Quoted(string name) => name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? name : $"`{name.Replace("`", "``", StringComparison.Ordinal)}`";

    private static string Name(string text, ref int at)
    {
        Blank(text, ref at);
        if (at < text.Length && text[at] == '`') return QuotedName(text, ref at);
        var start = at;
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '-' or '.')) at++;
        return at > start ? text[start..at] : throw Bad(text, at, "a column name");
    }

    /// <summary>The name between backticks, of which two stand for one that is part of it.</summary>
    private static string QuotedName(string text, ref int at)
    {
        var name = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] == '`' && (++at == text.Length || text[at] != '`')) return name.Length > 0 ? name.ToString() : throw Bad(text, at, "a column name");
            name.Append(text[at]);
        }

        throw Bad(text, at, "a closing backtick");
    }

    private static string TypeName(string text, ref int at)
    {
        while (at < text.Length && (char.IsWhiteSpace(text[at]) || text[at] == ':')) at++;
        var start = at;
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '_')) at++;
        return at > start ? text[start..at] : throw Bad(text, at, $"a type ({Types})");
    }

    private static ColumnSchema Column(string text, string name, string type, ref int at)
    {
        switch (type.ToUpperInvariant())
        {
            case "BOOLEAN" or "BOOL": return new(name, ColumnType.Boolean);
            case "TINYINT" or "BYTE": return new(name, ColumnType.Int8);
            case "SMALLINT" or "SHORT": return new(name, ColumnType.Int16);
            case "INT" or "INTEGER": return new(name, ColumnType.Int32);
            case "BIGINT" or "LONG": return new(name, ColumnType.Int64);
            case "FLOAT" or "REAL": return new(name, ColumnType.Single);
            case "DOUBLE": return new(name, ColumnType.Double);
            case "STRING": return new(name, ColumnType.String);
            case "TIMESTAMP" or "TIMESTAMP_LTZ": return new(name, ColumnType.Timestamp);
            case "TIMESTAMP_NTZ": return new(name, ColumnType.LocalTimestamp);
            case "DATE": return new(name, ColumnType.Date);
            case "UUID" or "GUID": return new(name, ColumnType.Guid);
            case "DECIMAL" or "DEC" or "NUMERIC": return Decimal(text, name, ref at);
            default: throw Bad(text, at - type.Length, $"a type ({Types}) and not '{type}'");
        }
    }

    private static ColumnSchema Decimal(string text, string name, ref int at)
    {
        var column = new ColumnSchema(name, ColumnType.Decimal);
        if (at >= text.Length || text[at] != '(') return column;
        var close = text.IndexOf(')', at);
        var sizes = close < 0 ? [] : text[(at + 1)..close].Split(',', StringSplitOptions.TrimEntries);
        if (sizes.Length is not (1 or 2) || !int.TryParse(sizes[0], out var precision) || precision is < 1 or > 28) throw Bad(text, at, "a precision from 1 to 28, as in decimal(10,2)");
        var scale = 0;
        if (sizes.Length == 2 && (!int.TryParse(sizes[1], out scale) || scale < 0 || scale > precision)) throw Bad(text, at, "a scale from 0 to the precision, as in decimal(10,2)");
        at = close + 1;
        return column with { Precision = precision, Scale = scale };
    }

    private static void Blank(string text, ref int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
    }

    private static ArgumentException Bad(string text, int at, string expected) =>
        new($"The schema \"{text}\" is not understood at position {at}: expected {expected}. Example: \"time timestamp, action string\".");
}
