namespace ReactiveEtl;

/// <summary>All groups of a query, in order of first arrival: their keys in pages that versions share, and an index to find them.</summary>
/// <remarks>
/// Invariants: group g's word w is <c>_words[w][g]</c>; a slot holds g + 1, or 0 where it is free. The query's thread writes under <see cref="Gate"/>;
/// readers of a version look a key up under it too, and never while user code runs.
/// </remarks>
internal sealed class GroupTable(KeyLayout layout)
{
    private readonly PagedColumn<long>[] _words = [.. Enumerable.Range(0, layout.WordCount).Select(_ => new PagedColumn<long>())];
    private int[] _slots = new int[16];

    public Lock Gate { get; } = new();

    public KeyLayout Layout => layout;

    public StringDictionary Texts { get; } = new();

    public int Count => _words[0].Count;

    /// <summary>The group of a key whose texts are ids of <see cref="Texts"/>, or -1.</summary>
    public int Find(ReadOnlySpan<long> key)
    {
        var mask = (uint)_slots.Length - 1;
        for (var slot = KeyLayout.Hash(key) & mask; _slots[slot] != 0; slot = (slot + 1) & mask)
        {
            if (HasKey(_slots[slot] - 1, key)) return _slots[slot] - 1;
        }

        return -1;
    }

    /// <summary>The group of a key, new if it was not there.</summary>
    public int FindOrAdd(ReadOnlySpan<long> key)
    {
        if (Find(key) is >= 0 and var found) return found;
        if ((Count + 1) * 2 > _slots.Length) Grow();
        for (var w = 0; w < _words.Length; w++) _words[w].Add(key[w]);
        Occupy(Count - 1, KeyLayout.Hash(key));
        return Count - 1;
    }

    /// <summary>The id of a text, new if it was not there.</summary>
    public int AddText(ReadOnlySpan<byte> text)
    {
        lock (Gate) return Texts.GetOrAdd(text);
    }

    /// <summary>A key for people.</summary>
    public string Describe(ReadOnlySpan<long> key)
    {
        var parts = new List<string>();
        for (var column = 0; column < layout.Types.Count; column++) parts.Add($"{layout.Decode(column, key, Texts) ?? "null"}");
        return $"({string.Join(", ", parts)})";
    }

    public PagedVersion<long>[] Freeze() => [.. _words.Select(word => word.Freeze())];

    private bool HasKey(int group, ReadOnlySpan<long> key)
    {
        for (var w = 0; w < _words.Length; w++)
        {
            if (_words[w][group] != key[w]) return false;
        }

        return true;
    }

    private void Occupy(int group, uint hash)
    {
        var mask = (uint)_slots.Length - 1;
        var slot = hash & mask;
        while (_slots[slot] != 0) slot = (slot + 1) & mask;
        _slots[slot] = group + 1;
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        Span<long> key = stackalloc long[_words.Length];
        for (var group = 0; group < Count; group++)
        {
            for (var w = 0; w < _words.Length; w++) key[w] = _words[w][group];
            Occupy(group, KeyLayout.Hash(key));
        }
    }
}
