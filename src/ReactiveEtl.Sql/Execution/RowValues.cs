namespace ReactiveEtl;

/// <summary>Values of rows to values of SQL (see <see cref="SqlType"/>), and back.</summary>
internal static class RowValues
{
    public static object? ToSql(object? value, SqlType type) => value switch
    {
        DateTimeOffset time => MicrosecondTime.Of(time),
        DateTime time => (long)ClrColumn.ToVector(time),
        DateOnly date => SqlTimes.Days(date),
        decimal number => SqlDecimal.Of(number).In(type) ?? throw new ArgumentException($"The value {number} does not fit into {type}."),
        Guid id => id.ToString(),
        sbyte number => (int)number,
        short number => (int)number,
        int number when type.Kind == SqlKind.Int64 => (long)number,
        ValueList list => new ValueList(list.Select(item => ToSql(item, type.Element!.Type))),
        null or bool or int or long or double or string or Window => value,
        float number => (double)number,
        _ => throw new ArgumentException($"A {value.GetType().Name} is no value of a row."),
    };

    public static object? ToRow(object? value, SqlType type) => value is null ? null : type.Kind switch
    {
        SqlKind.Timestamp => MicrosecondTime.ToTime(SqlTimes.Checked((long)value)),
        SqlKind.Int8 => (sbyte)(int)value,
        SqlKind.Int16 => (short)(int)value,
        SqlKind.Single => (float)(double)value,
        SqlKind.LocalTimestamp => ClrColumn.ToClr(SqlTimes.Checked((long)value), typeof(LocalTime)),
        SqlKind.Date => SqlTimes.Date((int)value),
        SqlKind.Decimal => ((SqlDecimal)value).ToDecimal()
            ?? throw new SqlQueryException($"The value {value} has more digits than System.Decimal holds; cast it to string or double."),
        SqlKind.Guid => Guid.Parse((string)value),
        SqlKind.Array => new ValueList(((ValueList)value).Select(item => ToRow(item, type.Element!.Type))),
        _ => value,
    };
}
