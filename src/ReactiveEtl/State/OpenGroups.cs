using System.Runtime.InteropServices;

namespace ReactiveEtl;

/// <summary>What is still open, by the instant at which it ends: taken out in the order of that, in a time that depends only on what is taken.</summary>
/// <remarks>Invariant: an instant is in the queue exactly if it is in the table. One thread.</remarks>
internal sealed class OpenGroups
{
    private readonly PriorityQueue<long, long> _ends = new();
    private readonly Dictionary<long, List<int>> _byEnd = [];

    /// <summary>How many are open.</summary>
    public int Count { get; private set; }

    /// <summary>The greatest end of all, or null where none is open.</summary>
    public long? LastEnd => _byEnd.Count == 0 ? null : _byEnd.Keys.Max();

    public void Add(long end, int group)
    {
        ref var groups = ref CollectionsMarshal.GetValueRefOrAddDefault(_byEnd, end, out var isKnown);
        if (!isKnown) _ends.Enqueue(end, end);
        (groups ??= []).Add(group);
        Count++;
    }

    /// <summary>Takes out what has ended by an instant, in the order in which it was added.</summary>
    public List<int> TakeEndedBy(long instant)
    {
        var taken = new List<int>();
        while (_ends.TryPeek(out var end, out _) && end <= instant)
        {
            _ends.Dequeue();
            _byEnd.Remove(end, out var groups);
            taken.AddRange(groups!);
        }

        taken.Sort();
        Count -= taken.Count;
        return taken;
    }
}
