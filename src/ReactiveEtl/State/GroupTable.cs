using System.Diagnostics;

namespace ReactiveEtl;

/// <summary>All groups of a query, in order of first arrival: their keys in pages that versions share, and an index to find them.</summary>
/// <remarks>
/// Invariants: group g's word w is <c>_words[w][g]</c>; groups from <c>_indexed</c> on come into the index when a key is first looked for; a page of which all groups are removed is freed, and when more groups were removed than are left,
/// so are the texts of those: memory is that of the groups that are left, and of the pages that they stand in. The query's thread writes under <see cref="Gate"/>, texts alone without it;
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
    private int _indexed;
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
    public int Find(ReadOnlySpan<long> key)
    {
        Index();
        return _index.Find(this, KeyLayout.Hash(key), key);
    }

    /// <summary>The group of each key, one after another, or -1; no more than <see cref="GroupIndex.ChunkSize"/> of them. For the query's thread alone.</summary>
    public void Find(ReadOnlySpan<long> keys, Span<int> groups)
    {
        Index();
        var stride = layout.WordCount;
        var hashes = _index.Hash(keys, stride);
        for (var i = 0; i < groups.Length; i++) groups[i] = _index.Find(this, hashes[i], keys.Slice(i * stride, stride));
    }

    /// <summary>Takes over the texts of a batch, to which nobody else adds from now on: no group has a text yet.</summary>
    public void TakeOver(StringDictionary texts)
    {
        Debug.Assert(Texts.Count == 0);
        lock (Gate) Texts = texts;
    }

    /// <summary>New groups of keys that are not there, one after another; no more than <see cref="GroupIndex.ChunkSize"/> of them.</summary>
    public void AddAll(ReadOnlySpan<long> keys)
    {
        Span<long> column = stackalloc long[keys.Length / layout.WordCount];
        for (var w = 0; w < _words.Length; w++)
        {
            for (var i = 0; i < column.Length; i++) column[i] = keys[(i * layout.WordCount) + w];
            _words[w].AddRange(column);
        }

        Span<bool> present = stackalloc bool[column.Length];
        present.Fill(true);
        _isPresent.AddRange(present);
    }

    /// <summary>A new group of a key that is not there.</summary>
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
        if (group < _indexed) _index.Remove(group, HashOf(group));
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
            foreach (var group in Present(from: 0))
            {
                foreach (var (column, word) in layout.Texts)
                {
                    if (((_words[KeyLayout.NullsWord][group] >> column) & 1) == 0) _words[word][group] = texts.GetOrAdd(Texts[(int)_words[word][group]]);
                }
            }

            Texts = texts;
            _removedSinceRenewal = 0;
            _index = new GroupIndex();
            _indexed = 0;
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

    /// <summary>The first columns of a key for people; of a long text, its beginning.</summary>
    public string Describe(ReadOnlySpan<long> key, int columns)
    {
        const int MaxText = 100;
        var parts = new List<string>();
        for (var column = 0; column < columns; column++)
        {
            var text = $"{layout.Decode(column, key, Texts) ?? "null"}";
            parts.Add(text.Length > MaxText ? $"{text.AsSpan(0, MaxText)}... ({text.Length} characters)" : text);
        }

        return $"({string.Join(", ", parts)})";
    }

    public TableKeys Freeze() => new(Count, RemovedCount, Texts, [.. _words.Select(word => word.Freeze())], _isPresent.Freeze());

    public bool HasKey(int group, ReadOnlySpan<long> key)
    {
        for (var w = 0; w < _words.Length; w++)
        {
            if (_words[w][group] != key[w]) return false;
        }

        return true;
    }

    public uint HashOf(int group)
    {
        Span<long> key = stackalloc long[_words.Length];
        CopyKey(group, key);
        return KeyLayout.Hash(key);
    }

    private IEnumerable<int> Present(int from) => _isPresent.Indexes(from).Where(group => _isPresent[group]);

    /// <summary>Brings all groups into the index. A query that ends with its first batch never needs one.</summary>
    private void Index()
    {
        lock (Gate)
        {
            if (_indexed == Count) return;
            _index.Reserve(Math.Min(Count - _indexed, Count - RemovedCount));
            foreach (var group in Present(_indexed)) _index.Add(group, HashOf(group));
            _indexed = Count;
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
