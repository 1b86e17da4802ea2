namespace ReactiveEtl;

/// <summary>All that a session query keeps: of each key the open sessions, which grow and join, and the final ones.</summary>
/// <remarks>
/// Invariants: the open sessions of a key neither overlap nor touch, and are kept by start; a session's group is that of its part that arrived first.
/// Group 0 is no session but the place where parts are joined. A final session is not kept by its key, so that a later row of its time makes a new one.
/// </remarks>
internal class SessionState : GroupState
{
    private const int Scratch = 0;
    private const int MinDeadKeys = 1024;

    private readonly KeyLayout _layout;
    private readonly int _endWord;
    private readonly List<OpenSessions> _sessions = [];
    private readonly SessionParts _parts = new();
    private readonly List<Join> _joins = [];
    private int[] _joinOf = [];
    private LocalGroups _keys;
    private int _deadKeys;

    /// <param name="layout">How keys stand in words; the last column is the end of the session.</param>
    /// <param name="aggregators">The aggregates.</param>
    /// <param name="end">When sessions are final.</param>
    /// <param name="retention">How long behind its end a final row stays, in microseconds; null for ever.</param>
    public SessionState(KeyLayout layout, IReadOnlyList<Aggregator> aggregators, GroupEnd end, long? retention)
        : base(layout, aggregators, end, retention, isIndexed: false)
    {
        _layout = layout;
        _endWord = layout.PlaceOf(layout.Types.Count - 1);
        _keys = new LocalGroups(layout);
        Table.AddNone();
        foreach (var aggregator in aggregators) aggregator.AddGroup();
    }

    public override MergedGroups Merge(BatchGroups batch)
    {
        ReadParts(batch);
        FindJoins(batch.Groups.Count);
        var touched = new int[_joins.Count];
        var removed = new List<int>();
        lock (Table.Gate)
        {
            // New sessions are in the order in which their first rows arrived.
            var next = 0;
            for (var local = 0; local < batch.Groups.Count; local++)
            {
                if (_joinOf[local] >= 0) touched[next++] = Make(batch, _joins[_joinOf[local]], removed);
            }
        }

        return new MergedGroups(touched, removed);
    }

    protected override void Close(int group)
    {
        base.Close(group);
        var key = KeyOf(group);
        var sessions = _sessions[key];
        sessions.Remove(group);
        _sessions[key] = sessions;
        if (sessions.Count == 0 && ++_deadKeys > Math.Max(MinDeadKeys, _keys.Count / 2)) RebuildKeys();
    }

    protected override void OnTextsRenewed() => RebuildKeys();

    /// <summary>The sessions that a batch makes by itself, by key and start; what makes a sum leave its type is found before anything is changed.</summary>
    private void ReadParts(BatchGroups batch)
    {
        Span<long> key = stackalloc long[_layout.WordCount];
        BeginTranslation(batch);
        _parts.Begin(batch.Groups.Count);
        for (var local = 0; local < batch.Groups.Count; local++)
        {
            Translate(batch, local, key);
            Check(batch, local, Count, key);
            var (start, end) = (key[KeyLayout.WindowWord], key[_endWord]);
            _parts.Add(new SessionPart(start, end, KeyOf(key), local));
        }

        _parts.Sort(_sessions.Count);
    }

    /// <summary>Finds which parts make a session with each other and with those that they overlap or touch, and which of them arrived first.</summary>
    private void FindJoins(int locals)
    {
        _joins.Clear();
        if (_joinOf.Length < locals) _joinOf = new int[Math.Max(locals, _joinOf.Length * 2)];
        _joinOf.AsSpan(0, locals).Fill(-1);
        for (var first = 0; first < _parts.Count;)
        {
            var last = first + 1;
            while (last < _parts.Count && _parts[last].Key == _parts[first].Key) last++;
            FindJoins(first, last);
            first = last;
        }
    }

    /// <summary>The same for the parts of one key.</summary>
    private void FindJoins(int first, int behind)
    {
        var key = _parts[first].Key;
        var sessions = _sessions[key];
        var place = FirstNotBefore(sessions, _parts[first].Start);
        for (var next = first; next < behind;)
        {
            // Sessions that end before the next part stay as they are.
            while (place < sessions.Count && EndWordOf(sessions[place]) < _parts[next].Start) place++;
            var join = new Join(key, next, 0, 0, _parts[next].Start, long.MinValue);
            var arrived = int.MaxValue;
            while (true)
            {
                var isSession = place < sessions.Count && (next == behind || StartOf(sessions[place]) <= _parts[next].Start);
                if (!isSession && next == behind) break;
                var (start, end) = isSession ? (StartOf(sessions[place]), EndWordOf(sessions[place])) : (_parts[next].Start, _parts[next].End);
                if (join.End > long.MinValue && start > join.End) break;
                join = join with { Start = Math.Min(join.Start, start), End = Math.Max(join.End, end), Parts = join.Parts + (isSession ? 0 : 1), Sessions = join.Sessions + (isSession ? 1 : 0) };
                if (!isSession) arrived = Math.Min(arrived, _parts[next].Local);
                if (isSession) place++;
                else next++;
            }

            _joinOf[arrived] = _joins.Count;
            _joins.Add(join);
        }
    }

    /// <summary>Makes one session of parts: its group is that of the session among them that arrived first, or a new one.</summary>
    private int Make(BatchGroups batch, in Join join, List<int> removed)
    {
        var sessions = _sessions[join.Key];
        if (sessions.Count == 0) _deadKeys--;
        var place = FirstNotBefore(sessions, join.Start);
        var group = -1;
        for (var i = 0; i < join.Sessions; i++) group = group < 0 ? sessions[place + i] : Math.Min(group, sessions[place + i]);
        var isNew = group < 0;
        if (isNew) group = AddGroup(batch, join);
        for (var i = 0; i < Aggregators.Count; i++) Fold(Aggregators[i], batch.Partials[i], join, sessions, place, group);
        for (var i = 0; i < join.Sessions; i++)
        {
            if (sessions[place + i] == group) continue;
            Remove(sessions[place + i]);
            removed.Add(sessions[place + i]);
        }

        sessions.Replace(place, join.Sessions, group);
        _sessions[join.Key] = sessions;
        if (isNew)
        {
            Open(group);
            return group;
        }

        Table.SetWord(KeyLayout.WindowWord, group, join.Start);
        if (EndWordOf(group) == join.End) return group;
        Table.SetWord(_endWord, group, join.End);
        MoveEnd(group);
        return group;
    }

    private int AddGroup(BatchGroups batch, in Join join)
    {
        Span<long> key = stackalloc long[_layout.WordCount];
        Translate(batch, _parts[join.First].Local, key);
        (key[KeyLayout.WindowWord], key[_endWord]) = (join.Start, join.End);
        foreach (var aggregator in Aggregators) aggregator.AddGroup();
        return Table.Add(key);
    }

    /// <summary>Adds parts in order of their starts, as Spark does: it decides what is first and last, and the last digits of sums.</summary>
    private void Fold(Aggregator aggregator, PartialAggregate partial, in Join join, in OpenSessions sessions, int place, int group)
    {
        var isInPlace = join.Sessions == 0 || (sessions[place] == group && StartOf(group) <= _parts[join.First].Start);
        var into = isInPlace ? group : Scratch;
        for (int part = 0, session = 0; part < join.Parts || session < join.Sessions;)
        {
            var isSession = session < join.Sessions && (part == join.Parts || StartOf(sessions[place + session]) <= _parts[join.First + part].Start);
            if (isSession)
            {
                if (sessions[place + session] != into) aggregator.MergeGroup(sessions[place + session], into);
                session++;
                continue;
            }

            // The query is at its end then; its versions stay what they are.
            var local = _parts[join.First + part++].Local;
            if (aggregator.Check(partial, local, into) is { } wrong) throw new OverflowException(wrong);
            aggregator.Merge(partial, local, into);
        }

        if (isInPlace) return;
        aggregator.Reset(group);
        aggregator.MergeGroup(Scratch, group);
        aggregator.Reset(Scratch);
    }

    private int FirstNotBefore(in OpenSessions sessions, long start)
    {
        var (low, high) = (0, sessions.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (EndWordOf(sessions[middle]) < start) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private long StartOf(int group) => Table.Word(KeyLayout.WindowWord, group);

    private long EndWordOf(int group) => Table.Word(_endWord, group);

    private int KeyOf(int group)
    {
        Span<long> key = stackalloc long[_layout.WordCount];
        Table.CopyKey(group, key);
        return KeyOf(key);
    }

    /// <summary>The number of a key, whatever its session; the words are left without one.</summary>
    private int KeyOf(Span<long> key)
    {
        (key[KeyLayout.WindowWord], key[_endWord]) = (0, 0);
        Span<int> found = [0];
        _keys.Find(key, found);
        if (found[0] < _sessions.Count) return found[0];
        _sessions.Add(default);
        _deadKeys++;
        return found[0];
    }

    /// <summary>Forgets the keys that have no open session.</summary>
    private void RebuildKeys()
    {
        var sessions = _sessions.ToArray();
        _keys = new LocalGroups(_layout);
        _sessions.Clear();
        foreach (var open in sessions)
        {
            if (open.Count > 0) _sessions[KeyOf(open[0])] = open;
        }

        _deadKeys = 0;
    }

    /// <summary>Parts of a batch, and sessions of their key, that make one session.</summary>
    /// <param name="Key">The number of the key.</param>
    /// <param name="First">The first part.</param>
    /// <param name="Parts">How many parts.</param>
    /// <param name="Sessions">How many sessions.</param>
    /// <param name="Start">Where the session begins.</param>
    /// <param name="End">Where it ends.</param>
    private readonly record struct Join(int Key, int First, int Parts, int Sessions, long Start, long End);
}
