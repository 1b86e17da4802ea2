using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ReactiveEtl;

/// <summary>Which .NET types are columns, and how their values stand in a vector.</summary>
internal static class ClrColumn
{
    /// <summary>What the column types are called in messages.</summary>
    public const string Supported = "bool, sbyte, short, int, long, float, double, decimal, string, DateTime, DateTimeOffset, DateOnly, Guid, enums, and their nullable forms";

    public static bool TryGetType(Type type, out ColumnType columnType)
    {
        var core = Core(type);
        var known = core switch
        {
            _ when core == typeof(bool) => ColumnType.Boolean,
            _ when core == typeof(sbyte) => ColumnType.Int8,
            _ when core == typeof(short) => ColumnType.Int16,
            _ when core == typeof(int) => ColumnType.Int32,
            _ when core == typeof(long) => ColumnType.Int64,
            _ when core == typeof(float) => ColumnType.Single,
            _ when core == typeof(double) => ColumnType.Double,
            _ when core == typeof(decimal) => ColumnType.Decimal,
            _ when core == typeof(string) => ColumnType.String,
            _ when core == typeof(DateTimeOffset) || core == typeof(DateTime) => ColumnType.Timestamp,
            _ when core == typeof(LocalTime) => ColumnType.LocalTimestamp,
            _ when core == typeof(DateOnly) => ColumnType.Date,
            _ when core == typeof(Guid) => ColumnType.Guid,
            _ when core == typeof(Window) => ColumnType.Window,
            _ when core.IsEnum => ColumnType.Int64,
            _ => (ColumnType?)null,
        };
        columnType = known ?? default;
        return known is not null && known != ColumnType.Window;
    }

    /// <summary>The type without its nullable form.</summary>
    public static Type Core(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    public static bool IsColumn(Type type) => TryGetType(type, out _);

    public static Type TypeOf(ColumnType type) => type switch
    {
        ColumnType.Boolean => typeof(bool?),
        ColumnType.Int8 => typeof(sbyte?),
        ColumnType.Int16 => typeof(short?),
        ColumnType.Int32 => typeof(int?),
        ColumnType.Int64 => typeof(long?),
        ColumnType.Single => typeof(float?),
        ColumnType.Double => typeof(double?),
        ColumnType.Decimal => typeof(decimal?),
        ColumnType.String => typeof(string),
        ColumnType.Timestamp => typeof(DateTimeOffset?),
        ColumnType.LocalTimestamp => typeof(LocalTime?),
        ColumnType.Date => typeof(DateOnly?),
        ColumnType.Guid => typeof(Guid?),
        _ => typeof(object),
    };

    /// <summary>A vector that holds values of a type; of one that is no column, objects.</summary>
    public static ColumnVector NewVector(Type type, int capacity)
    {
        if (!TryGetType(type, out var columnType)) return new ColumnVector<object?>(capacity);
        return columnType switch
        {
            ColumnType.Single or ColumnType.Double => new ColumnVector<double>(capacity),
            ColumnType.Decimal => new ColumnVector<decimal>(capacity),
            ColumnType.Guid => new ColumnVector<Guid>(capacity),
            ColumnType.String => new StringVector(capacity),
            _ => new ColumnVector<long>(capacity),
        };
    }

    /// <summary>A value as a vector holds it, from what C# holds.</summary>
    [return: NotNullIfNotNull(nameof(value))]
    public static object? ToVector(object? value) => value switch
    {
        bool truth => truth ? 1L : 0L,
        sbyte integer => (long)integer,
        short integer => (long)integer,
        int integer => (long)integer,
        float number => (double)number,
        DateTimeOffset time => MicrosecondTime.Of(time),
        DateTime time => MicrosecondTime.Of(new DateTimeOffset(time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : DateTime.SpecifyKind(time, DateTimeKind.Utc))),
        DateOnly date => date.DayNumber + (MicrosecondTime.Min / MicrosecondTime.PerDay),
        Enum name => Convert.ToInt64(name, CultureInfo.InvariantCulture),
        _ => value,
    };

    /// <summary>A value as C# holds it, from what a vector holds.</summary>
    public static object? ToClr(object? value, Type type)
    {
        var core = Core(type);
        if (value is double number && core == typeof(float)) return (float)number;
        if (value is not long integer) return value;
        if (core == typeof(long)) return value;
        if (core == typeof(bool)) return integer != 0;
        if (core == typeof(int)) return (int)integer;
        if (core == typeof(short)) return (short)integer;
        if (core == typeof(sbyte)) return (sbyte)integer;
        if (core == typeof(DateTimeOffset)) return MicrosecondTime.ToTime(integer);
        if (core == typeof(DateTime)) return MicrosecondTime.ToTime(integer).UtcDateTime;
        if (core == typeof(LocalTime)) return DateTime.SpecifyKind(MicrosecondTime.ToTime(integer).UtcDateTime, DateTimeKind.Unspecified);
        if (core == typeof(DateOnly)) return DateOnly.FromDayNumber((int)(integer - (MicrosecondTime.Min / MicrosecondTime.PerDay)));
        return core.IsEnum ? Enum.ToObject(core, integer) : value;
    }
}
