namespace ReactiveEtl;

/// <summary>A column of rows whose columns are known at run time only, by its name in any case; made by <see cref="Columns.Col"/>.</summary>
public sealed class Column
{
    internal Column(string name, string? alias)
    {
        Name = name;
        OutputName = alias ?? name;
    }

    /// <summary>The name that is looked for.</summary>
    public string Name { get; }

    /// <summary>The name that it has in the result: as it was written, or as <see cref="As"/> says.</summary>
    public string OutputName { get; }

    /// <summary>The same column under another name in the result.</summary>
    public Column As(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new Column(Name, name);
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <exception cref="ArgumentException">There is no such column, or several that differ in case only.</exception>
    internal ColumnSchema In(RowSchema schema)
    {
        var place = schema.IndexOf(Name);
        return place >= 0 ? schema[place] : throw new ArgumentException($"There is no column '{Name}', or not just one; there are: {schema}.");
    }

    internal RowValue ValueIn(RowSchema schema)
    {
        var column = In(schema);
        return new RowValue(ClrColumn.TypeOf(column.Type), Name, rows => rows.Members[column.Name]);
    }
}

/// <summary>Columns and aggregates by name, for <c>using static ReactiveEtl.Columns</c>.</summary>
public static partial class Columns
{
    /// <summary>A column by its name, in any case.</summary>
    public static Column Col(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new Column(name, null);
    }
}
