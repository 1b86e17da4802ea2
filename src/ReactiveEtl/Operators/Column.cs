namespace ReactiveEtl;

/// <summary>A column of rows whose columns are known at run time only: one by its name in any case, made by <see cref="Columns.Col"/>, or an expression over them.</summary>
public class Column
{
    internal Column(string name, string? alias)
    {
        Name = name;
        OutputName = alias ?? name;
    }

    /// <summary>The name that is looked for; of an expression its text.</summary>
    public string Name { get; }

    /// <summary>The name that it has in the result: as it was written, or as <see cref="As"/> says.</summary>
    public string OutputName { get; }

    /// <summary>The same column under another name in the result.</summary>
    public Column As(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Renamed(name);
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>What it is in rows of a schema, under the name of the result.</summary>
    /// <exception cref="ArgumentException">There is no such column, or several that differ in case only.</exception>
    internal virtual ColumnSchema OutputIn(RowSchema schema) => In(schema) with { Name = OutputName };

    /// <summary>Its values in rows of a schema.</summary>
    internal virtual RowValue ValueIn(RowSchema schema)
    {
        var column = In(schema);
        return new RowValue(ClrColumn.TypeOf(column.Type), Name, rows => rows.Column(column.Name, ClrColumn.TypeOf(column.Type)));
    }

    /// <summary>The same column where windows are to be of it: an expression casts texts and dates.</summary>
    internal virtual Column ForWindow(RowSchema schema) => this;

    /// <summary>The length of time of each row, in microseconds or as a text such as <c>5 seconds</c>.</summary>
    internal virtual RowValue GapIn(RowSchema schema) => ValueIn(schema);

    internal virtual Column Renamed(string name) => new(Name, name);

    private ColumnSchema In(RowSchema schema)
    {
        var place = schema.IndexOf(Name);
        return place >= 0 ? schema[place] : throw new ArgumentException($"There is no column '{Name}', or not just one; there are: {schema}.");
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
