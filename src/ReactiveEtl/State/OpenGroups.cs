using System.Runtime.InteropServices;

namespace ReactiveEtl;

/// <summary>What is still open, by the instant at which it ends: taken out in the order of that, in a time that depends only on what is taken.</summary>
/// <remarks>
/// What ends at the same instant, or in the same span of instants, is in one bucket. Of the one bucket that an instant cuts, what is left waits in a heap, so
/// that nothing is looked at twice in vain. Invariants: a bucket is in the queue exactly if it is in the table; a group is in one place. Ends may have moved on
/// since they were told: they are asked for again when they seem to have come. One thread.
/// </remarks>
/// <param name="span">How many microseconds the ends in a bucket span: 1 where many groups end together, more where hardly any two do.</param>
internal sealed class OpenGroups(long span = 1)
{
    /// <summary>The span for ends that are all different: a quarter of a minute, so that the buckets of an hour stay in the cache, and few groups are in one that is cut.</summary>
    public const long QuarterMinute = 1 << 24;

    /// <summary>So many lists are kept for other buckets, and none that holds more than that.</summary>
    private const int KeptLists = 4096;
    private const int SmallBucket = 64;

    private readonly PriorityQueue<long, long> _buckets = new();
    private readonly Dictionary<long, List<int>> _groups = [];
    private readonly PriorityQueue<int, long> _cut = new();
    private readonly Stack<List<int>> _emptied = new();
    private readonly List<int> _taken = [];
    private List<int> _latest = [];
    private long _latestBucket = long.MinValue;
    private long _lastEnd;

    /// <summary>The greatest end of all, or null where none is open.</summary>
    public long? LastEnd => _groups.Count + _cut.Count == 0 ? null : _lastEnd;

    public void Add(long end, int group)
    {
        MoveTo(end);
        var bucket = FixedWindows.LastStart(end, span, 0);
        if (bucket != _latestBucket)
        {
            ref var groups = ref CollectionsMarshal.GetValueRefOrAddDefault(_groups, bucket, out var isKnown);
            if (!isKnown) _buckets.Enqueue(bucket, bucket);
            (_latestBucket, _latest) = (bucket, groups ??= _emptied.TryPop(out var emptied) ? emptied : []);
        }

        _latest.Add(group);
    }

    /// <summary>Tells that something open ends later than it was said.</summary>
    public void MoveTo(long end) => _lastEnd = LastEnd is { } last ? Math.Max(last, end) : end;

    /// <summary>Takes out what has ended by an instant, in the order of the numbers.</summary>
    /// <param name="instant">The instant.</param>
    /// <param name="endOf">When a group ends; null for one that is no more.</param>
    public List<int> TakeEndedBy(long instant, Func<int, long?> endOf)
    {
        _taken.Clear();
        while (_buckets.TryPeek(out var bucket, out _) && bucket <= instant)
        {
            _buckets.Dequeue();
            _groups.Remove(bucket, out var groups);
            if (bucket == _latestBucket) _latestBucket = long.MinValue;
            foreach (var group in groups!)
            {
                if (endOf(group) is not { } end) continue;
                if (end <= instant) _taken.Add(group);
                else if (FixedWindows.LastStart(end, span, 0) == bucket) _cut.Enqueue(group, end);
                else Add(end, group);
            }

            groups.Clear();
            if (groups.Capacity <= SmallBucket && _emptied.Count < KeptLists) _emptied.Push(groups);
        }

        while (_cut.TryPeek(out var group, out var told) && told <= instant)
        {
            _cut.Dequeue();
            if (endOf(group) is not { } end) continue;
            if (end <= instant) _taken.Add(group);
            else if (end - instant < span) _cut.Enqueue(group, end);
            else Add(end, group);
        }

        Ascending.Sort(_taken);
        return [.. _taken];
    }
}
