using System.Diagnostics;
using System.Text;

namespace ReactiveEtl;

/// <summary>The values of one column for the rows of one vector: a few thousand, so that they stay in cache.</summary>
/// <remarks>
/// Invariants: where <see cref="IsNull"/> is true the value is the type's default (a text's id is -1); <see cref="HasNulls"/> is true if any is.
/// Owned by one scan at a time; whoever keeps values beyond the scan's next vector copies them.
/// </remarks>
internal abstract class ColumnVector(int capacity)
{
    public bool[] IsNull { get; } = new bool[capacity];

    public bool HasNulls { get; set; }

    public int Capacity => IsNull.Length;

    public abstract void SetNull(int row);

    /// <summary>Keeps these rows only, in this order; they are ascending.</summary>
    public abstract void Compact(ReadOnlySpan<int> rows);

    /// <summary>Gives the first rows, as many as are said, the value of the first of them.</summary>
    public abstract void Repeat(int rows);

    /// <summary>Forgets all nulls before the vector is filled anew.</summary>
    public virtual void Clear()
    {
        if (HasNulls) Array.Clear(IsNull);
        HasNulls = false;
    }

    protected void CompactNulls(ReadOnlySpan<int> rows)
    {
        if (!HasNulls) return;
        for (var i = 0; i < rows.Length; i++) IsNull[i] = IsNull[rows[i]];
    }
}

/// <summary>A vector of plain values: bools, integers, enums, dates (days) and times (microseconds) as <see cref="long"/>; singles as the double of the same value; doubles, decimals, GUIDs and objects as they are.</summary>
internal class ColumnVector<T>(int capacity) : ColumnVector(capacity)
{
    public T[] Values { get; } = new T[capacity];

    public void Set(int row, T value)
    {
        Values[row] = value;
        IsNull[row] = false;
    }

    public override void SetNull(int row)
    {
        Values[row] = default!;
        IsNull[row] = true;
        HasNulls = true;
    }

    public override void Repeat(int rows)
    {
        Values.AsSpan(0, rows).Fill(Values[0]);
        IsNull.AsSpan(0, rows).Fill(IsNull[0]);
    }

    public override void Compact(ReadOnlySpan<int> rows)
    {
        Debug.Assert(rows.IsEmpty || rows[^1] < Capacity);
        for (var i = 0; i < rows.Length; i++) Values[i] = Values[rows[i]];
        CompactNulls(rows);
    }
}

/// <summary>A vector of texts, as ids of a dictionary; an id means nothing without its dictionary.</summary>
internal sealed class StringVector(int capacity) : ColumnVector<int>(capacity)
{
    /// <summary>How many bytes a UTF-16 unit may become.</summary>
    private const int MaxUtf8 = 3;

    /// <summary>Where strings are encoded; grows to the longest.</summary>
    private byte[] _utf8 = [];

    public StringDictionary Dictionary { get; private set; } = new();

    /// <summary>How many vectors, each of a thread of its own, added to the dictionary when this one began to.</summary>
    public int Sharers { get; private set; } = 1;

    /// <summary>Whether somebody holds on to ids, so that the dictionary must stay.</summary>
    public bool KeepsDictionary { get; set; }

    /// <summary>A dictionary that grew large is left behind, so that memory stays bounded.</summary>
    public override void Clear()
    {
        base.Clear();
        if (!KeepsDictionary && Dictionary.IsLarge) Renew();
    }

    /// <summary>Begins a dictionary of its own.</summary>
    public void Renew() => (Dictionary, Sharers) = (new StringDictionary(), 1);

    /// <summary>Goes on with the dictionary of another vector, or with its own; nobody holds on to ids.</summary>
    /// <param name="first">Whose dictionary it is.</param>
    /// <param name="sharers">How many vectors share it.</param>
    public void Share(StringVector first, int sharers)
    {
        Debug.Assert(!KeepsDictionary);
        (Dictionary, Sharers) = (first.Dictionary, sharers);
    }

    public override void SetNull(int row)
    {
        base.SetNull(row);
        Values[row] = -1;
    }

    /// <summary>Sets a text that the dictionary holds already; false where it does not.</summary>
    public bool TrySetKnown(int row, ReadOnlySpan<byte> utf8)
    {
        var id = Dictionary.Find(utf8);
        if (id >= 0) Set(row, id);
        return id >= 0;
    }

    /// <summary>For each of the first rows 1 where it is this text, else 0: a text that the dictionary does not hold is in no row.</summary>
    public void EqualTo(ReadOnlySpan<byte> utf8, Span<long> to)
    {
        var id = Dictionary.Find(utf8);
        for (var row = 0; row < to.Length; row++) to[row] = id >= 0 && Values[row] == id ? 1 : 0;
    }

    /// <summary>Sets a text that is the same for many rows, or comes from results.</summary>
    public void Set(int row, string text)
    {
        if (_utf8.Length < text.Length * MaxUtf8) _utf8 = new byte[text.Length * MaxUtf8];
        Set(row, _utf8.AsSpan(0, Encoding.UTF8.GetBytes(text, _utf8)));
    }

    public void Set(int row, ReadOnlySpan<byte> validUtf8) => Set(row, Dictionary.GetOrAdd(validUtf8));
}
