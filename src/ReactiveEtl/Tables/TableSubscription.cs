namespace ReactiveEtl;

/// <summary>One subscriber of a table: versions in order, one at a time, whoever pushes them.</summary>
/// <remarks>
/// 1. Only one thread delivers at a time; another that comes with a version waits until it was taken, and that is what holds a query back.
/// 2. A thread that is inside somebody's <c>OnNext</c> never waits: it leaves its version in the queue, so that tables that write to each other can't lock
/// each other out; the queue holds one version for each such call. 3. The lock is not held during <c>OnNext</c>. 4. Nothing follows the end.
/// </remarks>
internal sealed class TableSubscription<TRow>(IObserver<Snapshot<TRow>> observer, Action<TableSubscription<TRow>> onDisposed, Action<Exception> onFailed) : IDisposable
{
    private readonly object _gate = new();
    private readonly Queue<Snapshot<TRow>?> _queue = new();
    private Exception? _failure;
    private bool _isDelivering;
    private bool _isDisposed;

    /// <summary>Queues a version; the caller holds the table's lock, so that the order is that of the versions.</summary>
    public void Enqueue(Snapshot<TRow> snapshot)
    {
        lock (_gate)
        {
            if (!_isDisposed) _queue.Enqueue(snapshot);
        }
    }

    /// <summary>Queues the end.</summary>
    public void EnqueueEnd(Exception? failure)
    {
        lock (_gate)
        {
            _failure = failure;
            _queue.Enqueue(null);
        }
    }

    /// <summary>Delivers what is queued, or waits until another thread has.</summary>
    public void Deliver()
    {
        lock (_gate)
        {
            while (_isDelivering && !DeliveringThread.IsCurrent && !_isDisposed) Monitor.Wait(_gate);
            if (_isDelivering) return;
            _isDelivering = true;
        }

        using (DeliveringThread.Enter())
        {
            while (TryTake(out var snapshot)) Deliver(snapshot);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _queue.Clear();
            Monitor.PulseAll(_gate);
        }

        onDisposed(this);
    }

    private bool TryTake(out Snapshot<TRow>? snapshot)
    {
        lock (_gate)
        {
            if (_queue.TryDequeue(out snapshot)) return true;
            _isDelivering = false;
            Monitor.PulseAll(_gate);
            return false;
        }
    }

    private void Deliver(Snapshot<TRow>? snapshot)
    {
        try
        {
            if (snapshot is not null)
            {
                observer.OnNext(snapshot);
                return;
            }

            Dispose();
            if (_failure is null) observer.OnCompleted();
            else observer.OnError(_failure);
        }
        catch (Exception e)
        {
            Dispose();
            onFailed(e);
        }
    }
}

/// <summary>Whether this thread is inside a subscriber's <c>OnNext</c>: such a thread must never wait for another.</summary>
internal static class DeliveringThread
{
    // A mark on the thread itself, which no other can see: the depth of deliveries that this thread is in.
    [ThreadStatic]
    private static int _depth;

    public static bool IsCurrent => _depth > 0;

    public static Leaving Enter()
    {
        _depth++;
        return default;
    }

    public readonly struct Leaving : IDisposable
    {
        public void Dispose() => _depth--;
    }
}
