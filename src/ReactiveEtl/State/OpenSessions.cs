namespace ReactiveEtl;

/// <summary>A session that may still grow, and the next one of its key.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Group">Its group.</param>
/// <param name="Next">The place of the next session of the key, by start; <see cref="OpenSessions.None"/> behind the last.</param>
internal record struct OpenSession(long Start, long End, int Group, int Next);

/// <summary>The sessions of each key that may still grow, chained by start.</summary>
/// <remarks>
/// Invariants: the open sessions of a key neither overlap nor touch, so that their ends ascend as their starts do. A session is closed exactly if it ends by
/// <c>_closedUpTo</c>; it leaves its chain when its key is met next. One that grows is written anew; what it was stays in its place, out of all chains, until
/// more is stale than is not: then keys and sessions that are left are moved together. So nothing is allocated, and nothing looked for, when a session closes.
/// The query's thread only.
/// </remarks>
internal sealed class OpenSessions(KeyLayout layout)
{
    public const int None = -1;

#if DEBUG
    // Tiny, so that tests leave stale sessions behind.
    private const int MinStale = 8;
#else
    private const int MinStale = 1024;
#endif

    private LocalGroups _keys = new(layout);
    private LocalGroups _oldKeys = new(layout);
    private OpenSession[] _sessions = [];
    private OpenSession[] _oldSessions = [];
    private int[] _firsts = [];
    private int[] _oldFirsts = [];
    private int _stale;
    private long _closedUpTo = long.MinValue;

    /// <summary>All sessions that are written, stale ones too: the next one's place.</summary>
    public int Count { get; private set; }

    /// <summary>How many keys there are; some may have no open session any more.</summary>
    public int KeyCount => _keys.Count;

    public bool IsMostlyStale => _stale > Math.Max(MinStale, Count / 2);

    public ref OpenSession this[int place] => ref _sessions[place];

    /// <summary>The number of each key, given one after another without the words of a session.</summary>
    public void FindKeys(ReadOnlySpan<long> keys, Span<int> numbers)
    {
        var known = _keys.Count;
        _keys.Find(keys, numbers);
        if (_firsts.Length < _keys.Count) Array.Resize(ref _firsts, Math.Max(_keys.Count, _firsts.Length * 2));
        _firsts.AsSpan(known, _keys.Count - known).Fill(None);
    }

    /// <summary>The place of a key's first session, to be read and written. What is closed by now is not in the chain any more.</summary>
    public ref int First(int key)
    {
        ref var first = ref _firsts[key];
        while (first != None && _sessions[first].End <= _closedUpTo) first = _sessions[first].Next;
        return ref first;
    }

    /// <summary>Writes a session, which is in no chain yet.</summary>
    public int Add(in OpenSession session)
    {
        if (Count == _sessions.Length) Array.Resize(ref _sessions, Math.Max(16, Count * 2));
        _sessions[Count] = session;
        return Count++;
    }

    /// <summary>Tells that a session was taken out of its chain, since it is part of another.</summary>
    public void Drop() => _stale++;

    /// <summary>Tells that a session which ends at an instant is closed, and so all that end by it are.</summary>
    public void Close(long end)
    {
        _stale++;
        _closedUpTo = Math.Max(_closedUpTo, end);
    }

    /// <summary>Forgets what is stale, and the keys that have no open session.</summary>
    /// <param name="table">Where the keys of the groups stand.</param>
    /// <param name="endWord">The word of a key that is its session's end.</param>
    public void Compact(GroupTable table, int endWord)
    {
        var keys = _keys.Count;
        (_keys, _oldKeys, _sessions, _oldSessions, _firsts, _oldFirsts) = (_oldKeys, _keys, _oldSessions, _sessions, _oldFirsts, _firsts);
        (Count, _stale) = (0, 0);
        Span<long> words = stackalloc long[layout.WordCount];
        Span<int> number = [0];
        for (var key = 0; key < keys; key++)
        {
            var last = None;
            for (var old = _oldFirsts[key]; old != None; old = _oldSessions[old].Next)
            {
                var session = _oldSessions[old];
                if (session.End <= _closedUpTo) continue;
                var place = Add(session with { Next = None });
                if (last != None)
                {
                    _sessions[last].Next = place;
                }
                else
                {
                    table.CopyKey(session.Group, words);
                    (words[KeyLayout.WindowWord], words[endWord]) = (0, 0);
                    FindKeys(words, number);
                    _firsts[number[0]] = place;
                }

                last = place;
            }
        }

        _oldKeys.Clear();
    }
}
