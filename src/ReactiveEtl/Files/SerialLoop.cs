using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace ReactiveEtl;

/// <summary>Runs one step after another on a scheduler, each as an action of its own, and never two at once.</summary>
/// <remarks>
/// 1. A step is scheduled at most once at a time. 2. A wake-up during a step leads to another one after it, so none is lost. 3. No lock is
/// held during a step. <see cref="Wake"/> and <see cref="Dispose"/> are for any thread.
/// </remarks>
/// <param name="scheduler">Where steps run.</param>
/// <param name="step">Gives the time until the next step, null for none until the next wake-up.</param>
internal sealed class SerialLoop(IScheduler scheduler, Func<TimeSpan?> step) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SerialDisposable _timer = new();
    private Phase _phase;
    private volatile bool _isDisposed;

    private enum Phase
    {
        Idle,
        Scheduled,
        Running,
        RunningAndWoken,
    }

    public bool IsDisposed => _isDisposed;

    public void Wake()
    {
        lock (_gate)
        {
            if (_phase == Phase.Running) _phase = Phase.RunningAndWoken;
            if (_phase != Phase.Idle || _isDisposed) return;
            _phase = Phase.Scheduled;
        }

        scheduler.Schedule(Run);
    }

    public void Dispose()
    {
        _isDisposed = true;
        _timer.Dispose();
    }

    private void OnTimer()
    {
        lock (_gate)
        {
            if (_phase == Phase.Running) _phase = Phase.RunningAndWoken;
            if (_phase != Phase.Idle) return;
            _phase = Phase.Scheduled;
        }

        Run();
    }

    private void Run()
    {
        if (_isDisposed) return;
        lock (_gate) _phase = Phase.Running;
        var next = step();
        if (_isDisposed) return;

        // Set while still running: a wake-up in between may start a step whose own timer must be the last one set.
        if (next > TimeSpan.Zero) SetTimer(next.Value);
        lock (_gate)
        {
            var goesOn = next <= TimeSpan.Zero || _phase == Phase.RunningAndWoken;
            _phase = goesOn ? Phase.Scheduled : Phase.Idle;
            if (!goesOn) return;
        }

        scheduler.Schedule(Run);
    }

    private void SetTimer(TimeSpan delay)
    {
        // In place before it is scheduled: it may fire, and its step set another one, before Schedule returns.
        var timer = new SingleAssignmentDisposable();
        _timer.Disposable = timer;
        timer.Disposable = scheduler.Schedule(delay, OnTimer);
    }
}
