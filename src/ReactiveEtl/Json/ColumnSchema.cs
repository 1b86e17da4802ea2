namespace ReactiveEtl;

/// <summary>One column of a schema.</summary>
/// <param name="Name">The name, which is also the name of the JSON field; compared exactly.</param>
/// <param name="Type">What its values are.</param>
/// <param name="IsNullable">Whether a missing or null value is a null; if not, it makes the record malformed.</param>
public sealed record ColumnSchema(string Name, ColumnType Type, bool IsNullable = true)
{
    /// <summary>The digits of a decimal, all of them, or null where any number goes.</summary>
    public int? Precision { get; init; }

    /// <summary>The digits of a decimal behind the point, to which values are rounded half up, or null.</summary>
    public int? Scale { get; init; }

    /// <summary>What the values of an array are; else null.</summary>
    public ColumnSchema? Element { get; init; }
}
