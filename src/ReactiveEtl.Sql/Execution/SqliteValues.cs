using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using SQLitePCL;

namespace ReactiveEtl;

/// <summary>Values as SQLite keeps them, so that its own comparisons, groups and orders are Spark's.</summary>
/// <remarks>
/// Booleans, integers, dates, instants and intervals are integers; strings are texts (compared as UTF-8); doubles are reals, but NaN, which SQLite
/// takes for null, is a blob, and blobs come last; decimals and windows are blobs of fixed width whose bytes have the order of the values; arrays are blobs that have no order.
/// </remarks>
internal static class SqliteValues
{
    private static readonly byte[] NotANumber = [0xff];

    public static void Bind(sqlite3_stmt statement, int place, object? value)
    {
        _ = value switch
        {
            null => raw.sqlite3_bind_null(statement, place),
            long number => raw.sqlite3_bind_int64(statement, place, number),
            int number => raw.sqlite3_bind_int64(statement, place, number),
            bool truth => raw.sqlite3_bind_int64(statement, place, truth ? 1 : 0),
            double number when !double.IsNaN(number) => raw.sqlite3_bind_double(statement, place, number),
            // An empty span is a null to SQLite.
            "" => raw.sqlite3_bind_text(statement, place, ""),
            string text => raw.sqlite3_bind_text(statement, place, Encoding.UTF8.GetBytes(text)),
            _ => raw.sqlite3_bind_blob(statement, place, Blob(value)),
        };
    }

    public static void Result(sqlite3_context context, object? value)
    {
        switch (value)
        {
            case null: raw.sqlite3_result_null(context); break;
            case long number: raw.sqlite3_result_int64(context, number); break;
            case int number: raw.sqlite3_result_int64(context, number); break;
            case bool truth: raw.sqlite3_result_int64(context, truth ? 1 : 0); break;
            case double number when !double.IsNaN(number): raw.sqlite3_result_double(context, number); break;
            case "": raw.sqlite3_result_text(context, ""); break;
            case string text: raw.sqlite3_result_text(context, Encoding.UTF8.GetBytes(text)); break;
            default: raw.sqlite3_result_blob(context, Blob(value)); break;
        }
    }

    /// <summary>A constant; of doubles only small integers.</summary>
    public static string Literal(object? value) => value switch
    {
        null => "NULL",
        long number => number.ToString(CultureInfo.InvariantCulture),
        int number => number.ToString(CultureInfo.InvariantCulture),
        bool truth => truth ? "1" : "0",
        double number => number.ToString("F1", CultureInfo.InvariantCulture),
        string text when !text.Contains('\0', StringComparison.Ordinal) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
        string text => $"CAST(X'{Convert.ToHexString(Encoding.UTF8.GetBytes(text))}' AS TEXT)",
        _ => $"X'{Convert.ToHexString(Blob(value))}'",
    };

    public static object? Read(sqlite3_value value, SqlType type) => raw.sqlite3_value_type(value) switch
    {
        raw.SQLITE_NULL => null,
        raw.SQLITE_INTEGER => OfInteger(raw.sqlite3_value_int64(value), type),
        raw.SQLITE_FLOAT => raw.sqlite3_value_double(value),
        raw.SQLITE_TEXT => Encoding.UTF8.GetString(raw.sqlite3_value_blob(value)),
        _ => OfBlob(raw.sqlite3_value_blob(value), type),
    };

    public static object? Read(sqlite3_stmt statement, int column, SqlType type) => raw.sqlite3_column_type(statement, column) switch
    {
        raw.SQLITE_NULL => null,
        raw.SQLITE_INTEGER => OfInteger(raw.sqlite3_column_int64(statement, column), type),
        raw.SQLITE_FLOAT => raw.sqlite3_column_double(statement, column),
        raw.SQLITE_TEXT => Encoding.UTF8.GetString(raw.sqlite3_column_blob(statement, column)),
        _ => OfBlob(raw.sqlite3_column_blob(statement, column), type),
    };

    private static object OfInteger(long number, SqlType type) => type.Kind switch
    {
        SqlKind.Boolean => number != 0,
        SqlKind.Int8 or SqlKind.Int16 or SqlKind.Int32 or SqlKind.Date or SqlKind.YearMonth => (int)number,
        SqlKind.Single or SqlKind.Double => (double)number,
        _ => number,
    };

    private static object OfBlob(ReadOnlySpan<byte> blob, SqlType type) => type.Kind switch
    {
        SqlKind.Decimal => new SqlDecimal(BinaryPrimitives.ReadInt128BigEndian(blob) ^ Int128.MinValue, type.Scale),
        SqlKind.Window => new Window(BinaryPrimitives.ReadInt64BigEndian(blob) ^ long.MinValue, BinaryPrimitives.ReadInt64BigEndian(blob[8..]) ^ long.MinValue),
        SqlKind.Array => FrameText.ReadList(Encoding.UTF8.GetString(blob[1..]), type.Element!.Type),
        _ => double.NaN,
    };

    /// <summary>The sign bit turned over: then unsigned bytes have the order of signed numbers.</summary>
    private static byte[] Blob(object value)
    {
        var blob = new byte[16];
        switch (value)
        {
            case ValueList list:
                return Encoding.UTF8.GetBytes($"[{FrameText.OfList(list)}");
            case double:
                return NotANumber;
            case SqlDecimal number:
                BinaryPrimitives.WriteInt128BigEndian(blob, (Int128)number.Unscaled ^ Int128.MinValue);
                return blob;
            case Window window:
                BinaryPrimitives.WriteInt64BigEndian(blob, window.StartMicroseconds ^ long.MinValue);
                BinaryPrimitives.WriteInt64BigEndian(blob.AsSpan(8), window.EndMicroseconds ^ long.MinValue);
                return blob;
            default:
                throw new InvalidOperationException($"{value.GetType().Name} is no value of SQL.");
        }
    }
}
