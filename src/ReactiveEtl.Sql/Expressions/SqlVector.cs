namespace ReactiveEtl;

/// <summary>Values of vectors to values of SQL (see <see cref="SqlType"/>), and back.</summary>
internal static class SqlVector
{
    public static object? ToSql(object? value, SqlType type) => value is null ? null : type.Kind switch
    {
        SqlKind.Boolean => (long)value != 0,
        SqlKind.Int8 or SqlKind.Int16 or SqlKind.Int32 or SqlKind.Date or SqlKind.YearMonth => (int)(long)value,
        SqlKind.Decimal => SqlDecimal.Of((decimal)value).In(type) ?? throw new SqlQueryException($"The value {value} does not fit into {type}."),
        SqlKind.Guid => ((Guid)value).ToString(),
        SqlKind.Array => RowValues.ToSql(value, type),
        _ => value,
    };

    public static object? ToVector(object? value, SqlType type) => value is null ? null : type.Kind switch
    {
        SqlKind.Boolean => (bool)value ? 1L : 0L,
        SqlKind.Int8 or SqlKind.Int16 or SqlKind.Int32 or SqlKind.YearMonth => (long)(int)value,
        SqlKind.Date => (long)SqlTimes.Days(SqlTimes.Date((int)value)),
        SqlKind.Timestamp or SqlKind.LocalTimestamp => SqlTimes.Checked((long)value),
        SqlKind.Decimal or SqlKind.Guid or SqlKind.Array => RowValues.ToRow(value, type),
        _ => value,
    };

    /// <summary>A constant as a vector holds it.</summary>
    public static object? FromSql(object? value) => value switch
    {
        bool truth => truth ? 1L : 0L,
        int number => (long)number,
        _ => value,
    };
}
