namespace ReactiveEtl;

/// <summary>All groups of a query, in order of first arrival: their keys in pages that versions share, and an index to find them.</summary>
/// <remarks>
/// Invariants: group g's word w is <c>_words[w][g]</c>; a page of which all groups are removed is freed, and when more groups were removed than are left,
/// so are the texts of those: memory is that of the groups that are left, and of the pages that they stand in. The query's thread writes under <see cref="Gate"/>;
/// readers of a version look a key up under it too, and never while user code runs.
/// </remarks>
internal sealed class GroupTable(KeyLayout layout) : IGroupKeys
{
    /// <summary>Fewer texts of removed groups are not worth a new dictionary.</summary>
#if DEBUG
    public const int MinOldTexts = 16;
#else
    public const int MinOldTexts = 1024;
#endif

    private readonly PagedColumn<long>[] _words = [.. Enumerable.Range(0, layout.WordCount).Select(_ => new PagedColumn<long>())];
    private readonly PagedColumn<bool> _isPresent = new();
    private readonly Dictionary<int, int> _removedInPage = [];
    private GroupIndex _index = new();
    private int _removedSinceRenewal;

    public Lock Gate { get; } = new();

    public KeyLayout Layout => layout;

    public StringDictionary Texts { get; private set; } = new();

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
        _isPresent.Add(true);
        return Count - 1;
    }

    /// <summary>A number that no group gets, with room beside it that is never freed.</summary>
    public int AddNone()
    {
        var none = Add(new long[_words.Length]);
        _isPresent[none] = false;
        RemovedCount++;
        return none;
    }

    /// <summary>Removes a group: its number is never given again, and versions that have it keep it. Says whether its whole page is freed by that.</summary>
    public bool Remove(int group)
    {
        Span<long> key = stackalloc long[_words.Length];
        CopyKey(group, key);
        if (IsIndexed) _index.Remove(group, KeyLayout.Hash(key));
        _isPresent[group] = false;
        RemovedCount++;
        _removedSinceRenewal++;
        var page = group >> PagedColumn.PageBits;
        var removed = _removedInPage[page] = _removedInPage.GetValueOrDefault(page) + 1;
        if (removed <= PagedColumn.PageMask) return false;
        _removedInPage.Remove(page);
        foreach (var word in _words) word.FreePage(group);
        _isPresent.FreePage(group);
        return true;
    }

    public bool IsPresent(int group) => _isPresent[group];

    /// <summary>Whether most texts may be those of removed groups.</summary>
    public bool HasOldTexts => layout.Texts.Count > 0 && _removedSinceRenewal > Math.Max(MinOldTexts, Count - RemovedCount);

    /// <summary>Gives the groups that are left a dictionary of their own; versions keep theirs.</summary>
    public void RenewTexts()
    {
        lock (Gate)
        {
            var texts = new StringDictionary();
            var live = Live().ToList();
            foreach (var group in live)
            {
                foreach (var (column, word) in layout.Texts)
                {
                    if (((_words[KeyLayout.NullsWord][group] >> column) & 1) == 0) _words[word][group] = texts.GetOrAdd(Texts[(int)_words[word][group]]);
                }
            }

            Texts = texts;
            _removedSinceRenewal = 0;
            if (IsIndexed) Index(live);
        }
    }

    public long Word(int word, int group) => _words[word][group];

    public void CopyKey(int group, Span<long> key)
    {
        for (var w = 0; w < _words.Length; w++) key[w] = _words[w][group];
    }

    /// <summary>Changes the key of a group that is not to be found by it; a page is copied only where a word is another one.</summary>
    public void SetWord(int word, int group, long value)
    {
        if (_words[word][group] != value) _words[word][group] = value;
    }

    /// <summary>A key for people.</summary>
    public string Describe(ReadOnlySpan<long> key)
    {
        var parts = new List<string>();
        for (var column = 0; column < layout.Types.Count; column++) parts.Add($"{layout.Decode(column, key, Texts) ?? "null"}");
        return $"({string.Join(", ", parts)})";
    }

    public TableKeys Freeze() => new(Count, RemovedCount, Texts, [.. _words.Select(word => word.Freeze())], _isPresent.Freeze());

    private IEnumerable<int> Live() => _isPresent.Indexes().Where(group => _isPresent[group]);

    public bool HasKey(int group, ReadOnlySpan<long> key)
    {
        for (var w = 0; w < _words.Length; w++)
        {
            if (_words[w][group] != key[w]) return false;
        }

        return true;
    }

    /// <summary>Makes the index of the groups that are left anew.</summary>
    private void Index(List<int> groups)
    {
        _index = new GroupIndex();
        _index.Reserve(groups.Count);
        Span<long> key = stackalloc long[_words.Length];
        foreach (var group in groups)
        {
            CopyKey(group, key);
            _index.Add(group, KeyLayout.Hash(key));
        }
    }
}

/// <summary>The keys of all groups in one version, with the texts that they name, and which of them are still there.</summary>
internal readonly record struct TableKeys(int Count, int RemovedCount, StringDictionary Texts, PagedVersion<long>[] Words, PagedVersion<bool> IsPresent)
{
    /// <summary>The groups that are not removed, in order.</summary>
    public IEnumerable<int> Present()
    {
        var isPresent = IsPresent;
        return isPresent.Indexes().Where(group => isPresent[group]);
    }
}
