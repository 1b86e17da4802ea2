using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ReactiveEtl;

/// <summary>How the key of a group stands in 64-bit words, so that equal keys are equal words: first the nulls, then the window's start, then each column.</summary>
/// <remarks>
/// A text is its id in the dictionary of whoever holds the words; -0.0 is 0.0 and all NaNs are one; a decimal is without trailing zeros, so that 1.0 is 1.00.
/// Two words for decimals and GUIDs, one for all else.
/// </remarks>
internal sealed class KeyLayout
{
    public const int NullsWord = 0;
    public const int WindowWord = 1;
    private readonly int[] _places;

    /// <exception cref="ArgumentException">There are more columns than a word has bits.</exception>
    public KeyLayout(IReadOnlyList<Type> types)
    {
        if (types.Count > KeyDefinition.MaxColumns) throw new ArgumentException($"A key has at most {KeyDefinition.MaxColumns} columns, not {types.Count}.");
        Types = types;
        _places = new int[types.Count];
        WordCount = 2;
        for (var i = 0; i < types.Count; i++)
        {
            _places[i] = WordCount;
            WordCount += ClrColumn.Core(types[i]) == typeof(decimal) || ClrColumn.Core(types[i]) == typeof(Guid) ? 2 : 1;
        }

        Texts = [.. Enumerable.Range(0, types.Count).Where(i => types[i] == typeof(string)).Select(i => (i, _places[i]))];
    }

    /// <summary>The types of the key columns.</summary>
    public IReadOnlyList<Type> Types { get; }

    public int WordCount { get; }

    /// <summary>Which columns are texts, and which words are their ids.</summary>
    public IReadOnlyList<(int Column, int Word)> Texts { get; }

    public int PlaceOf(int column) => _places[column];

    /// <summary>The value of a key column, as C# holds it.</summary>
    public object? Decode(int column, ReadOnlySpan<long> words, StringDictionary texts)
    {
        if (((words[NullsWord] >> column) & 1) != 0) return null;
        var place = _places[column];
        var type = ClrColumn.Core(Types[column]);
        if (type == typeof(string)) return texts.GetString((int)words[place]);
        if (type == typeof(double) || type == typeof(float)) return ClrColumn.ToClr(BitConverter.Int64BitsToDouble(words[place]), type);
        if (type == typeof(decimal)) return MemoryMarshal.Cast<long, decimal>(words.Slice(place, 2))[0];
        if (type == typeof(Guid)) return MemoryMarshal.Cast<long, Guid>(words.Slice(place, 2))[0];
        return ClrColumn.ToClr(words[place], type);
    }

    /// <summary>Writes a key column's value, given as C# holds it; false where its text is not in the dictionary.</summary>
    public bool TryEncode(int column, object? value, Span<long> words, StringDictionary texts)
    {
        var place = _places[column];
        switch (ClrColumn.ToVector(value))
        {
            case null:
                words[NullsWord] |= 1L << column;
                return true;
            case string text:
                words[place] = texts.Find(System.Text.Encoding.UTF8.GetBytes(text));
                return words[place] >= 0;
            case double number: words[place] = BitsOf(number); return true;
            case decimal number: Write(Normalized(number), words.Slice(place, 2)); return true;
            case Guid id: Write(id, words.Slice(place, 2)); return true;
            case var integer: words[place] = (long)integer; return true;
        }
    }

    /// <summary>The bits of a double as a key: one zero, one NaN.</summary>
    public static long BitsOf(double value) => BitConverter.DoubleToInt64Bits(double.IsNaN(value) ? double.NaN : value + 0.0);

    /// <summary>The same number without trailing zeros, and zero without a sign.</summary>
    public static decimal Normalized(decimal value) => value == 0 ? 0 : value / 1.000000000000000000000000000000000m;

    public static void Write<T>(T value, Span<long> words)
        where T : struct => MemoryMarshal.Write(MemoryMarshal.AsBytes(words), in value);

    public static uint Hash(ReadOnlySpan<long> words)
    {
        const ulong Multiplier = 0x9E3779B97F4A7C15;
        ulong hash = 0;
        foreach (var word in words) hash = (System.Numerics.BitOperations.RotateLeft(hash, 29) ^ (ulong)word) * Multiplier;
        // Only the highest bits depend on all bits of the words, and it is the lowest that tables ask for.
        return (uint)BinaryPrimitives.ReverseEndianness(hash);
    }
}
