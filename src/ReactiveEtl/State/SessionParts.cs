namespace ReactiveEtl;

/// <summary>A session that rows of one batch make by themselves.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Local">Its group in the batch.</param>
internal readonly record struct SessionPart(long Start, long End, int Local) : IComparable<SessionPart>
{
    /// <summary>Two of one start and end come in any order: a batch has them only where aggregates don't ask for it.</summary>
    public int CompareTo(SessionPart other) => Start != other.Start ? Start.CompareTo(other.Start) : End.CompareTo(other.End);
}

/// <summary>The sessions that a batch makes by itself, those of a key together and by start. One thread; reused from batch to batch.</summary>
/// <remarks>Invariant: between batches <c>_behind</c> is 0 everywhere; behind a sort it is, for each key of the batch, one behind its last part.</remarks>
internal sealed class SessionParts
{
    private readonly List<int> _keys = [];
    private SessionPart[] _parts = [];
    private int[] _behind = [];

    public ref readonly SessionPart this[int place] => ref _parts[place];

    /// <summary>The keys that there are parts of, in order of arrival: so stand their parts.</summary>
    public List<int> Keys => _keys;

    /// <summary>One behind the last part of a key.</summary>
    public int Behind(int key) => _behind[key];

    /// <summary>Puts the parts of each key together, then in order, in which they are mostly already. Takes the time of the parts, not of the keys.</summary>
    /// <param name="groups">The parts as groups of the batch, whose window is the start.</param>
    /// <param name="endWord">Which word of them is the end.</param>
    /// <param name="keyOf">The number of the key of each.</param>
    /// <param name="keyCount">One behind the greatest number of a key.</param>
    public void Sort(LocalGroups groups, int endWord, ReadOnlySpan<int> keyOf, int keyCount)
    {
        if (_parts.Length < keyOf.Length) _parts = new SessionPart[Math.Max(keyOf.Length, _parts.Length * 2)];
        if (_behind.Length < keyCount) Array.Resize(ref _behind, Math.Max(keyCount, _behind.Length * 2));
        foreach (var key in keyOf)
        {
            if (_behind[key]++ == 0) _keys.Add(key);
        }

        var place = 0;
        foreach (var key in _keys) (_behind[key], place) = (place, place + _behind[key]);
        Scatter(groups, endWord, keyOf);
        var first = 0;
        foreach (var key in _keys)
        {
            Sort(_parts.AsSpan(first.._behind[key]));
            first = _behind[key];
        }
    }

    public void Clear()
    {
        foreach (var key in _keys) _behind[key] = 0;
        _keys.Clear();
    }

    private void Scatter(LocalGroups groups, int endWord, ReadOnlySpan<int> keyOf)
    {
        for (var local = 0; local < keyOf.Length; local++)
        {
            var words = groups[local];
            _parts[_behind[keyOf[local]]++] = new SessionPart(words[KeyLayout.WindowWord], words[endWord], local);
        }
    }

    private static void Sort(Span<SessionPart> parts)
    {
        for (var i = 1; i < parts.Length; i++)
        {
            if (parts[i - 1].CompareTo(parts[i]) <= 0) continue;
            parts.Sort();
            return;
        }
    }
}
