using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace ReactiveEtl;

/// <summary>Finds files for a run: hints, second looks and listings go into the ledger.</summary>
/// <remarks>
/// 1. The notifier is there before the first listing, so nothing falls between them. 2. A hint leads to a look at its path; only the time,
/// lost hints or a caller lead to a listing. 3. Only the run's loop calls <see cref="Update"/> and <see cref="NextDelay"/>; hints come from any
/// thread, and <see cref="Dispose"/> too.
/// </remarks>
internal sealed class FileDiscovery(DirectorySource source, FileStore store, FileLedger ledger, FileCleaner? cleaner, Action wake) : IDisposable
{
    private const int MaxHints = 4096;
    private const int MaxFailures = 3;
    private static readonly TimeSpan LeastInterval = TimeSpan.FromSeconds(1);

    private readonly IStopwatch _clock = source.Scheduler.StartStopwatch();
    private readonly HintQueue _hints = new(MaxHints);
    private readonly SerialDisposable _notifier = new();
    private readonly UnreadPaths _unread = new();
    private bool _isNotified;
    private bool _isPollingOnly;
    private bool _hasListed;
    private bool _isWaiting;
    private int _failures;
    private FileSourceException? _fatal;
    private TimeSpan _listedAt;
    private TimeSpan _cost;
    private TimeSpan _nextListing;
    private volatile bool _isDead;
    private volatile bool _isDisposed;

    private string Directory => source.Files.Directory;

    private WatchOptions? Watching => source.Watching;

    private TimeSpan AdaptedInterval => TimeSpan.FromTicks(Math.Max(LeastInterval.Ticks, _cost.Ticks * 100));

    /// <summary>Takes in what is known by now.</summary>
    /// <returns>Whether a listing was made; one that was asked for and failed is to be asked for again.</returns>
    /// <exception cref="FileSourceException">The directory can't be listed, not for the first time where it is watched; or the options say so of a file.</exception>
    public bool Update(bool mustList)
    {
        var hints = _hints.TakeAll(out var isRescanDue);
        foreach (var (path, isComplete) in hints) LookAt(path, isComplete);
        while (!_isDisposed && ledger.TakeDue(_clock.Elapsed) is { } path)
        {
            if (!LookAt(path, isComplete: false)) ledger.PutOff(path, _clock.Elapsed + source.Options.RetryDelay);
        }

        // Lost hints again and again must not make listing all there is to do.
        if (isRescanDue && _listedAt + AdaptedInterval < _nextListing) _nextListing = _listedAt + AdaptedInterval;
        var hasListed = (!_hasListed || mustList || (Watching is not null && _clock.Elapsed >= _nextListing)) && TryList();
        foreach (var (file, kind) in ledger.Admit()) Report(kind, file.Path);
        return _fatal is null ? hasListed : throw _fatal;
    }

    /// <summary>Looks at a path whose file was handed out, in part or not at all: what is there now is judged anew.</summary>
    public void LookAgain(string path) => LookAt(path, isComplete: false);

    /// <summary>The time until there is something to do; null where nothing will come.</summary>
    public TimeSpan? NextDelay()
    {
        if (_fatal is not null) return TimeSpan.Zero;
        if (Watching is null) return null;
        var next = ledger.NextDue() is { } due && due < _nextListing ? due : _nextListing;
        var delay = next - _clock.Elapsed;
        return delay > TimeSpan.Zero ? delay : TimeSpan.Zero;
    }

    public void Dispose()
    {
        _isDisposed = true;
        _notifier.Dispose();
    }

    private void OnHint(FileHint hint)
    {
        if (_isDisposed || (hint.HasPath && !source.Files.Matches(hint.Path))) return;
        if (hint.Kind == FileHintKind.Dead) _isDead = true;
        _hints.Add(hint);
        wake();
    }

    /// <summary>Looks at a path; where there is nothing, only a file without a place in the order is forgotten for that.</summary>
    private bool LookAt(string path, bool isComplete)
    {
        if (!LookAt(path, isComplete, out var isThere)) return false;
        if (!isThere) Report(ledger.ObserveMissing(path), path);
        return true;
    }

    /// <summary>Gives false where the look failed; the next listing will show what is there.</summary>
    private bool LookAt(string path, bool isComplete, out bool isThere)
    {
        isThere = false;
        try
        {
            if (store.Look(path) is not { } file) return true;
            isThere = true;
            Observe(file, isComplete);
            return true;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            Report(SourceEventKind.Retried, path, $"can't be looked at and is looked at again: {cause.Message}");
            return false;
        }
    }

    private void Observe(FileEntry file, bool isComplete)
    {
        if (Watching is { Follow: true } && !source.Options.IsCompressed(file.Path)) Follow(file);
        else if (!IsRenamed(file)) ReportFile(ledger.Observe(file, isComplete, source.Scheduler.Now, _clock.Elapsed), file);
    }

    /// <summary>Takes in a file of a listing; false where it can't be told yet whether it was read under another path.</summary>
    private bool TryObserve(FileEntry file)
    {
        try
        {
            Observe(file, isComplete: false);
            return true;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            _unread.Add(file.Path, cause);
            return false;
        }
    }

    /// <summary>Whether the file was read under another path, where it no longer is.</summary>
    private bool IsRenamed(FileEntry file)
    {
        foreach (var former in ledger.FormerPaths(file))
        {
            var found = store.Look(former);
            if (found is { } other && other.IsSameFileAs(file)) continue;
            ledger.Rename(former, found is null, file);
            Report(SourceEventKind.Renamed, file.Path, $"was read as '{former}' before and is not read again.");
            return true;
        }

        return false;
    }

    private void Follow(FileEntry file)
    {
        if (IsSecondName(file))
        {
            ledger.ObserveSecondName(file.Path);
            return;
        }

        Report(ledger.ObserveFollowed(file, _clock.Elapsed, out var unsearched), file.Path);
        if (unsearched is not { } from) return;
        try
        {
            ledger.Complete(file, LineEnd.FindLast(store, file, from));
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            FailToFollow(new Slice(file, from, file.Size - from, MayGrow: true), cause);
        }
    }

    /// <summary>Whether the path that the file is followed under leads to it still: else it was renamed, as logs are when they are rotated.</summary>
    /// <remarks>A path that is none of this source's, since a run before had another pattern, counts as gone: no listing shows it, so that it would be forgotten.</remarks>
    private bool IsSecondName(FileEntry file) =>
        ledger.FollowedPath(file) is { } path && source.Files.Matches(path) && store.Look(path) is { } there && there.IsSameFileAs(file);

    private void FailToFollow(Slice slice, Exception cause)
    {
        var file = slice.File;
        if (source.Options.DelayAfter(ledger.AddFollowFailure(file)) is { } delay)
        {
            ledger.PutOffFollowed(file, _clock.Elapsed + delay);
            Report(SourceEventKind.Retried, file.Path, $"can't be followed now and is tried again in {delay}: {cause.Message}");
            return;
        }

        ledger.Skip(slice);
        if (source.Options.SkipUnreadable) Report(SourceEventKind.Skipped, file.Path, $"can't be followed and is skipped until it changes: {cause.Message}");
        else _fatal ??= new FileSourceException(file.Path, $"The file '{file.Path}' can't be followed: {cause.Message} Check that it may be read and that its disk or share can be reached.", cause);
    }

    private bool TryList()
    {
        var started = _clock.Elapsed;
        try
        {
            List();
            _failures = 0;
            _hasListed = true;
            return true;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            var mayRetry = Watching is not null && _hasListed && ++_failures < MaxFailures;
            if (!mayRetry) throw Failed(cause);
            Report(SourceEventKind.Retried, Directory, $"can't be listed and is listed again ({_failures} of {MaxFailures - 1}): {cause.Message}");
            return false;
        }
        finally
        {
            _listedAt = _clock.Elapsed;
            _cost = _listedAt - started;
            _nextListing = _listedAt + (Watching?.PollInterval ?? AdaptedInterval);
        }
    }

    private void List()
    {
        _unread.Begin();
        if (store.DirectoryExists(Directory))
        {
            _isWaiting = false;
            EnsureNotifier();
            ListFiles(store.List(Directory, source.Files.Enters, _unread.Add).Where(file => source.Files.Matches(file.Path)));
        }
        else if (source.Files.IsItself(Directory) && store.Look(Directory) is { } file)
        {
            ListFiles([file]);
        }
        else if (Watching is not null && store.IsObjectStore)
        {
            WaitForDirectory();
            ListFiles([]);
        }
        else if (Watching is { WaitForDirectory: true })
        {
            WaitForDirectory();
        }
        else
        {
            throw new DirectoryNotFoundException($"There is no directory '{Directory}'.");
        }
    }

    private void ListFiles(IEnumerable<FileEntry> files)
    {
        ledger.BeginListing();
        foreach (var file in files)
        {
            if (_isDisposed) return;
            if (TryObserve(file) && cleaner is not null && ledger.IsRead(file)) cleaner.Add(file);
        }

        foreach (var (path, cause) in _unread.News) Report(SourceEventKind.Skipped, path, $"can't be read and is skipped until a listing can: {cause.Message}");
        // What is below a directory that can be read again is not watched yet.
        if (_unread.End()) _isDead = true;
        foreach (var (path, unread) in ledger.ForgetFollowed(_unread.Holds)) Report(SourceEventKind.Vanished, path, $"is gone, with {unread} bytes behind the last line that was read.");

        // A second opinion: a listing may lack a file that is replaced while it is made, and forgetting it would read it twice.
        foreach (var path in ledger.EndListing())
        {
            if (!_unread.Holds(path) && LookAt(path, isComplete: false, out var isThere) && !isThere) Report(ledger.Forget(path), path);
        }
    }

    private void EnsureNotifier()
    {
        if (_isDead)
        {
            _isDead = _isNotified = false;
            _notifier.Disposable = null;
        }

        if (_isNotified || _isPollingOnly || Watching is not { UseNotifications: true }) return;
        try
        {
            _notifier.Disposable = store.Watch(Directory, source.Files.WatchesSubdirectories, OnHint);
            _isNotified = true;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            _isPollingOnly = true;
            Report(SourceEventKind.PollingOnly, Directory, $"has no notifier, so new files are found by listing alone: {cause.Message}");
        }
    }

    /// <summary>Nothing is forgotten, since nothing was listed (an object store did list it: as empty); the notifier of a directory that is gone says nothing of a new one.</summary>
    private void WaitForDirectory()
    {
        if (_isWaiting) return;
        _isWaiting = true;
        _isNotified = false;
        _notifier.Disposable = null;
        Report(SourceEventKind.Retried, Directory, "isn't there yet and is waited for.");
    }

    private void ReportFile(SourceEventKind? news, FileEntry file)
    {
        Report(news, file.Path);
        // One that was not read yet is pending again, and did no harm.
        if (news == SourceEventKind.Changed && source.Options.OnChange == OnChange.Fail && !ledger.IsPending(file.Path)) _fatal ??= new FileChangedException(file);
    }

    private FileSourceException Failed(Exception cause)
    {
        if (cause is FileSourceException typed) return typed;
        var remedy = cause is DirectoryNotFoundException
            ? $"Make it first, or watch it with {nameof(WatchOptions.WaitForDirectory)}."
            : "Check that it may be read and that its disk or share can be reached.";
        return new(Directory, $"The files '{source.Files}' can't be listed: {cause.Message} {remedy}", cause);
    }

    private void Report(SourceEventKind? kind, string path)
    {
        if (kind is null || source.OnEvent is null) return;
        var message = kind switch
        {
            SourceEventKind.Found => "was found.",
            SourceEventKind.Ready => "is ready and has its place in the order.",
            SourceEventKind.Changed => "changed after it was ready; what was read of it already stays and is never read again.",
            SourceEventKind.Vanished => "is gone and forgotten.",
            SourceEventKind.Renamed => "was followed under another path before, and goes on from there.",
            SourceEventKind.Truncated => "is shorter than what was read of it, and is read from its start.",
            SourceEventKind.Rotated => "is another file than the one that was followed, and is read from its start.",
            _ => $"is skipped: older than {nameof(ReadOptions.MaxFileAge)} allows beside the newest file read.",
        };
        Report(kind.Value, path, message);
    }

    private void Report(SourceEventKind kind, string path, string message) =>
        source.OnEvent?.Invoke(new SourceEvent(kind, path, $"'{path}' {message}"));
}
