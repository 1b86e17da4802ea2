using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace ReactiveEtl.Testing;

/// <summary>The watchers of a memory store, and how it lies to them. Any thread; no lock is held while a watcher is called.</summary>
internal sealed class MemoryNotifier(IScheduler scheduler)
{
    private readonly Lock _gate = new();
    private readonly Stack<FileHint> _reordered = new();
    private Watcher[] _watchers = [];
    private int _watched;

    public NotifierMode Mode { get; set; }

    public bool IsScheduled { get; set; }

    public int Watchers => Volatile.Read(ref _watchers).Length;

    public int Watched => Volatile.Read(ref _watched);

    public IDisposable Watch(string directory, bool recursive, Action<FileHint> onHint)
    {
        if (Mode == NotifierMode.Never) throw new IOException($"No notifier can be had for '{directory}' ({nameof(NotifierMode)}.{nameof(NotifierMode.Never)}).");
        var watcher = new Watcher(directory, recursive, onHint);
        Interlocked.Increment(ref _watched);
        lock (_gate) _watchers = [.. _watchers, watcher];
        return Disposable.Create(() =>
        {
            lock (_gate) _watchers = [.. _watchers.Where(other => other != watcher)];
        });
    }

    public void Notify(FileHint hint)
    {
        switch (Mode)
        {
            case NotifierMode.Deliver:
                Send(hint);
                break;
            case NotifierMode.Double:
                Send(hint);
                Send(hint);
                break;
            case NotifierMode.Overflow:
                Send(hint with { Kind = FileHintKind.Overflow });
                break;
            case NotifierMode.Reorder:
                lock (_gate) _reordered.Push(hint);
                scheduler.Schedule(DeliverLastFirst);
                break;
        }
    }

    private void DeliverLastFirst()
    {
        FileHint hint;
        lock (_gate) hint = _reordered.Pop();
        Deliver(hint);
    }

    private void Send(FileHint hint)
    {
        if (IsScheduled) scheduler.Schedule(() => Deliver(hint));
        else Deliver(hint);
    }

    private void Deliver(FileHint hint)
    {
        foreach (var watcher in Volatile.Read(ref _watchers))
        {
            if (watcher.Sees(hint.Path)) watcher.OnHint(hint.Kind == FileHintKind.Overflow ? hint with { Path = "" } : hint);
        }
    }

    private sealed record Watcher(string Directory, bool Recursive, Action<FileHint> OnHint)
    {
        public bool Sees(string path)
        {
            var parent = path[..Math.Max(path.LastIndexOf('/'), 0)];
            return parent == Directory || (Recursive && MemoryFileStore.IsBelow(path, Directory));
        }
    }
}
