using System.Globalization;
using System.Numerics;
using System.Text;
using SQLitePCL;

namespace ReactiveEtl;

/// <summary>The rows of a window's frame as one text, for aggregates that SQLite does not have over windows.</summary>
internal static class FrameText
{
    public const char RowEnd = ';';
    private const char ValueEnd = ',';

    /// <summary>A row: values behind each other, nulls empty; texts and arrays as hexadecimal digits behind an x, doubles by their bits.</summary>
    public static string Write(sqlite3_value[] values, SqlType[] types)
    {
        var text = new StringBuilder();
        for (var i = 0; i < types.Length; i++)
        {
            if (i > 0) text.Append(ValueEnd);
            text.Append(Of(SqliteValues.Read(values[i], types[i])));
        }

        return text.ToString();
    }

    /// <summary>The same, but null where a value is.</summary>
    public static string? WriteWithoutNulls(sqlite3_value[] values, SqlType[] types) =>
        Array.Exists(values, value => raw.sqlite3_value_type(value) == raw.SQLITE_NULL) ? null : Write(values, types);

    /// <summary>The values of an array, each ended by a comma.</summary>
    public static string OfList(ValueList list) => string.Concat(list.Select(value => Of(value) + ValueEnd));

    public static ValueList ReadList(string text, SqlType element) => new(text.Split(ValueEnd)[..^1].Select(value => Read(value, element)));

    public static object? Accumulated(sqlite3_value frame, SqlType[] types, SqlAccumulator accumulator)
    {
        if (SqliteValues.Read(frame, SqlType.String) is string rows)
        {
            foreach (var row in rows.Split(RowEnd)) accumulator.Add([.. row.Split(ValueEnd).Select((value, i) => Read(value, types[i]))]);
        }

        return accumulator.Result();
    }

    private static string? Of(object? value) => value switch
    {
        null => "",
        string text => Hexadecimal(text),
        double number => BitConverter.DoubleToInt64Bits(number).ToString(CultureInfo.InvariantCulture),
        bool truth => truth ? "1" : "0",
        SqlDecimal number => number.Unscaled.ToString(CultureInfo.InvariantCulture),
        Window window => string.Create(CultureInfo.InvariantCulture, $"{window.StartMicroseconds}/{window.EndMicroseconds}"),
        ValueList list => Hexadecimal(OfList(list)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private static string Hexadecimal(string text) => "x" + Convert.ToHexString(Encoding.UTF8.GetBytes(text));

    private static object? Read(string value, SqlType type)
    {
        if (value.Length == 0) return null;
        switch (type.Kind)
        {
            case SqlKind.String or SqlKind.Guid: return Encoding.UTF8.GetString(Convert.FromHexString(value.AsSpan(1)));
            case SqlKind.Array: return ReadList(Encoding.UTF8.GetString(Convert.FromHexString(value.AsSpan(1))), type.Element!.Type);
            case SqlKind.Single or SqlKind.Double: return BitConverter.Int64BitsToDouble(long.Parse(value, CultureInfo.InvariantCulture));
            case SqlKind.Boolean: return value == "1";
            case SqlKind.Decimal: return new SqlDecimal(BigInteger.Parse(value, CultureInfo.InvariantCulture), type.Scale);
            case SqlKind.Int8 or SqlKind.Int16 or SqlKind.Int32 or SqlKind.Date or SqlKind.YearMonth: return int.Parse(value, CultureInfo.InvariantCulture);
            case SqlKind.Window:
                var slash = value.IndexOf('/', StringComparison.Ordinal);
                return new Window(long.Parse(value.AsSpan(0, slash), CultureInfo.InvariantCulture), long.Parse(value.AsSpan(slash + 1), CultureInfo.InvariantCulture));
            default: return long.Parse(value, CultureInfo.InvariantCulture);
        }
    }
}
