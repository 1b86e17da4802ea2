using System.Text;

namespace ReactiveEtl;

/// <summary>A record whose columns are known at run time only: values by name or place.</summary>
/// <remarks>
/// Values are <see cref="bool"/>, <see cref="sbyte"/>, <see cref="short"/>, <see cref="int"/>, <see cref="long"/>, <see cref="float"/>, <see cref="double"/>, <see cref="decimal"/>, <see cref="string"/>,
/// <see cref="DateTimeOffset"/> (offset 0), <see cref="DateTime"/> (a time without a zone), <see cref="DateOnly"/>, <see cref="Guid"/>, a window, a <see cref="ValueList"/>, or null. Immutable.
/// </remarks>
public sealed class Row : IEquatable<Row>
{
    private readonly object?[] _values;

    /// <summary>A row of these values, one for each column of the schema.</summary>
    /// <exception cref="ArgumentException">The number of values is not that of the columns.</exception>
    public Row(RowSchema schema, params object?[] values)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(values);
        if (values.Length != schema.Count) throw new ArgumentException($"{values.Length} values for {schema.Count} columns ({schema}).", nameof(values));
        Schema = schema;
        _values = values;
    }

    /// <summary>The columns.</summary>
    public RowSchema Schema { get; }

    /// <summary>The value at a place.</summary>
    public object? this[int index] => _values[index];

    /// <summary>The value of a column.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public object? this[string column] => _values[PlaceOf(column)];

    /// <summary>The value of a column as a type: <c>row.Get&lt;long&gt;("count")</c>; a null as the type's null.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    /// <exception cref="InvalidCastException">The value is of another type, or null where the type has none.</exception>
    public T Get<T>(string column)
    {
        var value = this[column];
        if (value is T typed) return typed;
        if (value is null && default(T) is null) return default!;
        throw new InvalidCastException($"Column '{column}' holds {(value is null ? "null" : $"a {value.GetType().Name}")}, not a {typeof(T).Name}.");
    }

    /// <summary>Whether the other has the same schema and equal values.</summary>
    public bool Equals(Row? other) => other is not null && (ReferenceEquals(Schema, other.Schema) || Schema.Equals(other.Schema)) && _values.AsSpan().SequenceEqual(other._values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Row);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var value in _values) hash.Add(value);
        return hash.ToHashCode();
    }

    /// <summary>The columns and their values, in one line.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("{ ");
        for (var i = 0; i < _values.Length; i++) text.Append(i > 0 ? ", " : "").Append(Schema[i].Name).Append(" = ").Append(_values[i] ?? "null");
        return text.Append(" }").ToString();
    }

    private int PlaceOf(string column)
    {
        ArgumentNullException.ThrowIfNull(column);
        var place = Schema.IndexOf(column);
        return place >= 0 ? place : throw new ArgumentException($"There is no column '{column}'; there are: {Schema}.", nameof(column));
    }
}
