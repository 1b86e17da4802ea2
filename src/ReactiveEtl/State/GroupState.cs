namespace ReactiveEtl;

/// <summary>All that a windowed group query keeps: groups and aggregates, of which each version shares what did not change.</summary>
/// <remarks>
/// Invariants: a batch is merged whole or not at all, and only by the query's thread; a published <see cref="GroupVersion"/> never changes. A group is open
/// until it is final, and a final one stays in the table, though nothing is kept to change it, until it is removed.
/// </remarks>
/// <param name="layout">How keys stand in words.</param>
/// <param name="aggregators">The aggregates.</param>
/// <param name="end">When groups end; <see cref="GroupEnd.Never"/> also where all are kept open.</param>
/// <param name="retention">How long behind its end a final row stays, in microseconds; null for ever.</param>
/// <param name="isIndexed">Whether a group is found by its key, which then never changes, and ends with others.</param>
internal class GroupState(KeyLayout layout, IReadOnlyList<Aggregator> aggregators, GroupEnd end, long? retention, bool isIndexed = true)
{
    private const int FoundTogether = 512;

    private readonly GroupTable _table = new(layout) { IsIndexed = isIndexed };
    private readonly TextTranslation _translation = new();
    private readonly OpenGroups _open = new(isIndexed ? 1 : OpenGroups.Second);
    private readonly OpenGroups _final = new(isIndexed ? 1 : OpenGroups.Second);
    private long[] _keys = [];
    private int[] _textIds = [];
    private long _finalUpTo = long.MinValue;
    private int _finalCount;

    /// <summary>How many groups can still change.</summary>
    public int OpenCount => _table.Count - _table.RemovedCount - _finalCount;

    /// <summary>The last instant at which an open group ends; null where none has an end.</summary>
    public long? LastEnd => _open.LastEnd;

    protected int Count => _table.Count;

    protected GroupTable Table => _table;

    protected IReadOnlyList<Aggregator> Aggregators => aggregators;

    public BatchGroups NewBatch() => new(layout, aggregators);

    /// <summary>Merges a batch and gives the groups that it touched, in its order of arrival.</summary>
    /// <exception cref="OverflowException">A sum leaves its type; nothing was merged.</exception>
    public virtual MergedGroups Merge(BatchGroups batch)
    {
        var touched = new int[batch.Groups.Count];
        BeginTranslation(batch);
        if (_keys.Length == 0) _keys = new long[FoundTogether * layout.WordCount];
        var before = Count;
        for (var first = 0; first < touched.Length; first += FoundTogether) Find(batch, first, touched.AsSpan(first, Math.Min(FoundTogether, touched.Length - first)));
        var key = _keys.AsSpan(0, layout.WordCount);

        lock (_table.Gate)
        {
            for (var local = 0; local < touched.Length; local++)
            {
                if (touched[local] >= 0) continue;
                Translate(batch, local, key);
                touched[local] = _table.FindOrAdd(key);
            }
        }

        for (var i = 0; i < aggregators.Count; i++) MergeAggregate(aggregators[i], batch.Partials[i], touched);
        for (var group = before; group < Count; group++) Open(group);
        return new MergedGroups(touched, []);
    }

    /// <summary>Finds some groups of a batch, from one on; -1 for new ones. What can't be merged is found here, before anything is changed.</summary>
    private void Find(BatchGroups batch, int first, Span<int> groups)
    {
        var words = layout.WordCount;
        for (var i = 0; i < groups.Length; i++) Translate(batch, first + i, _keys.AsSpan(i * words, words));
        _table.Find(_keys, groups);
        for (var i = 0; i < groups.Length; i++) Check(batch, first + i, groups[i] >= 0 ? groups[i] : Count, _keys.AsSpan(i * words, words));
    }

    /// <summary>Makes the groups final that end by a watermark, and gives them in order of first arrival.</summary>
    public IReadOnlyList<int> Evict(long watermark)
    {
        _finalUpTo = Math.Max(_finalUpTo, watermark);
        var ended = _open.TakeEndedBy(watermark, EndOfPresent);
        foreach (var group in ended) Close(group);
        _finalCount += ended.Count;
        return ended;
    }

    /// <summary>Removes the final rows that ended longer ago than they are kept, and gives them.</summary>
    public IReadOnlyList<int> Expire(long watermark)
    {
        if (retention is not { } kept || watermark == Watermark.Forever) return [];
        var expired = _final.TakeEndedBy(watermark - kept, EndOfPresent);
        foreach (var group in expired) Remove(group);
        _finalCount -= expired.Count;
        if (_table.HasOldTexts)
        {
            _table.RenewTexts();
            OnTextsRenewed();
        }

        return expired;
    }

    public GroupVersion Freeze() => new(_table, end, _finalUpTo, _table.Freeze(), [.. aggregators.Select(aggregator => aggregator.Freeze())]);

    /// <summary>Begins to watch for the end of a group.</summary>
    protected void Open(int group)
    {
        if (end.IsKnown) _open.Add(EndOf(group), group);
    }

    /// <summary>Tells that an open group ends later than before.</summary>
    protected void MoveEnd(int group)
    {
        if (end.IsKnown) _open.MoveTo(EndOf(group));
    }

    private long? EndOfPresent(int group) => _table.IsPresent(group) ? EndOf(group) : null;

    private long EndOf(int group) => end.Of(_table, group);

    /// <summary>Lets go of what would be needed to change a group.</summary>
    protected virtual void Close(int group)
    {
        foreach (var aggregator in aggregators) aggregator.Release(group);
        if (retention is not null) _final.Add(EndOf(group), group);
    }

    /// <summary>Told when the table's texts have other ids than before.</summary>
    protected virtual void OnTextsRenewed()
    {
    }

    /// <summary>Removes a group from the table.</summary>
    protected void Remove(int group)
    {
        bool isPageFree;
        lock (_table.Gate) isPageFree = _table.Remove(group);
        foreach (var aggregator in aggregators)
        {
            aggregator.Release(group);
            if (isPageFree) aggregator.FreePage(group);
        }
    }

    protected void BeginTranslation(BatchGroups batch) => _textIds = _translation.Begin(batch.Texts, _table.Texts);

    private static void MergeAggregate(Aggregator aggregator, PartialAggregate partial, int[] touched)
    {
        // New groups have ascending ids in the order of the batch, so each finds its place made just before.
        var made = aggregator.Count;
        aggregator.Fetch(touched);
        for (var local = 0; local < touched.Length; local++)
        {
            if (touched[local] >= made)
            {
                aggregator.AddGroup();
                made++;
            }

            aggregator.Merge(partial, local, touched[local]);
        }
    }

    /// <summary>The key of a batch's group with the table's ids of texts.</summary>
    protected void Translate(BatchGroups batch, int local, Span<long> key)
    {
        batch.Groups[local].CopyTo(key);
        foreach (var (column, word) in layout.Texts)
        {
            if (((key[KeyLayout.NullsWord] >> column) & 1) != 0) continue;
            ref var id = ref _textIds[key[word]];
            if (id < 0) id = _table.AddText(batch.Texts[(int)key[word]]);
            key[word] = id;
        }
    }

    protected void Check(BatchGroups batch, int local, int group, ReadOnlySpan<long> key)
    {
        for (var i = 0; i < aggregators.Count; i++)
        {
            if (aggregators[i].Check(batch.Partials[i], local, group) is { } wrong) throw new OverflowException($"{wrong}, in the group {_table.Describe(key)}");
        }
    }
}

/// <summary>What a batch did to groups.</summary>
/// <param name="Touched">The groups that it had records for, in its order of arrival.</param>
/// <param name="Removed">The groups that are no more.</param>
internal readonly record struct MergedGroups(int[] Touched, IReadOnlyList<int> Removed);
