using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace ReactiveEtl;

/// <summary>The values of an array column of a row, each as <see cref="Row"/> says. Immutable; equal to another of equal values in the same order.</summary>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "It is a value, which happens to be a list.")]
public sealed class ValueList : IReadOnlyList<object?>, IEquatable<ValueList>
{
    private readonly object?[] _values;

    /// <summary>A list of these values.</summary>
    public ValueList(params IEnumerable<object?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        _values = [.. values];
    }

    /// <summary>How many values.</summary>
    public int Count => _values.Length;

    /// <summary>The value at a place.</summary>
    public object? this[int index] => _values[index];

    /// <inheritdoc/>
    public IEnumerator<object?> GetEnumerator() => ((IEnumerable<object?>)_values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether the other has equal values in the same order.</summary>
    public bool Equals(ValueList? other) => other is not null && _values.AsSpan().SequenceEqual(other._values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ValueList);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var value in _values) hash.Add(value);
        return hash.ToHashCode();
    }

    /// <summary>The values in brackets.</summary>
    public override string ToString() => $"[{string.Join(", ", _values.Select(value => value ?? "null"))}]";
}
