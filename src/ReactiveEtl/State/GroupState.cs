namespace ReactiveEtl;

/// <summary>All that a windowed group query keeps: groups and aggregates, of which each version shares what did not change.</summary>
/// <remarks>
/// Invariants: a batch is merged whole or not at all, and only by the query's thread; a published <see cref="GroupVersion"/> never changes.
/// </remarks>
internal sealed class GroupState(KeyLayout layout, IReadOnlyList<Aggregator> aggregators)
{
    private readonly GroupTable _table = new(layout);
    private readonly TextTranslation _translation = new();
    private int[] _textIds = [];

    public int Count => _table.Count;

    public BatchGroups NewBatch() => new(layout, aggregators);

    /// <summary>Merges a batch and gives the groups that it touched, in its order of arrival.</summary>
    /// <exception cref="OverflowException">A sum leaves its type; nothing was merged.</exception>
    public int[] Merge(BatchGroups batch)
    {
        var touched = new int[batch.Groups.Count];
        var key = new long[layout.WordCount];
        _textIds = _translation.Begin(batch.Texts, _table.Texts);
        for (var local = 0; local < touched.Length; local++)
        {
            Translate(batch, local, key);
            touched[local] = _table.Find(key);
            Check(batch, local, touched[local] >= 0 ? touched[local] : Count, key);
        }

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
        return touched;
    }

    public GroupVersion Freeze() => new(_table, Count, _table.Freeze(), [.. aggregators.Select(aggregator => aggregator.Freeze())]);

    private static void MergeAggregate(Aggregator aggregator, PartialAggregate partial, int[] touched)
    {
        // New groups have ascending ids in the order of the batch, so each finds its place made just before.
        var made = aggregator.Count;
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
    private void Translate(BatchGroups batch, int local, Span<long> key)
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

    private void Check(BatchGroups batch, int local, int group, ReadOnlySpan<long> key)
    {
        for (var i = 0; i < aggregators.Count; i++)
        {
            if (aggregators[i].Check(batch.Partials[i], local, group) is { } wrong) throw new OverflowException($"{wrong}, in the group {_table.Describe(key)}");
        }
    }
}
