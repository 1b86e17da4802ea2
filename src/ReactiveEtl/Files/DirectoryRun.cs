using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace ReactiveEtl;

/// <summary>One subscription to a directory: plans batches and hands them out, one at a time.</summary>
/// <remarks>
/// 1. A batch is committed when <c>OnNext</c> returns; until then <see cref="Position"/> is the one before it, and no other is planned.
/// 2. After the end, by completion, failure or <see cref="Dispose"/>, nothing is pushed. 3. The steps of the loop are the only ones that find
/// or push anything; public members are for any thread, also inside <c>OnNext</c>.
/// </remarks>
internal sealed class DirectoryRun : IDisposable
{
    private readonly Lock _gate = new();
    private readonly DirectorySource _source;
    private readonly IObserver<FileBatch> _observer;
    private readonly FileLedger _ledger;
    private readonly FileDiscovery _discovery;
    private readonly FileCleaner? _cleaner;
    private readonly HashSet<string> _excluded = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileSourceException> _skipped = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TimeSpan> _putOff = new(StringComparer.Ordinal);
    private readonly IStopwatch _clock;
    private readonly BatchInterval? _interval;
    private readonly SerialLoop _loop;
    private readonly CancellationDisposable _stop = new();
    private List<AwaitedFiles> _unlisted = [];
    private List<AwaitedFiles> _awaited = [];
    private int _slices;
    private bool _isAwaited;
    private TimeSpan _heldUntil;
    private bool _isEnded;
    private Exception? _failure;

    internal DirectoryRun(DirectorySource source, IObserver<FileBatch> observer, SourcePosition? from)
    {
        _source = source;
        _observer = observer;
        _ledger = new FileLedger(source.Store.IsObjectStore ? null : source.Watching?.SettleTime, source.Options.EffectiveMaxFileAge, source.Options.LatestFirst);
        if (from is not null) _ledger.Restore(from);
        if (source.Interval is { } interval) _interval = new BatchInterval(interval, source.Scheduler.StartStopwatch());
        _clock = source.Scheduler.StartStopwatch();
        _loop = new SerialLoop(source.Scheduler, Step);
        var store = source.Store.StoppedBy(_stop.Token);
        _cleaner = source.Watching is { CleanUp: { Removes: true } cleanUp } ? new FileCleaner(source, store, _ledger, cleanUp) : null;
        _discovery = new FileDiscovery(source, store, _ledger, _cleaner, _loop.Wake);
    }

    /// <summary>Where the run stands: a copy, made in time linear in the number of known files.</summary>
    public SourcePosition Position => _ledger.Position;

    /// <summary>Whether files wait for a batch, or are in the one that is being handed out.</summary>
    public bool IsDataAvailable => _ledger.HasWaiting;

    /// <summary>How many files got their place in the order, those of the run before included.</summary>
    public long FilesSeen => _ledger.FilesSeen;

    /// <summary>
    /// Lists the directory once, now; done when the files of that listing, settling ones included, are handed out and <c>OnNext</c> returned.
    /// </summary>
    /// <exception cref="InvalidOperationException">In the task: the run was stopped before.</exception>
    /// <exception cref="Exception">In the task: what the run failed with before.</exception>
    public Task ProcessAllAvailableAsync()
    {
        var awaited = new AwaitedFiles();
        lock (_gate)
        {
            if (_isEnded) awaited.End(_failure);
            else _unlisted.Add(awaited);
        }

        _loop.Wake();
        return awaited.Task;
    }

    /// <summary>Takes a file out of the batch that is being handed out, since it is not what was recorded: it is looked at again after the batch. Only inside <c>OnNext</c>.</summary>
    public void Exclude(string path) => _excluded.Add(path);

    /// <summary>
    /// Whether the batch that is being handed out must leave no trace, as far as its files were decided on: a finite read waits for a file that is tried again, since it
    /// keeps its order and its one batch; a watching one goes on without, and tells of no batch that holds nothing else. Only inside <c>OnNext</c>.
    /// </summary>
    public bool IsTakenBack => _isAwaited || (_putOff.Count > 0 && _putOff.Count == _slices);

    /// <summary>Decides on a file of the batch that is being handed out, which can't be read. Only inside <c>OnNext</c>.</summary>
    public ReadFailure Fail(FileSourceException failure)
    {
        var (options, path) = (_source.Options, failure.Path);
        var delay = failure.MayPass ? options.DelayAfter(_ledger.AddFailure(path)) : null;
        if (delay is null && !options.SkipUnreadable) return ReadFailure.Fatal;
        if (delay is not { } wait)
        {
            _skipped.Add(path, failure);
            return ReadFailure.Skipped;
        }

        Tell(SourceEventKind.Retried, path, $"{failure.Message} It is tried again in {wait}.");
        var due = _clock.Elapsed + wait;
        if (_source.Watching is not null)
        {
            _putOff.Add(path, due);
            return ReadFailure.PutOff;
        }

        _isAwaited = true;
        if (due > _heldUntil) _heldUntil = due;
        return ReadFailure.Awaited;
    }

    /// <summary>Stops at once: a batch that is being handed out still ends, and nothing comes after it.</summary>
    public void Dispose() => End(new InvalidOperationException($"The reading of '{_source.Files}' was stopped before all files were handed out."));

    internal void Start() => _loop.Wake();

    private TimeSpan? Step()
    {
        try
        {
            List<AwaitedFiles> asked;
            lock (_gate) asked = [.. _unlisted];
            var hasListed = _discovery.Update(mustList: asked.Count > 0);
            if (_loop.IsDisposed) return null;
            if (hasListed) Await(asked);
            var wait = _heldUntil > _clock.Elapsed ? _heldUntil - _clock.Elapsed : _interval?.Wait(_ledger.HasWaiting) ?? TimeSpan.Zero;
            if (wait == TimeSpan.Zero && !IsGathering) wait = HandOut();
            if (!_loop.IsDisposed) _cleaner?.Run();
            var idle = _ledger.HasWaiting || _loop.IsDisposed ? null : Idle();
            CompleteAwaited();
            if (_ledger.HasWaiting && !IsGathering) return wait;
            if (_source.EndsWhenAllIsRead && _ledger.PendingPaths().Count == 0 && End(null)) _observer.OnCompleted();
            if (_loop.IsDisposed) return null;
            return _discovery.NextDelay() is { } next && !(next > idle) ? next : idle;
        }
        catch (Exception failure)
        {
            if (End(failure)) _observer.OnError(failure);
            return null;
        }
    }

    /// <summary>Whether files are still settling that belong to the one batch of all that is there.</summary>
    private bool IsGathering => _source is { EndsWhenAllIsRead: true, Watching: { MaxFilesPerBatch: null, MaxBytesPerBatch: null } } && _ledger.HasSettling;

    /// <summary>Gives the time until the same batch is to be handed out again; zero for at once, or where it was committed.</summary>
    private TimeSpan HandOut()
    {
        var (options, isFinite) = (_source.Options, _source.Watching is null);
        var slices = _ledger.Plan(options.MaxFilesPerBatch ?? int.MaxValue, options.MaxBytesPerBatch ?? long.MaxValue, out var isAll);
        if (slices.Count == 0 && !isFinite) return TimeSpan.Zero;
        var batch = new FileBatch(_ledger.NextSequence, slices, isFinite && isAll);
        try
        {
            _excluded.Clear();
            _skipped.Clear();
            _putOff.Clear();
            (_slices, _isAwaited) = (slices.Count, false);
            _observer.OnNext(batch);
            Commit(batch);
        }
        finally
        {
            _source.OnHandedOut?.Invoke();
        }

        if (IsTakenBack) return _heldUntil > _clock.Elapsed ? _heldUntil - _clock.Elapsed : TimeSpan.Zero;
        if (batch.IsLast && End(null)) _observer.OnCompleted();
        return TimeSpan.Zero;
    }

    /// <summary>Puts into the books what became of each file of a batch; where it was taken back, those that were left out are left out of the next one too.</summary>
    private void Commit(FileBatch batch)
    {
        foreach (var (path, due) in _putOff) _ledger.PutOff(path, due);
        _ledger.LeaveOut(_excluded.Concat(_skipped.Keys));
        if (!IsTakenBack) _ledger.Commit(batch);
        foreach (var slice in batch.Slices)
        {
            var path = slice.File.Path;
            if (_skipped.TryGetValue(path, out var failure)) Skip(slice, failure);
            else if (_excluded.Contains(path) || (slice.MayGrow && !IsTakenBack && !_putOff.ContainsKey(path))) _discovery.LookAgain(path);
            else if (!IsTakenBack && !_putOff.ContainsKey(path)) _cleaner?.Add(slice.File);
        }
    }

    private void Skip(Slice slice, FileSourceException failure)
    {
        _ledger.Skip(slice);
        Tell(SourceEventKind.Skipped, slice.File.Path, $"{failure.Message} It is skipped until it changes.");
    }

    private void Tell(SourceEventKind kind, string path, string message) => _source.OnEvent?.Invoke(new SourceEvent(kind, path, message));

    /// <summary>Lets the observer do what is due when no data waits.</summary>
    private TimeSpan? Idle()
    {
        try
        {
            return _source.OnIdle?.Invoke();
        }
        finally
        {
            _source.OnHandedOut?.Invoke();
        }
    }

    private void Await(List<AwaitedFiles> asked)
    {
        if (asked.Count == 0) return;
        var pending = _ledger.PendingPaths();
        foreach (var awaited in asked) awaited.Expect(pending);
        lock (_gate)
        {
            _unlisted = [.. _unlisted.Except(asked)];
            if (!_isEnded) _awaited.AddRange(asked);
        }
    }

    private void CompleteAwaited()
    {
        if (_awaited.Count == 0) return;
        var done = _awaited.Where(awaited => awaited.IsDone(_ledger.IsPending)).ToArray();
        lock (_gate) _awaited = [.. _awaited.Except(done)];
        foreach (var awaited in done) awaited.End(null);
    }

    /// <summary>Ends the run, once; what is awaited fails with the failure, or is done where all was handed out.</summary>
    private bool End(Exception? failure)
    {
        List<AwaitedFiles> open;
        lock (_gate)
        {
            if (_isEnded) return false;
            _isEnded = true;
            _failure = failure;
            open = [.. _unlisted, .. _awaited];
            _unlisted = [];
            _awaited = [];
        }

        _loop.Dispose();
        _discovery.Dispose();
        _stop.Dispose();
        foreach (var awaited in open) awaited.End(failure);
        return true;
    }
}
