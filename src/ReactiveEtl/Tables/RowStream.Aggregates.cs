namespace ReactiveEtl;

/// <summary>Group queries over columns that are known at run time only. The result has the window, the keys and the aggregates as columns.</summary>
public static class RowStreamAggregates
{
    /// <summary>Groups the rows by columns.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public static RowGroups GroupBy(this RowStream<Row> rows, params Column[] keys)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new RowGroups(rows, null, keys);
    }

    /// <summary>Groups the rows by columns, in each window.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public static RowGroups GroupBy(this WindowedRowStream<Row> rows, params Column[] keys)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new RowGroups(rows.Rows, rows, keys);
    }

    /// <summary>Aggregates all rows: a table of one row, which is there from version 0 on.</summary>
    public static TableStream<Row, Row> Aggregate(this RowStream<Row> rows, params AggregateColumn[] aggregates) => rows.GroupBy().Aggregate(aggregates);

    /// <summary>Aggregates the rows of each window.</summary>
    public static TableStream<Row, Row> Aggregate(this WindowedRowStream<Row> rows, params AggregateColumn[] aggregates) => rows.GroupBy().Aggregate(aggregates);
}

/// <summary>Rows by columns: a description, of which <see cref="Aggregate"/> makes a table.</summary>
public sealed class RowGroups
{
    private readonly RowStream<Row> _rows;
    private readonly WindowedRowStream<Row>? _windowed;
    private readonly RowKeys _keys;

    internal RowGroups(RowStream<Row> rows, WindowedRowStream<Row>? windowed, Column[] keys)
    {
        _rows = rows;
        _windowed = windowed;
        _keys = new RowKeys(rows, keys, windowed is null ? null : RowKeys.WindowColumn(windowed.Sessions, windowed.Time.Type));
    }

    /// <summary>A row of each group: the window, the keys, and these aggregates.</summary>
    /// <exception cref="ArgumentException">There is no such column, an aggregate does not take its type, or two columns of the result have the same name.</exception>
    public TableStream<Row, Row> Aggregate(params AggregateColumn[] aggregates)
    {
        var query = _keys.Query(aggregates);
        return Of(_rows, _windowed?.In(query) ?? query);
    }

    private TableStream<Row, Row> Of(RowStream<Row> rows, GroupQuery<Row> query) =>
        TableStream<Row, Row>.Of(rows, query, new RowGroupKeys(_keys.Schema, condition => Of(_keys.Where(rows, condition), query)));
}

/// <summary>The keys of a table's groups, by which its rows may be chosen before they are grouped.</summary>
/// <param name="Schema">The keys as columns of the table.</param>
/// <param name="Where">The table of the rows for whose keys a condition holds: the others are not kept, and where the condition does not read the event time, and no keys are compared before, don't move the watermark.</param>
internal sealed record RowGroupKeys(RowSchema Schema, Func<Column, TableStream<Row>> Where);

/// <summary>The keys of a group query over columns that are known at run time only, and perhaps a window before them.</summary>
internal sealed class RowKeys
{
    private readonly Column[] _keys;
    private readonly RowSchema _schema;
    private readonly ColumnSchema? _window;
    private readonly KeyDefinition _values;

    /// <param name="rows">The rows.</param>
    /// <param name="keys">The key columns.</param>
    /// <param name="window">The window's column; null for none.</param>
    public RowKeys(RowStream<Row> rows, Column[] keys, ColumnSchema? window)
    {
        ArgumentNullException.ThrowIfNull(keys);
        _keys = keys;
        _schema = rows.KnownSchema();
        _window = window;
        _values = KeyDefinition.Of([.. keys.Select(key => key.ValueIn(_schema))]);
        Schema = new RowSchema(keys.Select(key => key.OutputIn(_schema) with { IsNullable = true }));
    }

    /// <summary>The keys as columns of the result.</summary>
    public RowSchema Schema { get; }

    /// <summary>As Spark calls it.</summary>
    public static ColumnSchema WindowColumn(SessionWindows? sessions, Type time) =>
        new(sessions is null ? "window" : "session_window", ClrColumn.Core(time) == typeof(LocalTime) ? ColumnType.LocalWindow : ColumnType.Window);

    public GroupQuery<Row> Query(AggregateColumn[] aggregates)
    {
        ArgumentNullException.ThrowIfNull(aggregates);
        var known = aggregates.Select(aggregate => aggregate.In(_schema)).ToArray();
        var columns = Schema.Concat(known.Select(aggregate => aggregate.Output)).ToList();
        if (_window is not null) columns.Insert(0, _window);
        var schema = new RowSchema(columns);
        return new GroupQuery<Row>
        {
            Keys = _values.Columns,
            Aggregates = [.. known.Select(aggregate => aggregate.Definition)],
            Project = values => new Row(schema, WindowFirst(values)),
            KeyValues = _values.ValuesOf,
            Schema = TableSchema.Of(schema),
        };
    }

    /// <summary>The rows for whose keys a condition holds.</summary>
    public RowStream<Row> Where(RowStream<Row> rows, Column condition)
    {
        var value = condition.ValueIn(Schema);
        return rows.Then<Row>(new WhereColumnStep(value with { Lower = mapping => value.Lower(RowMapping.Of(Schema, [.. _values.Columns.Select(key => key.Lower(mapping))])) }));
    }

    /// <summary>The window stands behind the keys in a group's values, and before them in the row.</summary>
    private object?[] WindowFirst(object?[] values)
    {
        if (_window is null) return values;
        var window = values[_keys.Length];
        Array.Copy(values, 0, values, 1, _keys.Length);
        values[0] = window;
        return values;
    }
}
