using System.Runtime.InteropServices;

namespace ReactiveEtl;

/// <summary>What is known of each path, and which files wait for a batch in which order. Does no I/O.</summary>
/// <remarks>
/// 1. A file goes from Settling to Ready to Waiting, and is then remembered as Read or Skipped until it is forgotten; a path is either pending or known.
/// 2. A pending file that changed or vanished is Over, and its places in the queues are passed over. 3. Only the run's loop changes anything; the lock
/// is for other threads that look at <see cref="Position"/> and the counts.
/// </remarks>
/// <param name="settleTime">How long a file must stand still; null where files are taken as they are.</param>
/// <param name="maxFileAge">How much older than the newest file read one may be; null for no limit.</param>
/// <param name="latestFirst">Whether the newest unread file comes first.</param>
internal sealed partial class FileLedger(TimeSpan? settleTime, TimeSpan? maxFileAge, bool latestFirst)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, PendingFile> _pending = new(StringComparer.Ordinal);
    private readonly KnownFiles _known = new();
    private readonly FollowedFiles _followed = new();
    private readonly PriorityQueue<PendingFile, TimeSpan> _settling = new();
    private readonly List<PendingFile> _ready = [];
    private readonly Backlog _backlog = new(latestFirst);
    private long _places;
    private long _filesSeen;
    private long _nextSequence;
    private long _waiting;
    private int _listing;
    private DateTimeOffset _newestRead;

    public bool HasWaiting
    {
        get { lock (_gate) return _waiting > 0; }
    }

    /// <summary>Whether files stand still not long enough yet.</summary>
    public bool HasSettling
    {
        get { lock (_gate) return _pending.Values.Any(file => file.State == PendingState.Settling); }
    }

    public long FilesSeen
    {
        get { lock (_gate) return _filesSeen; }
    }

    public long NextSequence
    {
        get { lock (_gate) return _nextSequence; }
    }

    /// <summary>A copy, in time linear in the number of known files.</summary>
    public SourcePosition Position
    {
        get
        {
            lock (_gate)
            {
                var read = _known.Places.Where(place => _known[place].State != KnownState.Skipped).Select(_known.FileOf);
                var followed = _followed.All.Select(file => new FollowedPosition(file.File, file.Offset));
                var waiting = _backlog.InOrder.Where(file => file.State == PendingState.Waiting).Select(file => file.Slice);
                return new(_nextSequence, _filesSeen, _newestRead, [.. read], [.. followed], [.. waiting]);
            }
        }
    }

    public void Restore(SourcePosition position)
    {
        lock (_gate)
        {
            (_nextSequence, _filesSeen, _newestRead) = (position.NextSequence, position.FilesSeen, position.NewestRead);
            foreach (var file in position.Read) _known.Add(file, KnownState.Read, (byte)_listing);
            foreach (var file in position.Followed) _followed.Restore(file);
            foreach (var slice in position.Backlog) AddToBacklog(_pending[slice.File.Path] = new PendingFile(slice));
        }
    }

    /// <summary>Takes in what a look or a listing saw of a data file.</summary>
    /// <param name="file">What was seen.</param>
    /// <param name="isComplete">Whether it was said to be complete.</param>
    /// <param name="now">The clock that modification times are compared with.</param>
    /// <param name="elapsed">The time of the run, which only goes on.</param>
    /// <returns>What is new about it, if anything.</returns>
    public SourceEventKind? Observe(FileEntry file, bool isComplete, DateTimeOffset now, TimeSpan elapsed)
    {
        lock (_gate)
        {
            if (_known.Find(file.Path) is >= 0 and var place && TryObserveKnown(place, file, out var news)) return news;
            ref var pending = ref CollectionsMarshal.GetValueRefOrAddDefault(_pending, file.Path, out _);
            var before = pending;
            var isSame = before is not null && before.File.HasIdentityOf(file);
            if (isSame)
            {
                before!.Listing = _listing;
                if (before.State != PendingState.Settling) return null;
            }

            var standsStill = isSame ? elapsed >= before!.Due : settleTime is not { } time || now - file.ModifiedAt >= time;
            if (isSame && !standsStill && !isComplete) return null;
            var wasReady = before?.State is PendingState.Waiting or PendingState.Ready;
            if (before is not null) GiveUp(before);
            pending = new PendingFile(Slice.Whole(file)) { Listing = _listing, Failures = isSame ? before!.Failures : 0 };
            if (standsStill || isComplete) _ready.Add(pending);
            else Settle(pending, elapsed + (settleTime ?? TimeSpan.Zero));
            return before is null ? SourceEventKind.Found : wasReady ? SourceEventKind.Changed : null;
        }
    }

    /// <summary>The paths that a file, which is new under its path, may have been known by before.</summary>
    public IReadOnlyList<string> FormerPaths(FileEntry file)
    {
        if (file.Identity.Device == 0) return [];
        lock (_gate)
        {
            if (_known.Find(file.Path) >= 0 || (_pending.TryGetValue(file.Path, out var pending) && pending.File.HasIdentityOf(file))) return [];
            return [.. _known.PathsOf(file.Fingerprint, file.Identity.Device)];
        }
    }

    /// <summary>Takes in that a known file has another path now.</summary>
    /// <param name="former">Its path before; remembered further where another file is there now.</param>
    /// <param name="isGone">Whether there is nothing at the path before.</param>
    /// <param name="file">The file under its new path.</param>
    public void Rename(string former, bool isGone, FileEntry file)
    {
        lock (_gate)
        {
            if (_pending.Remove(file.Path, out var replaced)) GiveUp(replaced);
            var place = _known.Find(former);
            var state = _known[place].State;
            if (isGone) _known.Remove(place);
            _known.Add(ReadFile.Of(file), state, (byte)_listing);
        }
    }

    /// <summary>Whether the file was handed out, and is still as it was then.</summary>
    public bool IsRead(FileEntry file)
    {
        lock (_gate)
        {
            return _known.Find(file.Path) is >= 0 and var place && _known[place].State == KnownState.Read && _known[place].Fingerprint == file.Fingerprint;
        }
    }

    /// <summary>The next path whose settle time is over, which is due for its second look; null if there is none yet.</summary>
    public string? TakeDue(TimeSpan elapsed)
    {
        lock (_gate) return FirstDue() <= elapsed ? _settling.Dequeue().File.Path : null;
    }

    /// <summary>When the next second look is due, in the time of the run.</summary>
    public TimeSpan? NextDue()
    {
        lock (_gate) return FirstDue();
    }

    /// <summary>Lets a file that can't be looked at or read wait for another second look; a place that it had in the order is given up.</summary>
    public void PutOff(string path, TimeSpan due)
    {
        lock (_gate)
        {
            if (!_pending.TryGetValue(path, out var file)) return;
            GiveUp(file);
            Settle(_pending[path] = new PendingFile(file.Slice) { Listing = file.Listing, Failures = file.Failures }, due);
        }
    }

    /// <summary>Records that a waiting file could not be read, and gives how often that was so.</summary>
    public int AddFailure(string path)
    {
        lock (_gate) return _pending.TryGetValue(path, out var file) ? ++file.Failures : 1;
    }

    /// <summary>Takes in that a look found nothing: only a file without a place in the order is forgotten for that.</summary>
    public SourceEventKind? ObserveMissing(string path)
    {
        lock (_gate) return _pending.TryGetValue(path, out var file) && file.State != PendingState.Waiting ? Remove(path) : null;
    }

    public void BeginListing()
    {
        lock (_gate) _listing++;
    }

    /// <summary>The pending paths that a full listing lacked, and the known ones that the one before lacked too.</summary>
    /// <remarks>
    /// A listing that is made while a file gets another path may show neither; by the next one the other path is known, and that it is the same file.
    /// </remarks>
    public IReadOnlyList<string> EndListing()
    {
        lock (_gate)
        {
            var pending = _pending.Where(file => file.Value.Listing != _listing).Select(file => file.Key);
            var known = _known.Places.Where(place => (byte)(_listing - _known[place].Listing) > 1).Select(_known.PathOf);
            return [.. pending, .. known];
        }
    }

    public SourceEventKind? Forget(string path)
    {
        lock (_gate) return Remove(path);
    }

    /// <summary>Gives the ready files their places in the order; those that are too old get none.</summary>
    public IReadOnlyList<(FileEntry File, SourceEventKind Kind)> Admit()
    {
        lock (_gate)
        {
            if (_ready.Count == 0) return [];
            PendingFile[] ordered = [.. _ready.Where(file => file.State == PendingState.Ready)];
            _ready.Clear();
            Backlog.SortOldestFirst(ordered);
            return Array.ConvertAll(ordered, file => (file.File, Admit(file)));
        }
    }

    /// <summary>The next files in the order, as many as fit; they stay in the backlog until the commit.</summary>
    public IReadOnlyList<Slice> Plan(int maxFiles, long maxBytes, out bool isAll)
    {
        lock (_gate)
        {
            _backlog.RemovePassed();
            var slices = new List<Slice>();
            var bytes = 0L;
            isAll = false;
            foreach (var file in _backlog.InOrder)
            {
                if (file.State != PendingState.Waiting) continue;
                if (slices.Count > 0 && (slices.Count == maxFiles || file.Slice.Length > maxBytes - bytes)) return slices;
                slices.Add(file.Slice);
                bytes += file.Slice.Length;
            }

            isAll = true;
            return slices;
        }
    }

    /// <summary>Takes waiting files out of the order, of which nothing was taken.</summary>
    public void LeaveOut(IEnumerable<string> paths)
    {
        lock (_gate)
        {
            foreach (var path in paths)
            {
                if (!_pending.Remove(path, out var file)) continue;
                GiveUp(file);
                SearchAgain(file);
            }

            _backlog.RemovePassed();
        }
    }

    /// <summary>Records that the planned files were handed out, as far as they were not left out meanwhile.</summary>
    public void Commit(FileBatch batch)
    {
        lock (_gate)
        {
            _nextSequence = batch.Sequence + 1;
            foreach (var slice in batch.Slices)
            {
                if (!_pending.TryGetValue(slice.File.Path, out var file) || file.State != PendingState.Waiting) continue;
                _pending.Remove(slice.File.Path);
                GiveUp(file);
                if (slice.MayGrow) Advance(slice);
                else _known.Add(ReadFile.Of(slice.File), KnownState.Read, (byte)file.Listing);
                if (slice.File.ModifiedAt > _newestRead) _newestRead = slice.File.ModifiedAt;
            }

            _backlog.RemovePassed();
        }
    }

    /// <summary>Records that a file, or what came to a followed one, is not read unless it changes.</summary>
    public void Skip(Slice slice)
    {
        lock (_gate)
        {
            if (!slice.MayGrow) _known.Add(ReadFile.Of(slice.File), KnownState.Skipped, (byte)_listing);
            else if (_followed.Find(slice.File.Path) is { } followed) (followed.Searched, followed.Failures) = (slice.File.Size, 0);
        }
    }

    /// <summary>Whether the path is found and neither handed out nor given up.</summary>
    public bool IsPending(string path)
    {
        lock (_gate) return _pending.ContainsKey(path);
    }

    public IReadOnlyCollection<string> PendingPaths()
    {
        lock (_gate) return [.. _pending.Keys];
    }

    /// <summary>Gives false where the file is to be looked at as a new one: it was skipped for its age, and is another one now.</summary>
    private bool TryObserveKnown(int place, FileEntry file, out SourceEventKind? news)
    {
        news = null;
        ref var known = ref _known[place];
        known.Listing = (byte)_listing;
        if (known.Fingerprint == file.Fingerprint) return true;
        if (known.State == KnownState.Read)
        {
            known.State = KnownState.ReadAndChanged;
            news = SourceEventKind.Changed;
        }

        if (known.State != KnownState.Skipped) return true;
        _known.Remove(place);
        return false;
    }

    private void Settle(PendingFile file, TimeSpan due)
    {
        file.State = PendingState.Settling;
        file.Due = due;
        _settling.Enqueue(file, due);
    }

    /// <summary>When the first settling file is due; what is over meanwhile is dropped.</summary>
    private TimeSpan? FirstDue()
    {
        while (_settling.TryPeek(out var first, out var due))
        {
            if (first.State == PendingState.Settling) return due;
            _settling.Dequeue();
        }

        return null;
    }

    private SourceEventKind Admit(PendingFile file)
    {
        if (maxFileAge is { } age && !file.Slice.MayGrow && file.Failures == 0 && _newestRead - file.File.ModifiedAt > age)
        {
            _pending.Remove(file.File.Path);
            GiveUp(file);
            _known.Add(ReadFile.Of(file.File), KnownState.Skipped, (byte)file.Listing);
            return SourceEventKind.Skipped;
        }

        AddToBacklog(file);
        if (file.Slice.Start == 0 && file.Failures == 0) _filesSeen++;
        return SourceEventKind.Ready;
    }

    private void AddToBacklog(PendingFile file)
    {
        file.State = PendingState.Waiting;
        file.Place = ++_places;
        _backlog.Add(file);
        _waiting++;
    }

    private SourceEventKind Remove(string path)
    {
        if (_pending.Remove(path, out var file)) GiveUp(file);
        else if (_known.Find(path) is >= 0 and var place) _known.Remove(place);
        return SourceEventKind.Vanished;
    }

    private void GiveUp(PendingFile file)
    {
        if (file.State == PendingState.Waiting) _waiting--;
        file.State = PendingState.Over;
    }
}
