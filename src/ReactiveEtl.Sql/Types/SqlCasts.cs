using System.Numerics;

namespace ReactiveEtl;

/// <summary>Conversions of values between types, with Spark's rules and refusals (ANSI mode).</summary>
internal static class SqlCasts
{
    /// <summary>The conversion of values that are not null, or null where Spark has none between the types.</summary>
    public static Func<object, object?>? Conversion(SqlType from, SqlType to, SqlZone zone)
    {
        if (from == to || from.Kind == SqlKind.Void || (from.IsInterval && from.Kind == to.Kind)) return value => value;
        return to.Kind switch
        {
            SqlKind.String => value => Text(value, from, zone),
            SqlKind.Boolean => ToBoolean(from),
            SqlKind.Int8 => Short(ToInteger(from, sbyte.MinValue, sbyte.MaxValue)),
            SqlKind.Int16 => Short(ToInteger(from, short.MinValue, short.MaxValue)),
            SqlKind.Int32 => Short(ToInteger(from, int.MinValue, int.MaxValue)),
            SqlKind.Int64 => ToInteger(from, long.MinValue, long.MaxValue) is { } whole ? value => whole(value) : null,
            SqlKind.Single => ToDouble(from) is { } number ? value => (double)(float)(double)number(value)! : null,
            SqlKind.Double => ToDouble(from),
            SqlKind.Decimal => ToDecimal(from, to),
            SqlKind.Timestamp => ToTimestamp(from, zone),
            SqlKind.LocalTimestamp => ToLocalTimestamp(from, zone),
            SqlKind.Date => ToDate(from, zone),
            SqlKind.Guid => from.Kind == SqlKind.String ? value => value : null,
            _ => null,
        };
    }

    /// <summary>A value's text as Spark writes it.</summary>
    public static string Text(object value, SqlType type, SqlZone zone) => type.Kind switch
    {
        SqlKind.Single => SparkText.OfSingle((float)(double)value),
        SqlKind.LocalTimestamp => SparkText.OfTimestamp((long)value, TimeZoneInfo.Utc),
        SqlKind.Timestamp => SparkText.OfTimestamp((long)value, zone.Info),
        SqlKind.Date => CalendarDate.Of((int)value).ToString(),
        SqlKind.Window => SparkText.OfWindow((Window)value, type == SqlType.LocalWindow ? TimeZoneInfo.Utc : zone.Info),
        SqlKind.Array => $"[{string.Join(", ", ((ValueList)value).Select(item => item is null ? "null" : Text(item, type.Element!.Type, zone)))}]",
        SqlKind.DayTime => SqlIntervals.Text((long)value, type),
        SqlKind.YearMonth => SqlIntervals.Text((int)value, type),
        _ => SparkText.Of(value, zone.Info)!,
    };

    private static Func<object, object?>? ToBoolean(SqlType from) => from.Kind switch
    {
        SqlKind.String => value => ((string)value).Trim().ToUpperInvariant() switch
        {
            "T" or "TRUE" or "Y" or "YES" or "1" => true,
            "F" or "FALSE" or "N" or "NO" or "0" => false,
            _ => throw Malformed(value, "BOOLEAN"),
        },
        SqlKind.Int8 or SqlKind.Int16 or SqlKind.Int32 => value => (int)value != 0,
        SqlKind.Int64 => value => (long)value != 0,
        SqlKind.Single or SqlKind.Double => value => (double)value != 0,
        SqlKind.Decimal => value => !((SqlDecimal)value).Unscaled.IsZero,
        _ => null,
    };

    private static Func<object, long>? ToInteger(SqlType from, long least, long most)
    {
        var name = most switch { sbyte.MaxValue => "TINYINT", short.MaxValue => "SMALLINT", int.MaxValue => "INT", _ => "BIGINT" };
        long Checked(BigInteger whole, object value) => whole >= least && whole <= most ? (long)whole : throw Overflow(value, name);
        return from.Kind switch
        {
            SqlKind.String => value => SqlNumberReader.Whole((string)value) is { } whole && whole >= least && whole <= most
                ? (long)whole
                : throw Malformed(value, name),
            SqlKind.Boolean => value => (bool)value ? 1 : 0,
            SqlKind.Int8 or SqlKind.Int16 or SqlKind.Int32 => value => Checked((int)value, value),
            SqlKind.Int64 => value => Checked((long)value, value),
            SqlKind.Single or SqlKind.Double => value => double.IsFinite((double)value) ? Checked(new BigInteger(Math.Truncate((double)value)), value) : throw Overflow(value, name),
            SqlKind.Decimal => value => Checked(((SqlDecimal)value).Truncated(), value),
            SqlKind.Timestamp => value => Checked(SqlTimes.FloorDiv((long)value, MicrosecondTime.PerSecond), value),
            _ => null,
        };
    }

    private static Func<object, object?>? Short(Func<object, long>? whole) => whole is null ? null : value => (int)whole(value);

    private static Func<object, object?>? ToDouble(SqlType from) => from.Kind switch
    {
        SqlKind.String => value => SqlNumberReader.Double((string)value) ?? throw Malformed(value, "DOUBLE"),
        SqlKind.Boolean => value => (bool)value ? 1.0 : 0.0,
        SqlKind.Single or SqlKind.Double => value => value,
        SqlKind.Int8 or SqlKind.Int16 or SqlKind.Int32 => value => (double)(int)value,
        SqlKind.Int64 => value => (double)(long)value,
        SqlKind.Decimal => value => ((SqlDecimal)value).ToDouble(),
        SqlKind.Timestamp => value => (long)value / (double)MicrosecondTime.PerSecond,
        _ => null,
    };

    private static Func<object, object?>? ToDecimal(SqlType from, SqlType to)
    {
        object? Fitted(SqlDecimal number) => number.In(to) ?? throw new SqlQueryException($"The value {number} does not fit into {to}.");
        return from.Kind switch
        {
            SqlKind.String => value => Fitted(SqlDecimal.Parse(((string)value).Trim()) ?? throw Malformed(value, SqlLiterals.TypeName(to))),
            SqlKind.Boolean => value => Fitted(new((bool)value ? 1 : 0, 0)),
            SqlKind.Int8 or SqlKind.Int16 or SqlKind.Int32 => value => Fitted(new((int)value, 0)),
            SqlKind.Int64 => value => Fitted(new((long)value, 0)),
            SqlKind.Single or SqlKind.Double => value => double.IsFinite((double)value) ? Fitted(SqlDecimal.Of((double)value)) : throw Overflow(value, SqlLiterals.TypeName(to)),
            SqlKind.Decimal => value => Fitted((SqlDecimal)value),
            SqlKind.Timestamp => value => Fitted(new((long)value, 6)),
            _ => null,
        };
    }

    private static Func<object, object?>? ToTimestamp(SqlType from, SqlZone zone) => from.Kind switch
    {
        SqlKind.String => value => SqlTimeReader.Timestamp((string)value, zone) ?? throw Malformed(value, "TIMESTAMP"),
        SqlKind.Date => value => zone.StartOf((int)value),
        SqlKind.LocalTimestamp => value => zone.ToInstant((long)value),
        SqlKind.Int8 or SqlKind.Int16 or SqlKind.Int32 => value => SqlTimes.Checked((int)value * MicrosecondTime.PerSecond),
        SqlKind.Int64 => value => (long)value is > -1_000_000_000_000 and < 1_000_000_000_000 and var seconds
            ? SqlTimes.Checked(seconds * MicrosecondTime.PerSecond)
            : throw Overflow(value, "TIMESTAMP"),
        SqlKind.Single or SqlKind.Double => value => Math.Abs((double)value) < 1e12
            ? SqlTimes.Checked((long)((double)value * MicrosecondTime.PerSecond))
            : throw Overflow(value, "TIMESTAMP"),
        SqlKind.Decimal => value => SqlTimes.Checked((long)SqlDecimal.Multiply((SqlDecimal)value, new(MicrosecondTime.PerSecond, 0)).Truncated()),
        _ => null,
    };

    private static Func<object, object?>? ToLocalTimestamp(SqlType from, SqlZone zone) => from.Kind switch
    {
        SqlKind.String => value => SqlTimeReader.Local((string)value) ?? throw Malformed(value, "TIMESTAMP_NTZ"),
        SqlKind.Date => value => (int)value * MicrosecondTime.PerDay,
        SqlKind.Timestamp => value => zone.ToLocal((long)value),
        _ => null,
    };

    private static Func<object, object?>? ToDate(SqlType from, SqlZone zone) => from.Kind switch
    {
        SqlKind.String => value => SqlTimeReader.Date((string)value) ?? throw Malformed(value, "DATE"),
        SqlKind.LocalTimestamp => value => (int)SqlTimes.FloorDiv((long)value, MicrosecondTime.PerDay),
        SqlKind.Timestamp => value => zone.DateOf((long)value),
        _ => null,
    };

    private static SqlQueryException Malformed(object value, string type) =>
        new($"The value '{value}' cannot be cast to {type}: it is malformed. Use try_cast for null instead.");

    private static SqlQueryException Overflow(object value, string type) => new($"The value {SparkText.Of(value, TimeZoneInfo.Utc)} does not fit into {type}.");
}
