namespace ReactiveEtl.Tests.Objects;

/// <summary>A clock on which what waits less than the horizon has waited at once, and what waits longer waits for ever. Thread-safe.</summary>
internal sealed class JumpingTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<TimeSpan> _waits = [];

    public TimeSpan Horizon { get; set; }

    /// <summary>What was waited for, one after another.</summary>
    public TimeSpan[] Waits
    {
        get
        {
            lock (_gate) return [.. _waits];
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new JumpingTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private bool Passes(TimeSpan wait)
    {
        if (wait < TimeSpan.Zero || wait >= Horizon) return false;
        lock (_gate) _waits.Add(wait);
        return true;
    }

    private sealed class JumpingTimer(JumpingTime time, Action callback) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (time.Passes(dueTime)) ThreadPool.QueueUserWorkItem(_ => callback());
            return true;
        }

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
