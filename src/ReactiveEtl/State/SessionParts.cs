using System.Runtime.InteropServices;

namespace ReactiveEtl;

/// <summary>A session that rows of one batch make by themselves.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Key">The number of its key.</param>
/// <param name="Local">Its group in the batch.</param>
internal readonly record struct SessionPart(long Start, long End, int Key, int Local) : IComparable<SessionPart>
{
    public int CompareTo(SessionPart other) =>
        Start != other.Start ? Start.CompareTo(other.Start) : End != other.End ? End.CompareTo(other.End) : Local.CompareTo(other.Local);
}

/// <summary>The sessions that a batch makes by itself, those of a key together and by start. One thread; reused from batch to batch.</summary>
internal sealed class SessionParts
{
    private readonly List<int> _keys = [];
    private SessionPart[] _arrived = [];
    private SessionPart[] _sorted = [];
    private int[] _placeOf = [];

    public int Count { get; private set; }

    public ref readonly SessionPart this[int place] => ref _sorted[place];

    public void Begin(int capacity)
    {
        Count = 0;
        if (_arrived.Length >= capacity) return;
        (_arrived, _sorted) = (new SessionPart[Math.Max(capacity, _arrived.Length * 2)], new SessionPart[Math.Max(capacity, _arrived.Length * 2)]);
    }

    public void Add(in SessionPart part) => _arrived[Count++] = part;

    /// <summary>Puts the parts of each key together, then in order, in which they are mostly already. Takes the time of the parts, not of the keys.</summary>
    /// <param name="keys">One behind the greatest number of a key.</param>
    public void Sort(int keys)
    {
        if (_placeOf.Length < keys) _placeOf = new int[Math.Max(keys, _placeOf.Length * 2)];
        _keys.Clear();
        foreach (ref readonly var part in _arrived.AsSpan(0, Count))
        {
            if (_placeOf[part.Key]++ == 0) _keys.Add(part.Key);
        }

        var place = 0;
        foreach (var key in _keys) (_placeOf[key], place) = (place, place + _placeOf[key]);
        foreach (ref readonly var part in _arrived.AsSpan(0, Count)) _sorted[_placeOf[part.Key]++] = part;
        var first = 0;
        foreach (var key in CollectionsMarshal.AsSpan(_keys))
        {
            SortKey(_sorted.AsSpan(first.._placeOf[key]));
            first = _placeOf[key];
            _placeOf[key] = 0;
        }
    }

    private static void SortKey(Span<SessionPart> parts)
    {
        for (var i = 1; i < parts.Length; i++)
        {
            if (parts[i - 1].CompareTo(parts[i]) <= 0) continue;
            parts.Sort();
            return;
        }
    }
}
