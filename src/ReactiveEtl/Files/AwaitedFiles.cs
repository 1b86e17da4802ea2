namespace ReactiveEtl;

/// <summary>The files of one listing that somebody waits for to be handed out. Only the run's loop expects and asks.</summary>
internal sealed class AwaitedFiles
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<string> _pending = new();

    public Task Task => _done.Task;

    public void Expect(IEnumerable<string> paths)
    {
        foreach (var path in paths) _pending.Enqueue(path);
    }

    /// <summary>Each path is passed once, so that all questions together are linear in the number of files.</summary>
    public bool IsDone(Func<string, bool> isPending)
    {
        while (_pending.TryPeek(out var path))
        {
            if (isPending(path)) return false;
            _pending.Dequeue();
        }

        return true;
    }

    public void End(Exception? failure)
    {
        if (failure is null) _done.TrySetResult();
        else _done.TrySetException(failure);
    }
}
