namespace ReactiveEtl;

/// <summary>The files that wait for a batch: in the order in which they were added, or the newest first. Not thread-safe.</summary>
internal sealed class Backlog(bool latestFirst)
{
    private readonly Queue<WaitingFile> _queue = new();
    private readonly SortedSet<WaitingFile>? _newestFirst = latestFirst ? new(Comparer<WaitingFile>.Create(NewestFirst)) : null;

    /// <summary>By modification time, then by path in natural order: how the newly found files of one listing are ordered.</summary>
    public static int OldestFirst(FileEntry x, FileEntry y)
    {
        var order = x.ModifiedAt.CompareTo(y.ModifiedAt);
        return order != 0 ? order : NaturalOrder.Instance.Compare(x.Path, y.Path);
    }

    public IEnumerable<WaitingFile> InOrder => _newestFirst ?? (IEnumerable<WaitingFile>)_queue;

    public void Add(WaitingFile file)
    {
        if (_newestFirst is null) _queue.Enqueue(file);
        else _newestFirst.Add(file);
    }

    public void RemoveFirst(int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (_newestFirst is null) _queue.Dequeue();
            else _newestFirst.Remove(_newestFirst.Min);
        }
    }

    private static int NewestFirst(WaitingFile x, WaitingFile y)
    {
        var order = OldestFirst(y.File, x.File);
        return order != 0 ? order : y.Ticket.CompareTo(x.Ticket);
    }
}

/// <summary>A file that waits for a batch.</summary>
/// <param name="File">The file as it was when it was ready.</param>
/// <param name="Ticket">Tells it from an earlier file of the same path.</param>
internal readonly record struct WaitingFile(FileEntry File, long Ticket);
