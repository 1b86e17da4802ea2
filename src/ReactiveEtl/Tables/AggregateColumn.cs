namespace ReactiveEtl;

/// <summary>An aggregate over columns that are known at run time only; made by <see cref="Columns"/>, or from a text.</summary>
public class AggregateColumn
{
    private readonly AggregateKind _kind;
    private readonly Column? _input;

    internal AggregateColumn(AggregateKind kind, Column? input, string name)
    {
        _kind = kind;
        _input = input;
        Name = name;
    }

    /// <summary>Its name in the result.</summary>
    public string Name { get; }

    /// <summary>The same aggregate under another name in the result.</summary>
    public AggregateColumn As(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Renamed(name);
    }

    internal virtual AggregateColumn Renamed(string name) => new(_kind, _input, name);

    internal virtual (AggregateDefinition Definition, ColumnSchema Output) In(RowSchema schema)
    {
        var input = _input?.OutputIn(schema);
        var output = _kind switch
        {
            AggregateKind.Count or AggregateKind.CountNotNull or AggregateKind.CountDistinct => new ColumnSchema(Name, ColumnType.Int64),
            AggregateKind.Average => new ColumnSchema(Name, ColumnType.Double),
            AggregateKind.Sum when input!.Type is ColumnType.Int8 or ColumnType.Int16 or ColumnType.Int32 => new ColumnSchema(Name, ColumnType.Int64),
            AggregateKind.Sum when input!.Type == ColumnType.Single => new ColumnSchema(Name, ColumnType.Double),
            AggregateKind.Sum when input!.Precision is { } precision => input with { Name = Name, Precision = Math.Min(28, precision + 10) },
            _ => input! with { Name = Name, IsNullable = true },
        };
        if (_kind is AggregateKind.Sum or AggregateKind.Average && input!.Type is not (ColumnType.Int8 or ColumnType.Int16 or ColumnType.Int32 or ColumnType.Int64 or ColumnType.Single or ColumnType.Double or ColumnType.Decimal))
            throw new ArgumentException($"{_kind} takes numbers, and '{_input}' is a {SchemaText.TypeOf(input)}.");
        return (new AggregateDefinition(_kind, _input?.ValueIn(schema), ClrColumn.TypeOf(output.Type)), output);
    }
}

public static partial class Columns
{
    /// <summary>How many rows.</summary>
    public static AggregateColumn Count() => new(AggregateKind.Count, null, "count");

    /// <summary>How many values of a column that are not null.</summary>
    public static AggregateColumn Count(Column column) => Of(AggregateKind.CountNotNull, "count", column);

    /// <summary>How many different values of a column that are not null, exactly.</summary>
    public static AggregateColumn CountDistinct(Column column) => Of(AggregateKind.CountDistinct, "count_distinct", column);

    /// <summary>The sum of the values that are there, or null where none is.</summary>
    public static AggregateColumn Sum(Column column) => Of(AggregateKind.Sum, "sum", column);

    /// <summary>The average of the values that are there, in double, or null where none is.</summary>
    public static AggregateColumn Average(Column column) => Of(AggregateKind.Average, "avg", column);

    /// <summary>The least value, or null where none is.</summary>
    public static AggregateColumn Min(Column column) => Of(AggregateKind.Min, "min", column);

    /// <summary>The greatest value, or null where none is.</summary>
    public static AggregateColumn Max(Column column) => Of(AggregateKind.Max, "max", column);

    /// <summary>The value of the row that arrived first.</summary>
    public static AggregateColumn First(Column column) => Of(AggregateKind.First, "first", column);

    /// <summary>The value of the row that arrived last.</summary>
    public static AggregateColumn Last(Column column) => Of(AggregateKind.Last, "last", column);

    private static AggregateColumn Of(AggregateKind kind, string function, Column column)
    {
        ArgumentNullException.ThrowIfNull(column);
        return new AggregateColumn(kind, column, $"{function}({column.Name})");
    }
}
