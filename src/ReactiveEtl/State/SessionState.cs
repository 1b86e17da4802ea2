namespace ReactiveEtl;

/// <summary>All that a session query keeps: of each key the open sessions, which grow and join, and the final ones.</summary>
/// <remarks>
/// Invariants: the open sessions of a key neither overlap nor touch, and its list has them by start; a session's group is that of its part that arrived first.
/// Group 0 is no session but the place where parts are joined. A final session is in no list, so that a later row of its time makes a new one.
/// </remarks>
internal sealed class SessionState : GroupState
{
    private const int Scratch = 0;
    private const int MinDeadKeys = 1024;

    private readonly KeyLayout _layout;
    private readonly int _endWord;
    private readonly List<List<int>> _sessions = [];
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
        Table.Add(new long[layout.WordCount]);
        Table.Remove(Scratch);
        foreach (var aggregator in aggregators) aggregator.AddGroup();
    }

    public override MergedGroups Merge(BatchGroups batch)
    {
        var parts = PartsOf(batch);
        var groups = new int[parts.Length];
        var removed = new List<int>();
        var joins = new List<List<Part>>();
        for (var first = 0; first < parts.Length;)
        {
            var last = first + 1;
            while (last < parts.Length && parts[last].Key == parts[first].Key) last++;
            AddJoins(parts.AsSpan(first, last - first), joins);
            first = last;
        }

        lock (Table.Gate)
        {
            // New sessions are in the order in which their first rows arrived.
            foreach (var join in joins.OrderBy(join => join.Where(part => !part.IsSession).Min(part => part.Local))) Join(batch, join, groups, removed);
        }

        return new MergedGroups([.. groups.Distinct()], removed);
    }

    protected override IReadOnlyList<int> Ended(List<int> noted, long watermark) =>
        [.. noted.Distinct().Where(group => !Table.IsRemoved(group) && EndOf(group) <= watermark)];

    protected override void Close(int group)
    {
        base.Close(group);
        var key = KeyOf(group);
        var sessions = _sessions[key];
        sessions.Remove(group);
        if (sessions.Count == 0 && ++_deadKeys > Math.Max(MinDeadKeys, _keys.Count / 2)) RebuildKeys();
    }

    /// <summary>The sessions that a batch makes by itself, by key and start; what makes a sum leave its type is found before anything is changed.</summary>
    private Part[] PartsOf(BatchGroups batch)
    {
        var parts = new Part[batch.Groups.Count];
        var key = new long[_layout.WordCount];
        BeginTranslation(batch);
        for (var local = 0; local < parts.Length; local++)
        {
            Translate(batch, local, key);
            Check(batch, local, Count, key);
            var (start, end) = (key[KeyLayout.WindowWord], key[_endWord]);
            parts[local] = new Part(KeyOf(key), start, end, local);
        }

        Array.Sort(parts);
        return parts;
    }

    /// <summary>Finds which parts of one key, in order of their starts, make a session with each other and with those that they overlap or touch.</summary>
    private void AddJoins(ReadOnlySpan<Part> parts, List<List<Part>> joins)
    {
        var sessions = _sessions[parts[0].Key];
        var place = FirstNotBefore(sessions, parts[0].Start);
        for (var next = 0; next < parts.Length;)
        {
            // Sessions that end before the next part stay as they are.
            while (place < sessions.Count && EndWordOf(sessions[place]) < parts[next].Start) place++;
            var (joined, end) = (new List<Part>(), long.MinValue);
            while (true)
            {
                var isSession = place < sessions.Count && (next == parts.Length || StartOf(sessions[place]) <= parts[next].Start);
                if (!isSession && next == parts.Length) break;
                var part = isSession ? new Part(parts[0].Key, StartOf(sessions[place]), EndWordOf(sessions[place]), ~sessions[place]) : parts[next];
                if (joined.Count > 0 && part.Start > end) break;
                joined.Add(part);
                end = Math.Max(end, part.End);
                if (isSession) place++;
                else next++;
            }

            joins.Add(joined);
        }
    }

    /// <summary>Makes one session of parts: its group is that of the session among them that arrived first, or a new one.</summary>
    private void Join(BatchGroups batch, List<Part> parts, int[] groups, List<int> removed)
    {
        var sessions = _sessions[parts[0].Key];
        if (sessions.Count == 0) _deadKeys--;
        var (start, end) = (parts[0].Start, parts.Max(part => part.End));
        var group = parts.Where(part => part.IsSession).Select(part => part.Group).DefaultIfEmpty(-1).Min();
        var hadEnd = group < 0 ? (long?)null : EndWordOf(group);
        var key = new long[_layout.WordCount];
        Translate(batch, parts.Find(part => !part.IsSession).Local, key);
        (key[KeyLayout.WindowWord], key[_endWord]) = (start, end);
        if (group < 0)
        {
            group = Table.Add(key);
            foreach (var aggregator in Aggregators) aggregator.AddGroup();
        }

        for (var i = 0; i < Aggregators.Count; i++) Fold(Aggregators[i], batch.Partials[i], parts, group);
        Replace(sessions, parts, group);
        Table.SetKey(group, key);
        if (hadEnd != end) Open(group);
        foreach (var part in parts)
        {
            if (!part.IsSession) groups[part.Local] = group;
            else if (part.Group != group)
            {
                Remove(part.Group);
                removed.Add(part.Group);
            }
        }
    }

    /// <summary>Puts a session in the place of those that it is made of.</summary>
    private void Replace(List<int> sessions, List<Part> parts, int group)
    {
        var place = FirstNotBefore(sessions, parts[0].Start);
        sessions.RemoveRange(place, parts.Count(part => part.IsSession));
        sessions.Insert(place, group);
    }

    /// <summary>Adds parts in order of their starts, as Spark does: it decides what is first and last, and the last digits of sums.</summary>
    private static void Fold(Aggregator aggregator, PartialAggregate partial, List<Part> parts, int group)
    {
        var isInPlace = parts[0].IsSession ? parts[0].Group == group : !parts.Exists(part => part.IsSession);
        var into = isInPlace ? group : Scratch;
        foreach (var part in parts)
        {
            if (!part.IsSession)
            {
                // The query is at its end then; its versions stay what they are.
                if (aggregator.Check(partial, part.Local, into) is { } wrong) throw new OverflowException(wrong);
                aggregator.Merge(partial, part.Local, into);
            }
            else if (part.Group != into) aggregator.MergeGroup(part.Group, into);
        }

        if (isInPlace) return;
        aggregator.Reset(group);
        aggregator.MergeGroup(Scratch, group);
        aggregator.Reset(Scratch);
    }

    private int FirstNotBefore(List<int> sessions, long start)
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
        var key = new long[_layout.WordCount];
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
        _sessions.Add([]);
        _deadKeys++;
        return found[0];
    }

    /// <summary>Forgets the keys that have no open session.</summary>
    private void RebuildKeys()
    {
        var (sessions, old) = (_sessions.ToArray(), _keys);
        _keys = new LocalGroups(_layout);
        _sessions.Clear();
        for (var key = 0; key < sessions.Length; key++)
        {
            if (sessions[key].Count > 0) _sessions[KeyOf(old[key].ToArray())] = sessions[key];
        }

        _deadKeys = 0;
    }

    /// <summary>A part of a session to be: one of the batch, or, with a negative number, a session that is there.</summary>
    private readonly record struct Part(int Key, long Start, long End, int Local) : IComparable<Part>
    {
        public bool IsSession => Local < 0;

        public int Group => ~Local;

        public int CompareTo(Part other) => (Key, Start, End, Local).CompareTo((other.Key, other.Start, other.End, other.Local));
    }
}
