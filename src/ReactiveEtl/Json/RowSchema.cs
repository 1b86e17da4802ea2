using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace ReactiveEtl;

/// <summary>The columns of a row, in order: names and types.</summary>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "A schema is the field's word; it happens to be a list of columns.")]
public sealed class RowSchema : IReadOnlyList<ColumnSchema>, IEquatable<RowSchema>
{
    private readonly ColumnSchema[] _columns;

    /// <summary>A schema of these columns.</summary>
    /// <exception cref="ArgumentException">Two columns have the same name, or one has none.</exception>
    public RowSchema(params IEnumerable<ColumnSchema> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        _columns = [.. columns];
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var column in _columns)
        {
            if (string.IsNullOrEmpty(column.Name)) throw new ArgumentException("A column needs a name.", nameof(columns));
            if (!names.Add(column.Name)) throw new ArgumentException($"Two columns are named '{column.Name}'.", nameof(columns));
        }
    }

    /// <summary>How many columns.</summary>
    public int Count => _columns.Length;

    /// <summary>The column at a place.</summary>
    public ColumnSchema this[int index] => _columns[index];

    /// <summary>The place of a column by its exact name, or by its name in any case where only one fits; -1 where none does.</summary>
    public int IndexOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var exact = Array.FindIndex(_columns, column => string.Equals(column.Name, name, StringComparison.Ordinal));
        if (exact >= 0) return exact;
        var any = Array.FindIndex(_columns, column => string.Equals(column.Name, name, StringComparison.OrdinalIgnoreCase));
        var last = Array.FindLastIndex(_columns, column => string.Equals(column.Name, name, StringComparison.OrdinalIgnoreCase));
        return any == last ? any : -1;
    }

    /// <summary>Reads a schema as Spark writes it.</summary>
    /// <param name="text">Names and types: <c>"time timestamp, action string, amount decimal(10,2)"</c>; odd names in backticks.</param>
    /// <exception cref="ArgumentException">The text is no schema; the message says where and what is expected.</exception>
    public static RowSchema Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return SchemaText.Parse(text);
    }

    /// <inheritdoc/>
    public IEnumerator<ColumnSchema> GetEnumerator() => ((IEnumerable<ColumnSchema>)_columns).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether the other has the same columns in the same order.</summary>
    public bool Equals(RowSchema? other) => other is not null && _columns.AsSpan().SequenceEqual(other._columns);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RowSchema);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var column in _columns) hash.Add(column);
        return hash.ToHashCode();
    }

    /// <summary>The schema as <see cref="Parse"/> reads it.</summary>
    public override string ToString() => string.Join(", ", _columns.Select(SchemaText.Of));
}
