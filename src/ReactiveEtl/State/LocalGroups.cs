namespace ReactiveEtl;

/// <summary>The groups of one batch (or of one worker's part of it): dense ids from 0 in order of arrival, found by their key words.</summary>
/// <remarks>
/// Invariants: the words of group g stand in page <c>g / ChunkSize</c>, so that none are ever copied; the first <c>_indexed</c> groups are in the index, the others come
/// into it when a key is first looked for. One thread.
/// </remarks>
internal sealed class LocalGroups(KeyLayout layout) : IGroupKeys
{
    private readonly int _stride = layout.WordCount;
    private readonly GroupIndex _index = new();
    private readonly List<long[]> _pages = [];
    private int _indexed;

    public int Count { get; private set; }

    public ReadOnlySpan<long> this[int group] => Words(group);

    /// <summary>The words of the keys of some groups, one after another: from the first of a chunk on.</summary>
    public ReadOnlySpan<long> Chunk(int first) => _pages[first / GroupIndex.ChunkSize].AsSpan(0, Math.Min(GroupIndex.ChunkSize, Count - first) * _stride);

    /// <summary>The group of each key, new where it was not there.</summary>
    public void Find(ReadOnlySpan<long> keys, Span<int> groups)
    {
        Index();
        while (groups.Length > 0)
        {
            var count = Math.Min(groups.Length, GroupIndex.ChunkSize);
            var hashes = _index.Hash(keys[..(count * _stride)], _stride);
            for (var i = 0; i < count; i++)
            {
                var key = keys.Slice(i * _stride, _stride);
                groups[i] = _index.Find(this, hashes[i], key);
                if (groups[i] >= 0) continue;
                _index.Add(Count, hashes[i]);
                _indexed++;
                groups[i] = AddNew(key);
            }

            keys = keys[(count * _stride)..];
            groups = groups[count..];
        }
    }

    /// <summary>A new group for each key; where keys are looked for, none of them is there, and no two are equal.</summary>
    public void AddNew(ReadOnlySpan<long> keys, Span<int> groups)
    {
        for (var i = 0; i < groups.Length; i++) groups[i] = AddNew(keys.Slice(i * _stride, _stride));
    }

    /// <summary>The same for one key.</summary>
    public int AddNew(ReadOnlySpan<long> key)
    {
        var (page, place) = Math.DivRem(Count, GroupIndex.ChunkSize);
        if (page == _pages.Count) _pages.Add(new long[GroupIndex.ChunkSize * _stride]);
        key.CopyTo(_pages[page].AsSpan(place * _stride));
        return Count++;
    }

    /// <summary>The words of a group's key, which may be changed as long as no key is looked for.</summary>
    public Span<long> Words(int group) => _pages[group / GroupIndex.ChunkSize].AsSpan(group % GroupIndex.ChunkSize * _stride, _stride);

    /// <summary>Gives the keys other words, a chunk at a time.</summary>
    public void Rewrite(Action<Memory<long>> rewrite)
    {
        ClearIndex();
        for (var first = 0; first < Count; first += GroupIndex.ChunkSize) rewrite(_pages[first / GroupIndex.ChunkSize].AsMemory(0, Chunk(first).Length));
    }

    public void Clear()
    {
        ClearIndex();
        Count = 0;
    }

    /// <summary>Word by word: keys are a few words, and a call would cost more than the comparison.</summary>
    public bool HasKey(int group, ReadOnlySpan<long> key)
    {
        var words = this[group];
        for (var w = 0; w < key.Length; w++)
        {
            if (words[w] != key[w]) return false;
        }

        return true;
    }

    public uint HashOf(int group) => KeyLayout.Hash(this[group]);

    private void ClearIndex()
    {
        _index.Clear(this, _indexed);
        _indexed = 0;
    }

    private void Index()
    {
        if (_indexed == Count) return;
        _index.Reserve(Count - _indexed);
        for (; _indexed < Count; _indexed++) _index.Add(_indexed, HashOf(_indexed));
    }
}
