using System.Text;
using System.Text.Json;
using ReactiveEtl.Oracle.Tests;

namespace ReactiveEtl.Tests.Json;

/// <summary>The reference: a line at a time, by <see cref="Utf8JsonReader"/> and <see cref="JsonElement"/>, without regard to speed.</summary>
/// <remarks>Of the reasons it gives the beginning.</remarks>
internal sealed class NaiveParser(RecordFormat format, IReadOnlySet<int> read)
{
    public ParsedBlock Parse(ReadOnlySpan<byte> block)
    {
        var result = new ParsedBlock();
        for (var start = 0; start < block.Length;)
        {
            var length = block[start..].IndexOf((byte)'\n');
            if (length < 0) length = block.Length - start;
            ParseLine(block.Slice(start, length).TrimEnd((byte)'\r'), start, result);
            start += length + 1;
        }

        return result;
    }

    private void ParseLine(ReadOnlySpan<byte> line, int start, ParsedBlock result)
    {
        if (line.TrimStart(" \t\r"u8).IsEmpty) return;
        var values = new object?[format.Columns.Count];
        var reason = ReasonAgainst(line, values);
        if (reason is not null && !format.KeepsMalformed)
        {
            result.Errors.Add(new RecordError(start, line.Length, 0, reason));
            return;
        }

        if (reason is not null) values[format.CorruptRecordColumn] = Encoding.UTF8.GetString(line);
        for (var i = 0; i < values.Length; i++) values[i] = read.Contains(i) ? values[i] : null;
        result.Rows.Add(values);
    }

    /// <summary>Fills the values, as far as they are good; null, or the beginning of why the line is no record.</summary>
    private string? ReasonAgainst(ReadOnlySpan<byte> line, object?[] values)
    {
        try
        {
            var tokens = new Utf8JsonReader(line);
            while (tokens.Read())
            {
            }
        }
        catch (JsonException e)
        {
            return $"not valid JSON: {e.Message}";
        }

        var reader = new Utf8JsonReader(line);
        reader.Read();
        return reader.TokenType == JsonTokenType.StartObject ? ReadFields(ref reader, values) : "not an object but ";
    }

    private string? ReadFields(ref Utf8JsonReader reader, object?[] values)
    {
        string? reason = null;
        var seen = new HashSet<int>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var column = ColumnOf(ref reader);
            reader.Read();
            var value = JsonElement.ParseValue(ref reader);
            if (column < 0) continue;
            seen.Add(column);
            // Judged in any case: where malformed records are kept, so are their good values.
            var bad = ReadField(value, column, values);
            reason ??= bad;
        }

        for (var column = 0; column < values.Length; column++)
        {
            if (column == format.CorruptRecordColumn || seen.Contains(column)) continue;
            var bad = Absent(column, values, "missing");
            reason ??= bad;
        }

        return reason;
    }

    private int ColumnOf(ref Utf8JsonReader reader)
    {
        try
        {
            var name = reader.GetString();
            return format.Columns.ToList().FindIndex(column => column.Name == name && !column.IsCorruptRecord);
        }
        catch (InvalidOperationException)
        {
            // No text: half a surrogate pair or no UTF-8.
            return -1;
        }
    }

    private string? ReadField(JsonElement value, int column, object?[] values)
    {
        if (value.ValueKind == JsonValueKind.Null) return Absent(column, values, "null");
        var read = ValueOf(value, format.Columns[column]);
        if (read is null) return $"column '{format.Columns[column].Name}' ";
        values[column] = read;
        return null;
    }

    private string? Absent(int column, object?[] values, string how)
    {
        var absent = format.Columns[column];
        if (absent.Default is null && !absent.Schema.IsNullable) return $"column '{absent.Name}' is {how}, and may not be";
        values[column] = absent.Default;
        return null;
    }

    private object? ValueOf(JsonElement value, ColumnFormat column)
    {
        var text = value.ValueKind == JsonValueKind.String ? Text(value) : null;
        var isNumber = value.ValueKind == JsonValueKind.Number;
        switch (column.Type)
        {
            case ColumnType.Boolean: return value.ValueKind switch { JsonValueKind.True => 1L, JsonValueKind.False => 0L, _ => null };
            case ColumnType.Int32 or ColumnType.Int64 when text is not null: return column.EnumNames?.TryGetValue(text, out var named) == true ? named : null;
            case ColumnType.Int8 or ColumnType.Int16 or ColumnType.Int32 or ColumnType.Int64: return isNumber && value.TryGetInt64(out var integer) && integer >= column.Range.Min && integer <= column.Range.Max ? integer : null;
            case ColumnType.Double: return text is not null ? NamedDouble(text) : isNumber && value.TryGetDouble(out var real) ? (value.GetRawText() == "-0" ? 0.0 : real) : null;
            case ColumnType.Single: return text is not null ? NamedDouble(text) : isNumber ? (value.GetRawText() == "-0" ? 0.0 : (double)value.GetSingle()) : null;
            case ColumnType.LocalTimestamp: return DocumentedTime.ReadLocal(text) is { } local ? MicrosecondTime.Of(new DateTimeOffset(local, TimeSpan.Zero)) : null;
            case ColumnType.Decimal: return isNumber && value.TryGetDecimal(out var exact) ? Rounded(exact, column.Schema) : null;
            case ColumnType.Timestamp when isNumber: return value.TryGetDecimal(out var seconds) ? Instant(seconds) : null;
            case ColumnType.Timestamp: return DocumentedTime.Read(text, format.TimeZone) is { } time ? MicrosecondTime.Of(time) : null;
            case ColumnType.Date: return DocumentedTime.ReadDate(text) is { } day ? (long)day.DayNumber - new DateOnly(1970, 1, 1).DayNumber : null;
            case ColumnType.Guid: return text is not null && value.TryGetGuid(out var guid) ? guid : null;
            default: return text;
        }
    }

    private static double? NamedDouble(string name) => name switch
    {
        "NaN" => double.NaN,
        "Infinity" or "+Infinity" or "+INF" => double.PositiveInfinity,
        "-Infinity" or "-INF" => double.NegativeInfinity,
        _ => null,
    };

    private static decimal? Rounded(decimal value, ColumnSchema schema)
    {
        if (schema is not { Precision: { } precision, Scale: { } scale }) return value;
        var rounded = decimal.Round(value, scale, MidpointRounding.AwayFromZero);
        // Added to a zero of the scale it has all digits of it.
        return Math.Abs(rounded) < (decimal)Math.Pow(10, precision - scale) ? rounded + new decimal(0, 0, 0, false, (byte)scale) : null;
    }

    private static long? Instant(decimal seconds)
    {
        var (first, last) = ((decimal)MicrosecondTime.Min / MicrosecondTime.PerSecond, (decimal)(MicrosecondTime.Max + 1) / MicrosecondTime.PerSecond);
        return seconds >= first && seconds < last ? (long)Math.Floor(seconds * MicrosecondTime.PerSecond) : null;
    }

    private static string? Text(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
