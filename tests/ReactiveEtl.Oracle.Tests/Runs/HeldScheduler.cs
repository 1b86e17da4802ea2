using System.Reactive.Concurrency;

namespace ReactiveEtl.Oracle.Tests;

/// <summary>The default scheduler, on which nothing runs before it is let go: a query is hot, and what it does at once must not be missed.</summary>
internal sealed class HeldScheduler : IScheduler
{
    private readonly TaskCompletionSource _isLetGo = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public DateTimeOffset Now => Scheduler.Default.Now;

    public void LetGo() => _isLetGo.TrySetResult();

    public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) => Scheduler.Default.Schedule(state, Held(action));

    public IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action) => Scheduler.Default.Schedule(state, dueTime, Held(action));

    public IDisposable Schedule<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action) => Scheduler.Default.Schedule(state, dueTime, Held(action));

    private Func<IScheduler, TState, IDisposable> Held<TState>(Func<IScheduler, TState, IDisposable> action) => (_, state) =>
    {
        _isLetGo.Task.Wait();
        return action(this, state);
    };
}
