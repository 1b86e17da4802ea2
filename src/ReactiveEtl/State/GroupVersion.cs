namespace ReactiveEtl;

/// <summary>All groups in one version: keys and aggregates by group id, which is the place in the order of first arrival. Immutable; for any thread.</summary>
internal sealed class GroupVersion(GroupTable table, int count, PagedVersion<long>[] words, AggregateVersion[] aggregates)
{
    private readonly GroupTable _table = table;
    private readonly AggregateVersion[] _aggregates = aggregates;

    public int Count => count;

    public int AggregateCount => _aggregates.Length;

    public long WindowStart(int group) => words[KeyLayout.WindowWord][group];

    public object? Key(int column, int group)
    {
        Span<long> key = stackalloc long[words.Length];
        for (var w = 0; w < key.Length; w++) key[w] = words[w][group];
        return _table.Layout.Decode(column, key, _table.Texts);
    }

    /// <summary>The value of an aggregate as a vector holds it, or null.</summary>
    public object? Aggregate(int aggregate, int group) => _aggregates[aggregate][group];

    /// <summary>The group of a key, given as C# holds its columns, or -1.</summary>
    public int Find(IReadOnlyList<object?> key, long windowStart)
    {
        Span<long> encoded = stackalloc long[words.Length];
        encoded[KeyLayout.WindowWord] = windowStart;
        lock (_table.Gate)
        {
            for (var column = 0; column < key.Count; column++)
            {
                if (!_table.Layout.TryEncode(column, key[column], encoded, _table.Texts)) return -1;
            }

            // A group behind the count came with a later version.
            return _table.Find(encoded) is var group && group < count ? group : -1;
        }
    }

    /// <summary>Whether the other is of the same table, and not from before this one.</summary>
    public bool IsOlder(GroupVersion other) => ReferenceEquals(_table, other._table) && count <= other.Count;

    /// <summary>Whether a group has the same values in an older version.</summary>
    public bool HasSameValues(GroupVersion older, int group)
    {
        if (group >= older.Count) return false;
        for (var i = 0; i < _aggregates.Length; i++)
        {
            if (!_aggregates[i].SharesPage(older._aggregates[i], group) && !Equals(_aggregates[i][group], older._aggregates[i][group])) return false;
        }

        return true;
    }
}
