using System.Reactive.Concurrency;

namespace ReactiveEtl;

/// <summary>Lets batches begin at multiples of an interval only, counted from the start of the run; one that is overdue, since the last one took longer, at once.</summary>
/// <remarks>Asked by the run's loop only.</remarks>
internal sealed class BatchInterval(TimeSpan interval, IStopwatch clock)
{
    private TimeSpan _due;
    private bool _wasWaiting;

    /// <summary>The time until the next batch may begin; zero for now, and then the one behind it is due an interval later.</summary>
    /// <param name="isWaiting">Whether files wait for a batch.</param>
    public TimeSpan Wait(bool isWaiting)
    {
        var now = clock.Elapsed;
        // What comes between two beginnings waits for the next one; what waited longer has missed its own.
        if (isWaiting && !_wasWaiting && now > _due) _due = Next(now, now.Ticks % interval.Ticks == 0 ? 0 : 1);
        _wasWaiting = isWaiting;
        if (!isWaiting) return TimeSpan.Zero;
        if (now < _due) return _due - now;
        _due = Next(now, 1);
        return TimeSpan.Zero;
    }

    private TimeSpan Next(TimeSpan now, int more) => interval * ((now.Ticks / interval.Ticks) + more);
}
