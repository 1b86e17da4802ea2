namespace ReactiveEtl;

/// <summary>All groups of a query, in order of first arrival: their keys in pages that versions share, and an index to find them.</summary>
/// <remarks>
/// Invariants: group g's word w is <c>_words[w][g]</c>; a slot holds g + 1, or 0 where it is free. The query's thread writes under <see cref="Gate"/>;
/// readers of a version look a key up under it too, and never while user code runs.
/// </remarks>
internal sealed class GroupTable(KeyLayout layout)
{
    private readonly PagedColumn<long>[] _words = [.. Enumerable.Range(0, layout.WordCount).Select(_ => new PagedColumn<long>())];
    private readonly PagedColumn<bool> _isRemoved = new();
    private int[] _slots = new int[16];

    public Lock Gate { get; } = new();

    public KeyLayout Layout => layout;

    public StringDictionary Texts { get; } = new();

    /// <summary>All groups that ever were, removed ones too: the next group's number.</summary>
    public int Count => _words[0].Count;

    /// <summary>Whether a group is found by its key; where groups change their keys, they are looked for one by one.</summary>
    public bool IsIndexed { get; init; } = true;

    /// <summary>How many of them are no more.</summary>
    public int RemovedCount { get; private set; }

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
        if ((Count - RemovedCount + 1) * 2 > _slots.Length) Grow();
        Occupy(Add(key), KeyLayout.Hash(key));
        return Count - 1;
    }

    /// <summary>A new group of a key, which is not to be found by it.</summary>
    public int Add(ReadOnlySpan<long> key)
    {
        for (var w = 0; w < _words.Length; w++) _words[w].Add(key[w]);
        _isRemoved.Add(false);
        return Count - 1;
    }

    /// <summary>Removes a group: its number is never given again, and versions that have it keep it.</summary>
    public void Remove(int group)
    {
        Span<long> key = stackalloc long[_words.Length];
        CopyKey(group, key);
        Vacate(group, KeyLayout.Hash(key));
        _isRemoved[group] = true;
        RemovedCount++;
    }

    public bool IsRemoved(int group) => _isRemoved[group];

    public long Word(int word, int group) => _words[word][group];

    public void CopyKey(int group, Span<long> key)
    {
        for (var w = 0; w < _words.Length; w++) key[w] = _words[w][group];
    }

    /// <summary>Gives a group that is not to be found by its key another one.</summary>
    public void SetKey(int group, ReadOnlySpan<long> key)
    {
        for (var w = 0; w < _words.Length; w++) _words[w][group] = key[w];
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

    public TableKeys Freeze() => new(Count, RemovedCount, [.. _words.Select(word => word.Freeze())], _isRemoved.Freeze());

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

    /// <summary>Frees a group's slot, and moves up those behind that were pushed off their places; nothing where it has none.</summary>
    private void Vacate(int group, uint hash)
    {
        var mask = (uint)_slots.Length - 1;
        var slot = hash & mask;
        while (_slots[slot] != 0 && _slots[slot] != group + 1) slot = (slot + 1) & mask;
        if (_slots[slot] == 0) return;
        _slots[slot] = 0;
        Span<long> key = stackalloc long[_words.Length];
        for (var next = (slot + 1) & mask; _slots[next] != 0; next = (next + 1) & mask)
        {
            var moved = _slots[next];
            _slots[next] = 0;
            CopyKey(moved - 1, key);
            Occupy(moved - 1, KeyLayout.Hash(key));
        }
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        Span<long> key = stackalloc long[_words.Length];
        for (var group = 0; group < Count; group++)
        {
            if (_isRemoved[group]) continue;
            for (var w = 0; w < _words.Length; w++) key[w] = _words[w][group];
            Occupy(group, KeyLayout.Hash(key));
        }
    }
}

/// <summary>The keys of all groups in one version, and which of them are no more.</summary>
internal readonly record struct TableKeys(int Count, int RemovedCount, PagedVersion<long>[] Words, PagedVersion<bool> IsRemoved);
