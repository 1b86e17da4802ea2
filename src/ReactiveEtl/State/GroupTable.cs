using System.Numerics;

namespace ReactiveEtl;

/// <summary>All groups of a query, in order of first arrival: their keys in pages that versions share, and an index to find them.</summary>
/// <remarks>
/// Invariants: group g's word w is <c>_words[w][g]</c>; a slot holds g + 1, or 0 where it is free; a page of which all groups are removed is freed, and when
/// more groups were removed than are left, so are the texts of those: memory is that of the groups that are left, and of the pages that they stand in. The query's thread writes under <see cref="Gate"/>;
/// readers of a version look a key up under it too, and never while user code runs.
/// </remarks>
internal sealed class GroupTable(KeyLayout layout)
{
#if DEBUG
    private const int MinOldTexts = 16;
#else
    private const int MinOldTexts = 1024;
#endif

    private readonly PagedColumn<long>[] _words = [.. Enumerable.Range(0, layout.WordCount).Select(_ => new PagedColumn<long>())];
    private readonly PagedColumn<bool> _isPresent = new();
    private readonly Dictionary<int, int> _removedInPage = [];
    private int[] _slots = new int[16];
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
        var mask = (uint)_slots.Length - 1;
        for (var slot = KeyLayout.Hash(key) & mask; _slots[slot] != 0; slot = (slot + 1) & mask)
        {
            if (HasKey(_slots[slot] - 1, key)) return _slots[slot] - 1;
        }

        return -1;
    }

    /// <summary>The group of each of some keys, or -1. Of a large table most of the time is waiting for memory: it is waited for together.</summary>
    public void Find(ReadOnlySpan<long> keys, Span<int> groups)
    {
        var words = _words.Length;
        var mask = (uint)_slots.Length - 1;
        for (var i = 0; i < groups.Length; i++) groups[i] = _slots[KeyLayout.Hash(keys.Slice(i * words, words)) & mask] - 1;
        for (var i = 0; i < groups.Length; i++)
        {
            var key = keys.Slice(i * words, words);
            if (groups[i] >= 0 && !HasKey(groups[i], key)) groups[i] = Find(key);
        }
    }

    /// <summary>The group of a key, new if it was not there.</summary>
    public int FindOrAdd(ReadOnlySpan<long> key)
    {
        if (Find(key) is >= 0 and var found) return found;
        if ((Count - RemovedCount + 1) * 2 > _slots.Length) Index(Live());
        Occupy(Add(key), KeyLayout.Hash(key));
        return Count - 1;
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
        if (IsIndexed) Vacate(group, KeyLayout.Hash(key));
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

    public TableKeys Freeze() => new(Count, RemovedCount, Texts, [.. _words.Select(word => word.Freeze())], _isPresent.Freeze());

    private IEnumerable<int> Live() => _isPresent.Indexes().Where(group => _isPresent[group]);

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

    /// <summary>Makes the index anew, of which one more than the groups that are left take at most half.</summary>
    private void Index(IEnumerable<int> groups)
    {
        var size = Math.Max(16, (int)BitOperations.RoundUpToPowerOf2((uint)(Count - RemovedCount + 1) * 2));
        _slots = new int[size];
        Span<long> key = stackalloc long[_words.Length];
        foreach (var group in groups)
        {
            CopyKey(group, key);
            Occupy(group, KeyLayout.Hash(key));
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
