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
#if DEBUG
    private const int MinTakenOver = 8;
#else
    private const int MinTakenOver = 1 << 14;
#endif

    private readonly GroupTable _table = new(layout) { IsIndexed = isIndexed };
    private readonly TextTranslation _translation = new();
    private readonly OpenGroups _open = new(isIndexed ? 1 : OpenGroups.QuarterMinute);
    private readonly List<int> _endless = [];
    private readonly OpenGroups _final = new(isIndexed ? 1 : OpenGroups.QuarterMinute);
    private readonly long[] _chunk = new long[GroupIndex.ChunkSize * layout.WordCount];
    private long _finalUpTo = long.MinValue;
    private int _finalCount;

    /// <summary>The window of a key; null where groups have none.</summary>
    public Func<long[], Window>? WindowOf { get; init; }

    /// <summary>How many groups can still change.</summary>
    public int OpenCount => _table.Count - _table.RemovedCount - _finalCount;

    /// <summary>The last instant at which an open group ends; null where none has an end.</summary>
    public long? LastEnd => _open.LastEnd;

    protected int Count => _table.Count;

    protected GroupTable Table => _table;

    protected IReadOnlyList<Aggregator> Aggregators => aggregators;

    public virtual BatchGroups NewBatch() => new(layout, aggregators);

    /// <summary>Merges a batch and gives the groups that it touched, in its order of arrival.</summary>
    /// <exception cref="OverflowException">A sum leaves its type; nothing was merged.</exception>
    public virtual MergedGroups Merge(BatchGroups batch)
    {
        var touched = new int[batch.Groups.Count];
        BeginTranslation(batch);
        // A batch's texts are as many as its groups only where they are new in it, and may as well be new here.
        _table.Texts.Reserve(Math.Min(batch.Groups.Count, batch.Texts.Count));
        var (before, found) = (Count, Find(batch, touched));
        for (var place = 0; place < touched.Length; place++) Check(batch, batch.InOrder(place), touched[place] >= 0 ? touched[place] : Count);
        if (found < touched.Length) AddNew(batch, touched);
        for (var i = 0; i < aggregators.Count; i++) MergeAggregate(aggregators[i], batch, batch.Partials[i], touched);
        for (var group = before; group < Count; group++) Open(group);
        return new MergedGroups(touched, []);
    }

    /// <summary>Finds the groups of a batch, -1 where one is new, and says how many are there.</summary>
    private int Find(BatchGroups batch, Span<int> touched)
    {
        touched.Fill(-1);
        if (Count == 0) return 0;
        foreach (var (first, keys) in ChunksOf(batch)) _table.Find(keys.Span, touched.Slice(first, keys.Length / layout.WordCount));
        return touched.Length - touched.Count(-1);
    }

    /// <summary>Adds the groups that are not there. Their texts have room: those of a first batch, whose are all, had it in the batch, and others were translated when they were looked for.</summary>
    private void AddNew(BatchGroups batch, int[] touched)
    {
        foreach (var (first, keys) in ChunksOf(batch))
        {
            var count = 0;
            for (var i = 0; i < keys.Length / layout.WordCount; i++)
            {
                if (touched[first + i] >= 0) continue;
                touched[first + i] = Count + count;
                keys.Span.Slice(i * layout.WordCount, layout.WordCount).CopyTo(keys.Span[(count++ * layout.WordCount)..]);
            }

            lock (_table.Gate) _table.AddAll(keys.Span[..(count * layout.WordCount)]);
        }
    }

    /// <summary>The keys of a batch's groups in its order of arrival, with the table's ids of texts, some at a time; valid, and to be written to, until the next.</summary>
    protected IEnumerable<(int First, Memory<long> Keys)> ChunksOf(BatchGroups batch)
    {
        for (var first = 0; first < batch.Groups.Count; first += GroupIndex.ChunkSize)
        {
            var count = Math.Min(GroupIndex.ChunkSize, batch.Groups.Count - first);
            var keys = _chunk.AsMemory(0, count * layout.WordCount);
            for (var i = 0; i < count; i++) batch.Groups[batch.InOrder(first + i)].CopyTo(keys.Span[(i * layout.WordCount)..]);
            _translation.Translate(layout, keys.Span);
            yield return (first, keys);
        }
    }

    /// <summary>Makes the groups final that end by a watermark, and gives them in order of first arrival.</summary>
    public IReadOnlyList<int> Evict(long watermark)
    {
        _finalUpTo = Math.Max(_finalUpTo, watermark);
        var ended = _open.TakeEndedBy(watermark, EndOfPresent);
        if (watermark == Watermark.Forever && _endless.Count > 0)
        {
            ended = [.. ended.Concat(_endless).Order()];
            _endless.Clear();
        }

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
        if (!end.IsKnown) return;
        // One without event time ends with the input, and is nothing that an idle input waits for.
        if (EndOf(group) is var known and < Watermark.Forever) _open.Add(known, group);
        else _endless.Add(group);
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

    /// <summary>Turns to the texts of a batch; the many texts of a first batch become the table's, instead of being copied.</summary>
    protected void BeginTranslation(BatchGroups batch)
    {
        if (_table.Texts.Count == 0 && batch.Groups.Count >= MinTakenOver && batch.TryGiveTexts() is { } texts) _table.TakeOver(texts);
        _translation.Begin(batch.Texts, _table.Texts);
    }

    private static void MergeAggregate(Aggregator aggregator, BatchGroups batch, PartialAggregate partial, int[] touched)
    {
        // New groups have ascending ids in the order of the batch, so each finds its place made just before.
        var made = aggregator.Count;
        aggregator.Fetch(touched);
        for (var place = 0; place < touched.Length; place++)
        {
            if (touched[place] >= made) aggregator.AddGroup();
            aggregator.Merge(partial, batch.InOrder(place), touched[place]);
        }
    }

    /// <summary>The key of a batch's group with the table's ids of texts.</summary>
    protected void Translate(BatchGroups batch, int local, Span<long> key)
    {
        batch.Groups[local].CopyTo(key);
        _translation.Translate(layout, key);
    }

    private void Check(BatchGroups batch, int local, int group)
    {
        for (var i = 0; i < aggregators.Count; i++)
        {
            if (aggregators[i].Check(batch.Partials[i], local, group) is { } wrong) throw new OverflowException($"{wrong}, in the group {Describe(batch, local)}");
        }
    }

    private string Describe(BatchGroups batch, int local)
    {
        Span<long> key = stackalloc long[layout.WordCount];
        Translate(batch, local, key);
        return Describe(key);
    }

    /// <summary>A group for people.</summary>
    protected string Describe(ReadOnlySpan<long> key)
    {
        // The last column of a session is its end.
        var columns = _table.Describe(key, isIndexed ? layout.Types.Count : layout.Types.Count - 1);
        return WindowOf is null ? columns : $"{columns} of the window {WindowOf(key.ToArray())}";
    }
}

/// <summary>What a batch did to groups.</summary>
/// <param name="Touched">The groups that it had records for, in its order of arrival.</param>
/// <param name="Removed">The groups that are no more.</param>
internal readonly record struct MergedGroups(int[] Touched, IReadOnlyList<int> Removed);
