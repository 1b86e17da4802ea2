namespace ReactiveEtl;

/// <summary>All groups in one version: keys and aggregates by group number, which ascends in the order of first arrival. Immutable; for any thread.</summary>
/// <param name="table">The table that the groups are of.</param>
/// <param name="end">When groups end.</param>
/// <param name="finalUpTo">A group that ends by this instant can't change any more.</param>
/// <param name="keys">The keys.</param>
/// <param name="aggregates">The values.</param>
internal sealed class GroupVersion(GroupTable table, GroupEnd end, long finalUpTo, TableKeys keys, AggregateVersion[] aggregates)
{
    private readonly GroupTable _table = table;
    private readonly AggregateVersion[] _aggregates = aggregates;
    private readonly TableKeys _keys = keys;
    private int[]? _present;

    /// <summary>One behind the greatest group number.</summary>
    public int Count => _keys.Count;

    /// <summary>How many groups are not removed: the rows.</summary>
    public int RowCount => _keys.Count - _keys.RemovedCount;

    public int AggregateCount => _aggregates.Length;

    /// <summary>The group of a row, by its place.</summary>
    public int GroupAt(int place) => _keys.RemovedCount == 0 ? place : Present[place];

    /// <summary>The place of a group's row.</summary>
    public int PlaceOf(int group) => _keys.RemovedCount == 0 ? group : Array.BinarySearch(Present, group);

    public bool IsPresent(int group) => group < Count && _keys.IsPresent[group];

    /// <summary>The groups that are not removed, in order of first arrival.</summary>
    public IEnumerable<int> Groups => _keys.RemovedCount == 0 ? Enumerable.Range(0, Count) : Present;

    /// <summary>Whether no later batch can change the group.</summary>
    public bool IsFinal(int group) => finalUpTo == Watermark.Forever || (end.IsKnown && EndOf(group) <= finalUpTo);

    /// <summary>When the group ends, in microseconds.</summary>
    public long EndOf(int group) => end.Of(KeyOf(group, stackalloc long[_keys.Words.Length]));

    public long WindowId(int group) => _keys.Words[KeyLayout.WindowWord][group];

    public object? Key(int column, int group) => _table.Layout.Decode(column, KeyOf(group, stackalloc long[_keys.Words.Length]), _keys.Texts);

    /// <summary>The word of a key column that has only one.</summary>
    public long Word(int column, int group) => _keys.Words[_table.Layout.PlaceOf(column)][group];

    /// <summary>The value of an aggregate as a vector holds it, or null.</summary>
    public object? Aggregate(int aggregate, int group) => _aggregates[aggregate][group];

    /// <summary>The group of a key, given as C# holds its columns, or -1.</summary>
    public int Find(IReadOnlyList<object?> key, long windowId)
    {
        Span<long> encoded = stackalloc long[_keys.Words.Length];
        encoded[KeyLayout.WindowWord] = windowId;
        lock (_table.Gate)
        {
            for (var column = 0; column < key.Count; column++)
            {
                if (!_table.Layout.TryEncode(column, key[column], encoded, _keys.Texts)) return -1;
            }

            // A group behind the count came with a later version. Of other texts than the table's the ids are others too.
            var isIndexed = _table.IsIndexed && ReferenceEquals(_keys.Texts, _table.Texts);
            var found = isIndexed ? _table.Find(encoded) : -1;
            if (found >= 0 && found < Count) return found;
            // What was removed since is known to this version alone; so are groups that are not indexed.
            if (isIndexed && _table.RemovedCount == _keys.RemovedCount) return -1;
        }

        return Scan(encoded);
    }

    /// <summary>Whether the other is of the same table, and not from before this one.</summary>
    public bool IsOlder(GroupVersion other) => ReferenceEquals(_table, other._table) && Count <= other.Count;

    /// <summary>Whether a group has the same values in an older version.</summary>
    public bool HasSameValues(GroupVersion older, int group)
    {
        if (group >= older.Count) return false;
        for (var i = 0; i < _keys.Words.Length; i++)
        {
            // A group's texts are always the same; their ids may be of another dictionary.
            if (!IsText(i) && !_keys.Words[i].SharesPage(older._keys.Words[i], group) && _keys.Words[i][group] != older._keys.Words[i][group]) return false;
        }

        for (var i = 0; i < _aggregates.Length; i++)
        {
            if (!_aggregates[i].SharesPage(older._aggregates[i], group) && !Equals(_aggregates[i][group], older._aggregates[i][group])) return false;
        }

        return true;
    }

    /// <summary>The groups that are not removed, in order; made when a row is asked for by its place.</summary>
    private int[] Present => _present ??= [.. _keys.Present()];

    private bool IsText(int word) => _table.Layout.Texts.Any(text => text.Word == word);

    private Span<long> KeyOf(int group, Span<long> key)
    {
        for (var w = 0; w < key.Length; w++) key[w] = _keys.Words[w][group];
        return key;
    }

    private int Scan(ReadOnlySpan<long> key)
    {
        Span<long> other = stackalloc long[key.Length];
        foreach (var group in Groups)
        {
            if (KeyOf(group, other).SequenceEqual(key)) return group;
        }

        return -1;
    }
}
