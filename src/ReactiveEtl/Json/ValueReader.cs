using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace ReactiveEtl;

/// <summary>One JSON value into one column: what each type accepts, and what it means.</summary>
/// <remarks>A null vector means: judge the value, keep nothing. Not for two threads at once.</remarks>
internal sealed class ValueReader(TimeZoneInfo timeZone)
{
    private const long FirstSecond = MicrosecondTime.Min / MicrosecondTime.PerSecond;
    private const long LastSecond = MicrosecondTime.Max / MicrosecondTime.PerSecond;

    /// <summary>Where escaped texts are unescaped; grows to the longest.</summary>
    private byte[] _scratch = new byte[256];

    /// <summary>Null, or why the value is not one of the column's.</summary>
    public string? Read(ref Utf8JsonReader reader, ColumnFormat column, ColumnVector? vector, int row) => column.Type switch
    {
        ColumnType.Boolean => ReadBoolean(ref reader, column, vector, row),
        ColumnType.Int8 or ColumnType.Int16 or ColumnType.Int32 or ColumnType.Int64 => ReadInteger(ref reader, column, vector, row),
        ColumnType.Single or ColumnType.Double => ReadDouble(ref reader, column, vector, row),
        ColumnType.Decimal => ReadDecimal(ref reader, column, vector, row),
        ColumnType.String => ReadString(ref reader, column, vector, row),
        ColumnType.Timestamp => ReadTimestamp(ref reader, column, vector, row),
        ColumnType.LocalTimestamp => ReadLocalTimestamp(ref reader, column, vector, row),
        ColumnType.Date => ReadDate(ref reader, column, vector, row),
        ColumnType.Guid => ReadGuid(ref reader, column, vector, row),
        var type => throw new InvalidOperationException($"No JSON value is a {type}."),
    };

    private static string? ReadBoolean(ref Utf8JsonReader reader, ColumnFormat column, ColumnVector? vector, int row)
    {
        if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False)) return Wrong(ref reader, column, "true or false");
        (vector as ColumnVector<long>)?.Set(row, reader.TokenType == JsonTokenType.True ? 1 : 0);
        return null;
    }

    private string? ReadInteger(ref Utf8JsonReader reader, ColumnFormat column, ColumnVector? vector, int row)
    {
        long value;
        if (column.EnumNames is { } names && reader.TokenType == JsonTokenType.String)
        {
            if (!TryGetText(ref reader, out var utf8)) return NoUtf8(column);
            if (!TryGetNumber(names, utf8, out value)) return Wrong(ref reader, column, $"one of {string.Join(", ", names.Keys)}");
        }
        else if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out value) || value < column.Range.Min || value > column.Range.Max)
        {
            return Wrong(ref reader, column, column.EnumNames is null ? $"an integer from {column.Range.Min} to {column.Range.Max}" : "a number or a name");
        }

        (vector as ColumnVector<long>)?.Set(row, value);
        return null;
    }

    private static bool TryGetNumber(Dictionary<string, long> names, ReadOnlySpan<byte> utf8, out long value)
    {
        Span<char> name = stackalloc char[128];
        // Few types have longer names, and what has none is malformed.
        return Encoding.UTF8.TryGetChars(utf8, name, out var length) ? names.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name[..length], out value) : names.TryGetValue(Encoding.UTF8.GetString(utf8), out value);
    }

    private string? ReadDouble(ref Utf8JsonReader reader, ColumnFormat column, ColumnVector? vector, int row)
    {
        double value;
        if (reader.TokenType == JsonTokenType.Number)
        {
            // Every JSON number is one, if only an infinite one. The single that is nearest to the text need not be the one nearest to its double.
            value = column.Type == ColumnType.Single ? reader.GetSingle() : reader.GetDouble();
            // An integer has no negative zero.
            if (reader.ValueSpan.SequenceEqual("-0"u8)) value = 0;
        }
        else if (reader.TokenType != JsonTokenType.String || !TryGetText(ref reader, out var utf8) || !TryGetNamedDouble(utf8, out value))
        {
            return Wrong(ref reader, column, "a number, \"NaN\", \"Infinity\" or \"-Infinity\"");
        }

        (vector as ColumnVector<double>)?.Set(row, value);
        return null;
    }

    /// <summary>The numbers that JSON has no token for, by Spark's names.</summary>
    private static bool TryGetNamedDouble(ReadOnlySpan<byte> name, out double value)
    {
        if (name.SequenceEqual("NaN"u8)) value = double.NaN;
        else if (name.SequenceEqual("Infinity"u8) || name.SequenceEqual("+Infinity"u8) || name.SequenceEqual("+INF"u8)) value = double.PositiveInfinity;
        else if (name.SequenceEqual("-Infinity"u8) || name.SequenceEqual("-INF"u8)) value = double.NegativeInfinity;
        else value = 0;
        return value != 0;
    }

    private static string? ReadDecimal(ref Utf8JsonReader reader, ColumnFormat column, ColumnVector? vector, int row)
    {
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDecimal(out var value)) return Wrong(ref reader, column, "a number that a decimal holds");
        if (column.Schema is { Precision: { } precision, Scale: { } scale })
        {
            // With all digits of the scale, as in Spark: 1.1 of a decimal(10,2) is 1.10.
            value = Math.Round(value, scale, MidpointRounding.AwayFromZero) + new decimal(0, 0, 0, false, (byte)scale);
            if (Math.Abs(value) >= (decimal)Math.Pow(10, precision - scale)) return Wrong(ref reader, column, $"a number of {precision - scale} digits before the point");
        }

        (vector as ColumnVector<decimal>)?.Set(row, value);
        return null;
    }

    private string? ReadString(ref Utf8JsonReader reader, ColumnFormat column, ColumnVector? vector, int row)
    {
        if (reader.TokenType != JsonTokenType.String) return Wrong(ref reader, column, "a string");
        // A text that is known was judged when it was new.
        if (!reader.ValueIsEscaped && vector is StringVector texts && texts.TrySetKnown(row, reader.ValueSpan)) return null;
        if (!TryGetText(ref reader, out var utf8)) return NoUtf8(column);
        (vector as StringVector)?.Set(row, utf8);
        return null;
    }

    private string? ReadTimestamp(ref Utf8JsonReader reader, ColumnFormat column, ColumnVector? vector, int row)
    {
        long value;
        if (reader.TokenType == JsonTokenType.Number)
        {
            if (!TryGetEpoch(ref reader, out value)) return OutsideCalendar(ref reader, column);
        }
        else if (reader.TokenType == JsonTokenType.String)
        {
            if (!TryGetText(ref reader, out var utf8)) return NoUtf8(column);
            if (!TimestampText.TryParse(utf8, timeZone, out value)) return Wrong(ref reader, column, "a time of the years 1 to 9999, such as \"2024-03-01T10:00:00Z\"");
        }
        else
        {
            return Wrong(ref reader, column, "a time: epoch seconds or an ISO-8601 string");
        }

        (vector as ColumnVector<long>)?.Set(row, value);
        return null;
    }

    private static bool TryGetEpoch(ref Utf8JsonReader reader, out long microseconds)
    {
        // Most are whole, and decimals are slow.
        if (reader.TryGetInt64(out var whole) && whole is >= FirstSecond and <= LastSecond)
        {
            microseconds = whole * MicrosecondTime.PerSecond;
            return true;
        }

        microseconds = 0;
        if (!reader.TryGetDecimal(out var seconds) || !IsInCalendar(seconds)) return false;
        microseconds = (long)Math.Floor(seconds * MicrosecondTime.PerSecond);
        return true;
    }

    private static bool IsInCalendar(decimal seconds) => seconds is >= FirstSecond and < LastSecond + 1;

    private static string OutsideCalendar(ref Utf8JsonReader reader, ColumnFormat column)
    {
        var hint = reader.TryGetDecimal(out var value) && IsInCalendar(value / 1000) ? "; it looks like milliseconds, and seconds are expected" : "";
        return Wrong(ref reader, column, "epoch seconds of the years 1 to 9999") + hint;
    }

    private string? ReadLocalTimestamp(ref Utf8JsonReader reader, ColumnFormat column, ColumnVector? vector, int row)
    {
        if (reader.TokenType != JsonTokenType.String || !TryGetText(ref reader, out var utf8) || !TimestampText.TryParseLocal(utf8, out var value))
        {
            return Wrong(ref reader, column, "a time without a zone, such as \"2024-03-01T10:00:00\"");
        }

        (vector as ColumnVector<long>)?.Set(row, value);
        return null;
    }

    private string? ReadDate(ref Utf8JsonReader reader, ColumnFormat column, ColumnVector? vector, int row)
    {
        if (reader.TokenType != JsonTokenType.String || !TryGetText(ref reader, out var utf8) || !TimestampText.TryParseDate(utf8, out var days))
        {
            return Wrong(ref reader, column, "a date such as \"2024-03-01\"");
        }

        (vector as ColumnVector<long>)?.Set(row, days);
        return null;
    }

    private string? ReadGuid(ref Utf8JsonReader reader, ColumnFormat column, ColumnVector? vector, int row)
    {
        // Not the reader's own TryGetGuid, which throws at half a surrogate pair.
        if (reader.TokenType != JsonTokenType.String || !TryGetText(ref reader, out var utf8) || !Utf8Parser.TryParse(utf8, out Guid value, out var used) || used != utf8.Length)
        {
            return Wrong(ref reader, column, "a GUID such as \"0f8fad5b-d9cb-469f-a165-70867728950e\"");
        }

        (vector as ColumnVector<Guid>)?.Set(row, value);
        return null;
    }

    /// <summary>The text of a string token without escapes; false where it is no valid Unicode.</summary>
    private bool TryGetText(ref Utf8JsonReader reader, out ReadOnlySpan<byte> utf8)
    {
        utf8 = reader.ValueSpan;
        if (!reader.ValueIsEscaped) return Utf8.IsValid(utf8);
        if (_scratch.Length < utf8.Length) _scratch = new byte[utf8.Length * 2];
        try
        {
            utf8 = _scratch.AsSpan(0, reader.CopyString(_scratch));
            return true;
        }
        catch (InvalidOperationException)
        {
            // What System.Text.Json says of invalid UTF-8 and of half a surrogate pair.
            return false;
        }
    }

    private static string NoUtf8(ColumnFormat column) => $"column '{column.Name}' holds a text that is no valid Unicode";

    private static string Wrong(ref Utf8JsonReader reader, ColumnFormat column, string expected)
    {
        const int Shown = 40;
        var value = reader.TokenType switch
        {
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "an array",
            _ => Encoding.UTF8.GetString(reader.ValueSpan[..Math.Min(reader.ValueSpan.Length, Shown)]),
        };
        if (reader.TokenType == JsonTokenType.String) value = $"\"{value}\"";
        reader.Skip();
        return $"column '{column.Name}' is {value}, expected {expected}";
    }
}
