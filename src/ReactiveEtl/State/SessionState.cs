namespace ReactiveEtl;

/// <summary>All that a session query keeps: of each key the open sessions, which grow and join, and the final ones.</summary>
/// <remarks>
/// Invariants: a session's group is that of its part that arrived first. Group 0 is no session but the place where parts are joined. A final session is not
/// kept by its key, so that a later row of its time makes a new one.
/// </remarks>
internal class SessionState : GroupState
{
    private const int Scratch = 0;

    private readonly KeyLayout _layout;
    private readonly int _endWord;
    private readonly OpenSessions _sessions;
    private readonly SessionParts _parts = new();
    private readonly SessionJoins _joins;
    private int[] _keyOf = [];

    /// <param name="layout">How keys stand in words; the last column is the end of the session.</param>
    /// <param name="aggregators">The aggregates.</param>
    /// <param name="end">When sessions are final.</param>
    /// <param name="retention">How long behind its end a final row stays, in microseconds; null for ever.</param>
    public SessionState(KeyLayout layout, IReadOnlyList<Aggregator> aggregators, GroupEnd end, long? retention)
        : base(layout, aggregators, end, retention, isIndexed: false)
    {
        _layout = layout;
        _endWord = layout.PlaceOf(layout.Types.Count - 1);
        _sessions = new OpenSessions(layout);
        _joins = new SessionJoins(_parts, _sessions);
        Table.AddNone();
        foreach (var aggregator in aggregators) aggregator.AddGroup();
    }

    public override BatchGroups NewBatch() =>
        new(_layout, Aggregators, Aggregators.All(aggregator => aggregator.JoinsInAnyOrder) ? new LocalSessions(_layout, _endWord) : null);

    public override MergedGroups Merge(BatchGroups batch)
    {
        if (_sessions.IsMostlyStale) _sessions.Compact(Table, _endWord);
        _parts.Sort(batch.Groups, _endWord, FindKeys(batch), _sessions.KeyCount);
        _joins.Find(batch.Groups.Count);
        var touched = NameGroups(batch);
        var removed = new List<int>();
        for (var join = 0; join < _joins.Count; join++)
        {
            _joins.TellGroup(join);
            Fold(batch, _joins[join], removed);
        }

        _parts.Clear();
        return new MergedGroups(touched, removed);
    }

    protected override void Close(int group)
    {
        base.Close(group);
        _sessions.Close(Table.Word(_endWord, group));
    }

    protected override void OnTextsRenewed() => _sessions.Compact(Table, _endWord);

    /// <summary>The number of each part's key.</summary>
    private ReadOnlySpan<int> FindKeys(BatchGroups batch)
    {
        var count = batch.Groups.Count;
        if (_keyOf.Length < count) _keyOf = new int[Math.Max(count, _keyOf.Length * 2)];
        BeginTranslation(batch);
        foreach (var (first, keys) in ChunksOf(batch))
        {
            var words = keys.Span;
            for (var key = 0; key < words.Length; key += _layout.WordCount) (words[key + KeyLayout.WindowWord], words[key + _endWord]) = (0, 0);
            _sessions.FindKeys(words, _keyOf.AsSpan(first, words.Length / _layout.WordCount));
        }

        return _keyOf.AsSpan(0, count);
    }

    /// <summary>Gives each join its group: that of the session in it that arrived first, or a new one; new ones in the order in which their first rows arrived.</summary>
    private int[] NameGroups(BatchGroups batch)
    {
        var touched = new int[_joins.Count];
        var next = 0;
        lock (Table.Gate)
        {
            for (var local = 0; local < batch.Groups.Count; local++)
            {
                if (_joins.JoinOf(local) is var join and >= 0) touched[next++] = NameGroup(batch, local, ref _joins[join]);
            }
        }

        return touched;
    }

    private int NameGroup(BatchGroups batch, int local, ref SessionJoin join)
    {
        if (join.Sessions == 0)
        {
            join.Group = AddGroup(batch, local, join);
            Open(join.Group);
            return join.Group;
        }

        var place = join.FirstSession;
        join.Group = _sessions[place].Group;
        for (var i = 1; i < join.Sessions; i++)
        {
            place = _sessions[place].Next;
            join.Group = Math.Min(join.Group, _sessions[place].Group);
        }

        Table.SetWord(KeyLayout.WindowWord, join.Group, join.Start);
        if (Table.Word(_endWord, join.Group) == join.End) return join.Group;
        Table.SetWord(_endWord, join.Group, join.End);
        MoveEnd(join.Group);
        return join.Group;
    }

    private int AddGroup(BatchGroups batch, int local, in SessionJoin join)
    {
        Span<long> key = stackalloc long[_layout.WordCount];
        Translate(batch, local, key);
        (key[KeyLayout.WindowWord], key[_endWord]) = (join.Start, join.End);
        foreach (var aggregator in Aggregators) aggregator.AddGroup();
        return Table.Add(key);
    }

    private void Fold(BatchGroups batch, in SessionJoin join, List<int> removed)
    {
        for (var i = 0; i < Aggregators.Count; i++) Fold(Aggregators[i], batch.Partials[i], join);
        var place = join.FirstSession;
        for (var i = 0; i < join.Sessions; i++, place = _sessions[place].Next)
        {
            var other = _sessions[place].Group;
            if (other == join.Group) continue;
            Remove(other);
            removed.Add(other);
        }
    }

    /// <summary>Adds parts in order of their starts, as Spark does: it decides what is first and last, and the last digits of sums.</summary>
    private void Fold(Aggregator aggregator, PartialAggregate partial, in SessionJoin join)
    {
        var (next, parts, place, sessions, _, _, group) = join;
        var isInPlace = sessions == 0 || (_sessions[place].Group == group && _sessions[place].Start <= _parts[next].Start);
        var into = isInPlace ? group : Scratch;
        while (parts > 0 || sessions > 0)
        {
            if (sessions > 0 && (parts == 0 || _sessions[place].Start <= _parts[next].Start))
            {
                if (_sessions[place].Group != into) aggregator.MergeGroup(_sessions[place].Group, into);
                place = _sessions[place].Next;
                sessions--;
            }
            else
            {
                Add(aggregator, partial, _parts[next++].Local, into, group);
                parts--;
            }
        }

        if (isInPlace) return;
        aggregator.Reset(group);
        aggregator.MergeGroup(Scratch, group);
        aggregator.Reset(Scratch);
    }

    /// <exception cref="OverflowException">A sum leaves its type. The query is at its end then; its versions stay what they are.</exception>
    private void Add(Aggregator aggregator, PartialAggregate partial, int local, int into, int group)
    {
        if (aggregator.Check(partial, local, into) is { } wrong)
        {
            Span<long> key = stackalloc long[_layout.WordCount];
            Table.CopyKey(group, key);
            throw new OverflowException($"{wrong}, in the group {Describe(key)}");
        }

        aggregator.Merge(partial, local, into);
    }
}
