namespace ReactiveEtl;

/// <summary>Parts of a batch, and open sessions of their key, that make one session.</summary>
/// <param name="FirstPart">The first part.</param>
/// <param name="Parts">How many parts.</param>
/// <param name="FirstSession">The place of the first session; those behind follow in its chain.</param>
/// <param name="Sessions">How many sessions.</param>
/// <param name="Start">Where the session begins.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Group">Its group; 0 while it has none.</param>
internal record struct SessionJoin(int FirstPart, int Parts, int FirstSession, int Sessions, long Start, long End, int Group);

/// <summary>Finds which parts of a batch make a session with each other and with those that they overlap or touch. One thread; reused from batch to batch.</summary>
/// <remarks>Invariant: join j is written as the open session <c>_firstPlace + j</c>, in its key's chain instead of those that are part of it; without a group until it is told.</remarks>
internal sealed class SessionJoins(SessionParts parts, OpenSessions sessions)
{
    private SessionJoin[] _joins = [];
    private int[] _joinOf = [];
    private int _firstPlace;

    public int Count { get; private set; }

    public ref SessionJoin this[int join] => ref _joins[join];

    /// <summary>Tells the open session that a join makes its group.</summary>
    public void TellGroup(int join) => sessions[_firstPlace + join].Group = _joins[join].Group;

    /// <summary>The join of which a part is the one that arrived first, or -1.</summary>
    /// <param name="local">The group of the part in the batch.</param>
    public int JoinOf(int local) => _joinOf[local];

    /// <param name="locals">How many parts there are.</param>
    public void Find(int locals)
    {
        Count = 0;
        _firstPlace = sessions.Count;
        if (_joinOf.Length < locals) _joinOf = new int[Math.Max(locals, _joinOf.Length * 2)];
        _joinOf.AsSpan(0, locals).Fill(-1);
        var first = 0;
        foreach (var key in parts.Keys)
        {
            Find(key, first, parts.Behind(key));
            first = parts.Behind(key);
        }
    }

    /// <summary>The same for the parts of one key.</summary>
    private void Find(int key, int first, int behind)
    {
        var place = sessions.First(key);
        var before = OpenSessions.None;
        for (var next = first; next < behind;)
        {
            // Sessions that end before the next part stay as they are.
            while (place != OpenSessions.None && sessions[place].End < parts[next].Start) (before, place) = (place, sessions[place].Next);
            var (firstPart, firstSession, count, arrived) = (next, place, 0, int.MaxValue);
            var start = place == OpenSessions.None ? parts[next].Start : Math.Min(parts[next].Start, sessions[place].Start);
            var end = start;
            while (true)
            {
                if (next < behind && parts[next].Start <= end)
                {
                    end = Math.Max(end, parts[next].End);
                    arrived = Math.Min(arrived, parts[next++].Local);
                }
                else if (place != OpenSessions.None && sessions[place].Start <= end)
                {
                    end = Math.Max(end, sessions[place].End);
                    place = sessions[place].Next;
                    count++;
                    sessions.Drop();
                }
                else
                {
                    break;
                }
            }

            _joinOf[arrived] = Add(new SessionJoin(firstPart, next - firstPart, firstSession, count, start, end, 0));
            var joined = sessions.Add(new OpenSession(start, end, 0, place));
            if (before == OpenSessions.None) sessions.First(key) = joined;
            else sessions[before].Next = joined;
            before = joined;
        }
    }

    private int Add(in SessionJoin join)
    {
        if (Count == _joins.Length) Array.Resize(ref _joins, Math.Max(16, Count * 2));
        _joins[Count] = join;
        return Count++;
    }
}
