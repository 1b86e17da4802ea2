namespace ReactiveEtl;

/// <summary>All groups of a query, in order of first arrival: their keys in pages that versions share, and an index to find them.</summary>
/// <remarks>
/// Invariant: group g's word w is <c>_words[w][g]</c>. The query's thread writes under <see cref="Gate"/>;
/// readers of a version look a key up under it too, and never while user code runs.
/// </remarks>
internal sealed class GroupTable(KeyLayout layout) : IGroupKeys
{
    private readonly PagedColumn<long>[] _words = [.. Enumerable.Range(0, layout.WordCount).Select(_ => new PagedColumn<long>())];
    private readonly PagedColumn<bool> _isRemoved = new();
    private readonly GroupIndex _index = new();

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
    public int Find(ReadOnlySpan<long> key) => _index.Find(this, KeyLayout.Hash(key), key);

    /// <summary>The group of each key, one after another, or -1.</summary>
    public void Find(ReadOnlySpan<long> keys, Span<int> groups)
    {
        Span<uint> hashes = groups.Length <= 256 ? stackalloc uint[groups.Length] : new uint[groups.Length];
        var stride = layout.WordCount;
        for (var i = 0; i < groups.Length; i++) hashes[i] = KeyLayout.Hash(keys.Slice(i * stride, stride));
        if (_index.IsLarge) _index.Fetch(hashes);
        for (var i = 0; i < groups.Length; i++) groups[i] = _index.Find(this, hashes[i], keys.Slice(i * stride, stride));
    }

    /// <summary>The group of a key, new if it was not there.</summary>
    public int FindOrAdd(ReadOnlySpan<long> key) => Find(key) is >= 0 and var found ? found : AddIndexed(key);

    /// <summary>A new group of a key that is not there.</summary>
    public int AddIndexed(ReadOnlySpan<long> key)
    {
        _index.Add(Count, KeyLayout.Hash(key));
        return Add(key);
    }

    /// <summary>Makes room for so many groups more.</summary>
    public void Reserve(int more)
    {
        lock (Gate) _index.Reserve(more);
    }

    /// <summary>Makes room for so many texts.</summary>
    public void ReserveTexts(int count)
    {
        lock (Gate) Texts.Reserve(count);
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
        _index.Remove(group, KeyLayout.Hash(key));
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

    /// <summary>A key for people.</summary>
    public string Describe(ReadOnlySpan<long> key)
    {
        var parts = new List<string>();
        for (var column = 0; column < layout.Types.Count; column++) parts.Add($"{layout.Decode(column, key, Texts) ?? "null"}");
        return $"({string.Join(", ", parts)})";
    }

    public TableKeys Freeze() => new(Count, RemovedCount, [.. _words.Select(word => word.Freeze())], _isRemoved.Freeze());

    public bool HasKey(int group, ReadOnlySpan<long> key)
    {
        for (var w = 0; w < _words.Length; w++)
        {
            if (_words[w][group] != key[w]) return false;
        }

        return true;
    }
}

/// <summary>The keys of all groups in one version, and which of them are no more.</summary>
internal readonly record struct TableKeys(int Count, int RemovedCount, PagedVersion<long>[] Words, PagedVersion<bool> IsRemoved);
