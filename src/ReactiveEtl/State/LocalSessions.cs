namespace ReactiveEtl;

/// <summary>The sessions that the rows of a batch make by themselves, grown while it is read: a row that meets the last session of its key becomes a part of it.</summary>
/// <remarks>
/// Invariants: <c>_last[k]</c> is the group of the session of key k that a row was added to last. Two groups may be one session, where rows come out of order: they are
/// joined when the batch is merged. So only for aggregates that don't ask in which order rows come. One thread.
/// </remarks>
/// <param name="layout">How keys stand in words.</param>
/// <param name="endWord">The word that is the session's end.</param>
internal sealed class LocalSessions(KeyLayout layout, int endWord)
{
    private const int None = -1;

    private readonly LocalGroups _keys = new(layout);
    private int[] _last = [];
    private int[] _keyOf = [];
    private long[] _words = [];

    /// <summary>The group of each row, new where the row does not meet the last session of its key.</summary>
    /// <param name="groups">The sessions so far, as groups of the batch.</param>
    /// <param name="rows">The words of each row's own session, one after another.</param>
    /// <param name="found">Gets the groups.</param>
    public void Find(LocalGroups groups, ReadOnlySpan<long> rows, Span<int> found)
    {
        var keys = FindKeys(rows, found.Length);
        for (var i = 0; i < found.Length; i++)
        {
            var row = rows.Slice(i * layout.WordCount, layout.WordCount);
            ref var last = ref _last[keys[i]];
            if (last == None || !TryGrow(groups.Words(last), row[KeyLayout.WindowWord], row[endWord])) last = groups.AddNew(row);
            found[i] = last;
        }
    }

    public void Clear() => _keys.Clear();

    /// <summary>Makes a session hold one that it overlaps or touches; false where it does neither.</summary>
    private bool TryGrow(Span<long> session, long start, long end)
    {
        if (start > session[endWord] || end < session[KeyLayout.WindowWord]) return false;
        if (start < session[KeyLayout.WindowWord]) session[KeyLayout.WindowWord] = start;
        if (end > session[endWord]) session[endWord] = end;
        return true;
    }

    /// <summary>The number of each row's key, which is its words without those of the session.</summary>
    private ReadOnlySpan<int> FindKeys(ReadOnlySpan<long> rows, int count)
    {
        if (_keyOf.Length < count) (_keyOf, _words) = (new int[count], new long[count * layout.WordCount]);
        var words = _words.AsSpan(0, count * layout.WordCount);
        rows[..words.Length].CopyTo(words);
        for (var key = 0; key < words.Length; key += layout.WordCount) (words[key + KeyLayout.WindowWord], words[key + endWord]) = (0, 0);
        var known = _keys.Count;
        _keys.Find(words, _keyOf.AsSpan(0, count));
        if (_last.Length < _keys.Count) Array.Resize(ref _last, Math.Max(_keys.Count, _last.Length * 2));
        _last.AsSpan(known, _keys.Count - known).Fill(None);
        return _keyOf.AsSpan(0, count);
    }
}
