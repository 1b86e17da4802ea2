using System.Diagnostics.CodeAnalysis;

namespace ReactiveEtl;

/// <summary>Batches that anybody may push, from any thread and from inside a batch, one at a time to an observer that stands no other way.</summary>
/// <remarks>
/// 1. Only one thread hands on at a time; another that comes with a batch waits until it was taken, and that is what holds a source back. 2. A thread that is
/// inside of any batch, or of any subscriber's <c>OnNext</c>, never waits: it leaves its batch in the queue, so that queries that push into each other's
/// source can't lock each other out; the queue holds one batch for each such call. 3. The lock is not held while a batch runs. 4. Nothing follows the end.
/// </remarks>
internal sealed class SerialBatches<T>(IObserver<T> observer) : IObserver<T>
{
    private readonly object _gate = new();
    private readonly Queue<Action<IObserver<T>>> _queue = new();
    private bool _isRunning;

    public void OnNext(T value) => Push(next => next.OnNext(value));

    public void OnError(Exception error) => Push(next => next.OnError(error));

    public void OnCompleted() => Push(static next => next.OnCompleted());

    /// <summary>Runs something else in the place of a batch.</summary>
    public void Run(Action action) => Push(_ => action());

    private void Push(Action<IObserver<T>> notification)
    {
        lock (_gate)
        {
            _queue.Enqueue(notification);
            while (_isRunning && !BatchThread.IsCurrent && !DeliveringThread.IsCurrent) Monitor.Wait(_gate);
            if (_isRunning) return;
            _isRunning = true;
        }

        try
        {
            using (BatchThread.Enter())
            {
                while (TryTake(out var next)) next(observer);
            }
        }
        catch
        {
            // Whoever pushes next goes on with what is queued.
            Leave();
            throw;
        }
    }

    private bool TryTake([NotNullWhen(true)] out Action<IObserver<T>>? next)
    {
        lock (_gate)
        {
            if (_queue.TryDequeue(out next)) return true;
            Leave();
            return false;
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            _isRunning = false;
            Monitor.PulseAll(_gate);
        }
    }
}

/// <summary>Whether this thread is inside a batch that was pushed: such a thread must never wait for another batch.</summary>
internal static class BatchThread
{
    // A mark on the thread itself, which no other can see: the depth of batches that this thread is in.
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
