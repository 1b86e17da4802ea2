namespace ReactiveEtl;

/// <summary>The files that wait for a batch: in the order in which they were added, or the newest first. Not thread-safe.</summary>
internal sealed class Backlog(bool latestFirst)
{
    private readonly Queue<PendingFile> _queue = new();
    private readonly SortedSet<PendingFile>? _newestFirst = latestFirst ? new(Comparer<PendingFile>.Create(NewestFirst)) : null;

    public IEnumerable<PendingFile> InOrder => _newestFirst ?? (IEnumerable<PendingFile>)_queue;

    /// <summary>By modification time, then by path in natural order: how the newly found files of one listing are ordered.</summary>
    public static void SortOldestFirst(PendingFile[] files)
    {
        // By the times alone first, which is several times as fast as a comparison of files; paths matter among equal times only.
        var times = Array.ConvertAll(files, file => file.File.ModifiedAt.UtcTicks);
        Array.Sort(times, files);
        for (int start = 0, end; start < files.Length; start = end)
        {
            for (end = start + 1; end < files.Length && times[end] == times[start];) end++;
            if (end - start > 1) Array.Sort(files, start, end - start, Comparer<PendingFile>.Create(ByPath));
        }
    }

    public void Add(PendingFile file)
    {
        if (_newestFirst is null) _queue.Enqueue(file);
        else _newestFirst.Add(file);
    }

    /// <summary>Takes the places at the head away that count no longer.</summary>
    public void RemovePassed()
    {
        while (First() is { State: not PendingState.Waiting } passed)
        {
            if (_newestFirst is null) _queue.Dequeue();
            else _newestFirst.Remove(passed);
        }
    }

    private PendingFile? First() => _newestFirst is null ? _queue.TryPeek(out var first) ? first : null : _newestFirst.Min;

    private static int ByPath(PendingFile x, PendingFile y) => NaturalOrder.Instance.Compare(x.File.Path, y.File.Path);

    private static int NewestFirst(PendingFile x, PendingFile y)
    {
        var order = y.File.ModifiedAt.CompareTo(x.File.ModifiedAt);
        if (order == 0) order = ByPath(y, x);
        return order != 0 ? order : y.Place.CompareTo(x.Place);
    }
}
