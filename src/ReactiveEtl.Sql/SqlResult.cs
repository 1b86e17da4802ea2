using System.Diagnostics.CodeAnalysis;

namespace ReactiveEtl;

/// <summary>The answer to a statement. Immutable.</summary>
public sealed class SqlResult
{
    private readonly string _statement;
    private readonly IReadOnlyList<SqlOutput> _columns;
    private readonly List<object?[]> _values;
    private readonly SqlZone _zone;
    private readonly Lazy<RowSchema> _schema;
    private readonly Lazy<IReadOnlyList<Row>> _rows;

    internal SqlResult(string statement, IReadOnlyList<SqlOutput> columns, List<object?[]> values, SqlZone zone)
    {
        (_statement, _columns, _values, _zone) = (statement, columns, values, zone);
        _schema = new(MakeSchema);
        _rows = new(MakeRows);
    }

    /// <summary>The columns, named and typed as Spark does.</summary>
    /// <exception cref="SqlQueryException">Two columns have the same name, or one has none, or is an interval; such a result can only be shown.</exception>
    public RowSchema Schema => _schema.Value;

    /// <summary>The rows, in order.</summary>
    /// <exception cref="SqlQueryException">As for <see cref="Schema"/>; or a decimal has more digits than <see cref="decimal"/> holds.</exception>
    public IReadOnlyList<Row> Rows => _rows.Value;

    /// <summary>The rows as records: a column for each parameter of the constructor, or each property, by its name in any case.</summary>
    /// <typeparam name="T">A flat record, class or struct.</typeparam>
    /// <exception cref="ArgumentException">The type has a parameter without a column, or of another type.</exception>
    /// <exception cref="SqlQueryException">As for <see cref="Rows"/>.</exception>
    public IReadOnlyList<T> RowsAs<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicProperties)] T>()
    {
        var reader = new RecordReader<T>(Schema);
        return [.. Rows.Select(reader.Read)];
    }

    /// <summary>The box as Spark's <c>show</c> prints it.</summary>
    /// <param name="count">How many rows.</param>
    /// <param name="truncate">The most characters of a cell, right-aligned; 0 shows all of them, left-aligned.</param>
    /// <param name="vertical">Whether columns stand one under the other, a record at a time.</param>
    public string Text(int count = 20, int truncate = 20, bool vertical = false)
    {
        var names = _columns.Select(column => column.Name).ToList();
        var texts = _values.Select(row => row.Select((value, i) => value is null ? null : SqlCasts.Text(value, _columns[i].Type, _zone)).ToArray());
        return vertical ? ShowText.Vertical(names, texts, count, truncate) : ShowText.Of(names, texts, count, truncate);
    }

    /// <summary>Prints the box of the first rows to the console.</summary>
    /// <param name="count">How many rows.</param>
    /// <param name="truncate">Whether cells are cut to 20 characters.</param>
    public void Show(int count = 20, bool truncate = true) => Show(Console.Out, count, truncate ? 20 : 0);

    /// <summary>Prints the box of the first rows to the console.</summary>
    /// <param name="count">How many rows.</param>
    /// <param name="truncate">The most characters of a cell; 0 shows all of them.</param>
    public void Show(int count, int truncate) => Show(Console.Out, count, truncate);

    /// <summary>Prints the box of the first rows.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="truncate">The most characters of a cell; 0 shows all of them.</param>
    public void Show(TextWriter writer, int count = 20, int truncate = 20)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Text(count, truncate));
    }

    /// <summary>The box of the first 20 rows.</summary>
    public override string ToString() => Text();

    private RowSchema MakeSchema()
    {
        var twice = _columns.GroupBy(column => column.Name).FirstOrDefault(group => group.Count() > 1 || group.Key.Length == 0);
        if (twice is not null) throw Unreadable(twice.Key.Length == 0
            ? "A column of the result has no name"
            : $"Two columns of the result are called '{twice.Key}'");
        return new(_columns.Select(column => column.Type.ToColumn(column.Name)
            ?? throw Unreadable($"The column '{column.Name}' is an {column.Type}, which no row holds; cast it")));
    }

    private Row[] MakeRows()
    {
        var schema = Schema;
        try
        {
            return [.. _values.Select(row => new Row(schema, [.. row.Select((value, i) => RowValues.ToRow(value, _columns[i].Type))]))];
        }
        catch (SqlQueryException error)
        {
            throw Unreadable(error.Reason.TrimEnd('.'));
        }
    }

    private SqlQueryException Unreadable(string reason)
    {
        var known = $"Columns: {string.Join(", ", _columns.Select(column => $"{column.Name} {column.Type}"))}";
        return new(_statement, $"{reason}; the result can only be shown. Give it another alias, or cast it.", null, known, null);
    }
}
