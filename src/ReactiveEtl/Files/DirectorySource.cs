using System.Reactive.Concurrency;

namespace ReactiveEtl;

/// <summary>The files of a directory as batches, cold: each subscription is a run of its own. Immutable; any thread.</summary>
internal sealed class DirectorySource : IObservable<FileBatch>
{
    private readonly SourcePosition? _from;

    /// <param name="store">Where the files are.</param>
    /// <param name="pattern">Which of them are data.</param>
    /// <param name="options">How they are read.</param>
    /// <param name="watching">The same options where what comes is read too, without an end; null to read what is there, once.</param>
    /// <param name="scheduler">The only clock, and where everything runs.</param>
    /// <param name="from">Where a run before stood; null for the beginning.</param>
    /// <param name="onEvent">Called with what a run notices, one event at a time, in the run's thread and outside of its locks.</param>
    /// <param name="onHandedOut">Called when a batch is over for the source too: committed in its books, or not at all.</param>
    /// <param name="endsWhenAllIsRead">Whether a watching run ends when all that it has found is handed out; nothing is looked for then but what is there at its start.</param>
    /// <param name="interval">At what multiples batches begin; null for as soon as possible.</param>
    /// <param name="onIdle">Called when no file waits, between batches; gives the time until it is to be called again, or null for not before the next batch.</param>
    private DirectorySource(
        FileStore store,
        FilePattern pattern,
        ReadOptions options,
        WatchOptions? watching,
        IScheduler scheduler,
        SourcePosition? from,
        Action<SourceEvent>? onEvent,
        Action? onHandedOut,
        Func<TimeSpan?>? onIdle,
        TimeSpan? interval,
        bool endsWhenAllIsRead)
    {
        Files = Validate(store, pattern, options);
        Store = store;
        Options = options;
        Watching = watching;
        Scheduler = scheduler;
        _from = from;
        OnEvent = onEvent;
        OnHandedOut = onHandedOut;
        OnIdle = onIdle;
        Interval = interval;
        EndsWhenAllIsRead = endsWhenAllIsRead;
    }

    public FileStore Store { get; }

    public FileFilter Files { get; }

    public ReadOptions Options { get; }

    public WatchOptions? Watching { get; }

    public IScheduler Scheduler { get; }

    public Action<SourceEvent>? OnEvent { get; }

    /// <summary>Called when a batch is over for the source too: committed in its books, or not at all.</summary>
    public Action? OnHandedOut { get; }

    /// <summary>Called when no file waits, between batches; gives the time until it is to be called again, or null for not before the next batch.</summary>
    public Func<TimeSpan?>? OnIdle { get; }

    /// <summary>At what multiples batches begin; null for as soon as possible.</summary>
    public TimeSpan? Interval { get; }

    /// <summary>Whether a watching run ends when all that it has found is handed out.</summary>
    public bool EndsWhenAllIsRead { get; }

    /// <summary>What is there when it is subscribed to, once: at least one batch, the last one marked, then completion.</summary>
    /// <exception cref="ArgumentException">An option has a value that it can't have.</exception>
    public static DirectorySource Read(
        FileStore store, FilePattern pattern, ReadOptions options, IScheduler scheduler, SourcePosition? from = null, Action<SourceEvent>? onEvent = null, Action? onHandedOut = null, Func<TimeSpan?>? onIdle = null, TimeSpan? interval = null, bool endsWhenAllIsRead = false) =>
        new(store, pattern, options, null, scheduler, from, onEvent, onHandedOut, onIdle, interval, endsWhenAllIsRead);

    /// <summary>What is there and what comes, without an end.</summary>
    /// <exception cref="ArgumentException">An option has a value that it can't have.</exception>
    public static DirectorySource Watch(
        FileStore store, FilePattern pattern, WatchOptions options, IScheduler scheduler, SourcePosition? from = null, Action<SourceEvent>? onEvent = null, Action? onHandedOut = null, Func<TimeSpan?>? onIdle = null, TimeSpan? interval = null, bool endsWhenAllIsRead = false) =>
        new(store, pattern, options, options, scheduler, from, onEvent, onHandedOut, onIdle, interval, endsWhenAllIsRead);

    /// <summary>Checks what can be known without looking at a file, so that the call throws that was given the options.</summary>
    /// <exception cref="ArgumentException">An option has a value that it can't have, or not for these files.</exception>
    public static FileFilter Validate(FileStore store, FilePattern pattern, ReadOptions options)
    {
        options.Validate();
        var files = new FileFilter(store, pattern, options);
        if (options is not WatchOptions watching) return files;
        if (watching.Follow && store.IsObjectStore) throw new ArgumentException($"{nameof(WatchOptions.Follow)} is for files that grow, and objects don't: '{files}' is in an object store.");
        if (watching.CleanUp.ArchiveDirectory is { } archive && files.MayHoldData(store.Normalize(archive)))
            throw new ArgumentException($"Files would be archived in '{archive}', where '{files}' looks for new ones and would read them again. Archive them elsewhere, or in a directory whose name begins with '_' or '.'.");
        return files;
    }

    /// <summary>Starts a run; nothing is pushed before this returns, unless the scheduler runs actions at once.</summary>
    /// <param name="observer">Its <c>OnNext</c> returns when the batch is committed: nothing is planned or read ahead meanwhile.</param>
    public DirectoryRun Subscribe(IObserver<FileBatch> observer)
    {
        var run = new DirectoryRun(this, observer, _from);
        run.Start();
        return run;
    }

    IDisposable IObservable<FileBatch>.Subscribe(IObserver<FileBatch> observer) => Subscribe(observer);
}
