using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace ReactiveEtl;

/// <summary>The columns of a table's rows, and how a row is read as them.</summary>
internal sealed record TableSchema<TRow>(RowSchema Columns, Func<TRow, Row> ToRow);

internal static class TableSchema
{
    /// <summary>Rows of run-time columns are what they are.</summary>
    public static TableSchema<Row> Of(RowSchema schema) => new(schema, row => row);

    /// <summary>The columns of a type: its properties that are column types or windows, those of the constructor first and in its order; of a column type, one named <c>value</c>.</summary>
    public static TableSchema<TRow> Of<[DynamicallyAccessedMembers(FlatType.Needed)] TRow>()
    {
        if (TryColumn("value", typeof(TRow), out var single))
        {
            var schema = new RowSchema(single);
            return new TableSchema<TRow>(schema, row => new Row(schema, Value(row)));
        }

        var order = typeof(TRow).GetConstructors().OrderByDescending(constructor => constructor.GetParameters().Length).FirstOrDefault()?.GetParameters() ?? [];
        var properties = typeof(TRow).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanRead && property.GetIndexParameters().Length == 0)
            .OrderBy(property => Array.FindIndex(order, parameter => string.Equals(parameter.Name, property.Name, StringComparison.OrdinalIgnoreCase)) is >= 0 and var place ? place : int.MaxValue);
        var columns = new List<ColumnSchema>();
        var getters = new List<PropertyInfo>();
        foreach (var property in properties)
        {
            if (!TryColumn(FlatMember.JsonName(property, property.Name), property.PropertyType, out var column)) continue;
            columns.Add(column);
            getters.Add(property);
        }

        var all = new RowSchema(columns);
        return new TableSchema<TRow>(all, row => new Row(all, [.. getters.Select(getter => Value(getter.GetValue(row)))]));
    }

    private static bool TryColumn(string name, Type type, [NotNullWhen(true)] out ColumnSchema? column)
    {
        var isColumn = ClrColumn.TryGetType(type, out var columnType) || ClrColumn.Core(type) == typeof(Window);
        column = isColumn ? new ColumnSchema(name, ClrColumn.Core(type).IsEnum ? ColumnType.String : columnType) : null;
        return isColumn;
    }

    /// <summary>A value as rows hold it: instants as DateTimeOffset, enums by name.</summary>
    private static object? Value(object? value) => value switch
    {
        DateTime time => MicrosecondTime.ToTime((long)ClrColumn.ToVector(time)!),
        DateTimeOffset time => time.ToUniversalTime(),
        Enum name => name.ToString(),
        _ => value,
    };
}
