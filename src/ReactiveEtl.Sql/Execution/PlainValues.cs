using System.Globalization;
using SQLitePCL;

namespace ReactiveEtl;

/// <summary>
/// Values as SQLite's own functions and statements read and give them: booleans 0 and 1, decimals as reals, NaN as null, dates, times in the session's
/// zone, windows and intervals as Spark's texts. What comes back is typed by its storage.
/// </summary>
internal static class PlainValues
{
    /// <summary>Whether the value that the database keeps is the plain one already.</summary>
    public static bool IsKept(SqlType type) => type.Kind is SqlKind.Void or SqlKind.Boolean || type.IsInteger || type.IsText;

    public static object? Of(object? value, SqlType type, SqlZone zone) => value switch
    {
        null or double.NaN => null,
        SqlDecimal number => number.ToDouble(),
        _ when IsKept(type) || type.Kind is SqlKind.Single or SqlKind.Double => value,
        _ => SqlCasts.Text(value, type, zone),
    };

    /// <summary>The expression with plain values.</summary>
    public static BoundExpression Of(BoundExpression expression, SqlZone zone)
    {
        if (IsKept(expression.Type)) return expression;
        var type = expression.Type.Kind is SqlKind.Single or SqlKind.Double or SqlKind.Decimal ? SqlType.Double : SqlType.String;
        return BoundCall.Of("plain", type, expression.Name, expression.Position, SqlOperations.Strict(values => Of(values[0], expression.Type, zone)), [expression]);
    }

    /// <summary>A value by its storage: long, double, string; a blob as its bytes.</summary>
    public static object? Read(sqlite3_value value) => raw.sqlite3_value_type(value) == raw.SQLITE_BLOB
        ? raw.sqlite3_value_blob(value).ToArray()
        : SqliteValues.Read(value, SqlType.Void);

    /// <inheritdoc cref="Read(sqlite3_value)"/>
    public static object? Read(sqlite3_stmt statement, int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_BLOB
        ? raw.sqlite3_column_blob(statement, column).ToArray()
        : SqliteValues.Read(statement, column, SqlType.Void);

    public static SqlType StorageOf(object? value) => value switch
    {
        null => SqlType.Void,
        long => SqlType.Int64,
        double => SqlType.Double,
        _ => SqlType.String,
    };

    /// <summary>The type of values that differ is string.</summary>
    public static SqlType Common(SqlType left, SqlType right) =>
        left == right || right == SqlType.Void ? left : left == SqlType.Void ? right : SqlType.String;

    /// <summary>A value as text: a blob by its hexadecimal digits.</summary>
    public static string Text(object value) => value switch
    {
        byte[] blob => Convert.ToHexString(blob),
        double number => SparkText.OfDouble(number),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
