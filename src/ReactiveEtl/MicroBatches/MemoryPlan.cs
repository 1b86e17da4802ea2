using System.Diagnostics.CodeAnalysis;

namespace ReactiveEtl;

/// <summary>The plan of rows that come from memory as they are: one for each type.</summary>
internal static class MemoryPlan<[DynamicallyAccessedMembers(FlatType.Needed)] T>
{
    public static RowPlan Plan { get; } = new(new MemoryInput(Mapping()));

    private static RowMapping Mapping()
    {
        var row = new MemoryRow(typeof(T));
        if (ClrColumn.IsColumn(typeof(T))) return RowMapping.Opaque(new RowCall(row, value => value, typeof(T), "row"));
        var members = new Dictionary<string, VectorExpression>(StringComparer.Ordinal);
        foreach (var property in typeof(T).GetProperties())
        {
            if (property.GetIndexParameters().Length > 0 || !property.CanRead || !ClrColumn.IsColumn(property.PropertyType)) continue;
            members[property.Name] = new RowCall(row, property.GetValue, property.PropertyType, $"row.{property.Name}") { IsMember = true };
        }

        return new RowMapping(row, members);
    }
}

/// <summary>The plan of rows of run-time columns that come from memory as they are.</summary>
internal static class MemoryPlan
{
    public static RowPlan Of(RowSchema schema) => new(new MemoryInput(RowMapping.Named(new MemoryRow(typeof(Row)), schema)));
}
