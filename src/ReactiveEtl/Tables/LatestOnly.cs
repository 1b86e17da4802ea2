using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace ReactiveEtl;

/// <summary>The newest value, waiting for a subscriber that may skip.</summary>
/// <remarks>Invariants: one delivery is scheduled or running at most; nothing is scheduled after disposal, which is under the same lock. For any thread.</remarks>
internal sealed class LatestOnly<T>(IObserver<T> observer, IScheduler scheduler, Action<Exception> onFailed) : IObserver<T>, IDisposable
{
    private readonly Lock _gate = new();
    private readonly SerialDisposable _delivery = new();
    private bool _isScheduled;
    private bool _isFull;
    private bool _isEnded;
    private bool _isDisposed;
    private T? _value;
    private Exception? _error;

    public void OnNext(T value)
    {
        lock (_gate)
        {
            _value = value;
            _isFull = true;
        }

        Schedule();
    }

    public void OnError(Exception error)
    {
        _error = error;
        OnCompleted();
    }

    public void OnCompleted()
    {
        lock (_gate) _isEnded = true;
        Schedule();
    }

    public void Dispose()
    {
        lock (_gate) _isDisposed = true;
        _delivery.Dispose();
    }

    private void Schedule()
    {
        lock (_gate)
        {
            if (_isScheduled || _isDisposed) return;
            _isScheduled = true;
            _delivery.Disposable = scheduler.Schedule(Deliver);
        }
    }

    private void Deliver()
    {
        try
        {
            while (TryTake(out var value)) observer.OnNext(value!);
            if (!_isEnded || _isDisposed) return;
            if (_error is null) observer.OnCompleted();
            else observer.OnError(_error);
        }
        catch (Exception e)
        {
            Dispose();
            onFailed(e);
        }
    }

    private bool TryTake(out T? value)
    {
        lock (_gate)
        {
            value = _value;
            var isThere = _isFull && !_isDisposed;
            _isFull = false;
            // Whoever comes after the end finds a delivery that is over, and none begins again.
            if (!isThere && !_isEnded) _isScheduled = false;
            return isThere;
        }
    }
}
