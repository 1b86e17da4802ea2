using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ReactiveEtl;

/// <summary>What is known of each path, and which files wait for a batch in which order. Does no I/O.</summary>
/// <remarks>
/// 1. A path goes from Settling to Ready to Waiting to Read, or to Skipped; once Read it stays that until it is forgotten. 2. A place in the
/// backlog counts only while its path is Waiting with the same ticket; places of files that changed or vanished are passed over.
/// 3. Only the run's loop changes anything; the lock is for other threads that look at <see cref="Position"/> and the counts.
/// </remarks>
/// <param name="settleTime">How long a file must stand still; null where files are taken as they are.</param>
/// <param name="maxFileAge">How much older than the newest file read one may be; null for no limit.</param>
/// <param name="latestFirst">Whether the newest unread file comes first.</param>
internal sealed class FileLedger(TimeSpan? settleTime, TimeSpan? maxFileAge, bool latestFirst)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, KnownFile> _files = new(StringComparer.Ordinal);
    private readonly Queue<(string Path, TimeSpan Due)> _settling = new();
    private readonly List<string> _ready = [];
    private readonly Backlog _backlog = new(latestFirst);
    private long _tickets;
    private long _filesSeen;
    private long _nextSequence;
    private long _waiting;
    private int _listing;
    private int _listed;
    private DateTimeOffset _newestRead;

    private enum FileState : byte
    {
        New,
        Settling,
        Ready,
        Waiting,
        Read,
        ReadAndChanged,
        Skipped,
    }

    public bool HasWaiting
    {
        get { lock (_gate) return _waiting > 0; }
    }

    public long FilesSeen
    {
        get { lock (_gate) return _filesSeen; }
    }

    /// <summary>A copy, in time linear in the number of known files.</summary>
    public SourcePosition Position
    {
        get
        {
            lock (_gate)
            {
                var read = _files.Where(file => file.Value.IsRead).Select(file => file.Value.EntryOf(file.Key));
                return new(_nextSequence, _filesSeen, _newestRead, [.. read], [.. _backlog.InOrder.Where(IsValid).Select(waiting => waiting.File)]);
            }
        }
    }

    public void Restore(SourcePosition position)
    {
        lock (_gate)
        {
            (_nextSequence, _filesSeen, _newestRead) = (position.NextSequence, position.FilesSeen, position.NewestRead);
            foreach (var file in position.Read) _files[file.Path] = new KnownFile(file) { State = FileState.Read };
            foreach (var file in position.Backlog) AddToBacklog(file);
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
            ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_files, file.Path, out var isKnown);
            if (known.Listing != _listing || !isKnown) _listed++;
            var before = known;
            var isSame = isKnown && known.EntryOf(file.Path).HasIdentityOf(file);
            known.Listing = _listing;
            if (known.IsRead)
            {
                if (isSame || known.State == FileState.ReadAndChanged) return null;
                known.State = FileState.ReadAndChanged;
                return SourceEventKind.Changed;
            }

            if (isSame && known.State != FileState.Settling) return null;
            var standsStill = isSame ? elapsed >= known.Due : settleTime is not { } time || now - file.ModifiedAt >= time;
            if (isSame && !standsStill && !isComplete) return null;
            if (before.State == FileState.Waiting) _waiting--;
            known = new KnownFile(file) { Listing = _listing, State = FileState.Ready };
            if (standsStill || isComplete) _ready.Add(file.Path);
            else Settle(file.Path, ref known, elapsed);
            return !isKnown ? SourceEventKind.Found : before.State is FileState.Waiting or FileState.Ready ? SourceEventKind.Changed : null;
        }
    }

    /// <summary>The next path whose settle time is over, which is due for its second look; null if there is none yet.</summary>
    public string? TakeDue(TimeSpan elapsed)
    {
        lock (_gate) return FirstDue() <= elapsed ? _settling.Dequeue().Path : null;
    }

    /// <summary>When the next second look is due, in the time of the run.</summary>
    public TimeSpan? NextDue()
    {
        lock (_gate) return FirstDue();
    }

    /// <summary>Lets a settling file wait again, where its second look failed.</summary>
    public void Postpone(string path, TimeSpan elapsed)
    {
        lock (_gate)
        {
            ref var known = ref CollectionsMarshal.GetValueRefOrNullRef(_files, path);
            if (!Unsafe.IsNullRef(ref known) && known.State == FileState.Settling) Settle(path, ref known, elapsed);
        }
    }

    /// <summary>Takes in that a look found nothing: only a file without a place in the order is forgotten for that.</summary>
    public SourceEventKind? ObserveMissing(string path)
    {
        lock (_gate) return _files.TryGetValue(path, out var known) && known.IsUnordered ? Remove(path) : null;
    }

    public void BeginListing()
    {
        lock (_gate)
        {
            _listing++;
            _listed = 0;
        }
    }

    /// <summary>The known paths that a full listing lacked.</summary>
    public IReadOnlyList<string> EndListing()
    {
        lock (_gate) return _listed == _files.Count ? [] : [.. _files.Where(file => file.Value.Listing != _listing).Select(file => file.Key)];
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
            var ready = _ready.Distinct().Where(path => _files.TryGetValue(path, out var known) && known.State == FileState.Ready);
            var ordered = ready.Select(path => _files[path].EntryOf(path)).ToArray();
            _ready.Clear();
            Array.Sort(ordered, Backlog.OldestFirst);
            return Array.ConvertAll(ordered, file => (file, Admit(file)));
        }
    }

    /// <summary>The next files in the order, as many as fit; they stay in the backlog until the commit.</summary>
    public IReadOnlyList<Slice> Plan(int maxFiles, long maxBytes, out bool isAll)
    {
        lock (_gate)
        {
            RemovePassed();
            var slices = new List<Slice>();
            var bytes = 0L;
            isAll = false;
            foreach (var (file, _) in _backlog.InOrder.Where(IsValid))
            {
                if (slices.Count > 0 && (slices.Count == maxFiles || file.Size > maxBytes - bytes)) return slices;
                slices.Add(Slice.Whole(file));
                bytes += file.Size;
            }

            isAll = true;
            return slices;
        }
    }

    public long NextSequence
    {
        get { lock (_gate) return _nextSequence; }
    }

    /// <summary>Records that the planned files were handed out.</summary>
    public void Commit(FileBatch batch)
    {
        lock (_gate)
        {
            _nextSequence = batch.Sequence + 1;
            foreach (var slice in batch.Slices)
            {
                CollectionsMarshal.GetValueRefOrNullRef(_files, slice.File.Path).State = FileState.Read;
                if (slice.File.ModifiedAt > _newestRead) _newestRead = slice.File.ModifiedAt;
                _waiting--;
            }

            RemovePassed();
        }
    }

    /// <summary>Whether the path is found and neither handed out nor given up.</summary>
    public bool IsPending(string path)
    {
        lock (_gate) return _files.TryGetValue(path, out var known) && known.IsPending;
    }

    public IReadOnlyCollection<string> PendingPaths()
    {
        lock (_gate) return [.. _files.Where(file => file.Value.IsPending).Select(file => file.Key)];
    }

    private void Settle(string path, ref KnownFile known, TimeSpan elapsed)
    {
        known.State = FileState.Settling;
        known.Due = elapsed + (settleTime ?? TimeSpan.Zero);
        _settling.Enqueue((path, known.Due));
    }

    /// <summary>The settle time is the same for all, so the first in the queue is the first due; what was given another time meanwhile is dropped.</summary>
    private TimeSpan? FirstDue()
    {
        while (_settling.TryPeek(out var first))
        {
            if (_files.TryGetValue(first.Path, out var known) && known.State == FileState.Settling && known.Due == first.Due) return first.Due;
            _settling.Dequeue();
        }

        return null;
    }

    private SourceEventKind Admit(FileEntry file)
    {
        if (maxFileAge is { } age && _newestRead - file.ModifiedAt > age)
        {
            CollectionsMarshal.GetValueRefOrNullRef(_files, file.Path).State = FileState.Skipped;
            return SourceEventKind.Skipped;
        }

        AddToBacklog(file);
        _filesSeen++;
        return SourceEventKind.Ready;
    }

    private void AddToBacklog(FileEntry file)
    {
        _files[file.Path] = new KnownFile(file) { Listing = _listing, State = FileState.Waiting, Ticket = ++_tickets };
        _backlog.Add(new WaitingFile(file, _tickets));
        _waiting++;
    }

    private bool IsValid(WaitingFile waiting) =>
        _files.TryGetValue(waiting.File.Path, out var known) && known.State == FileState.Waiting && known.Ticket == waiting.Ticket;

    /// <summary>Takes the places at the head of the backlog away that count no longer.</summary>
    private void RemovePassed() => _backlog.RemoveFirst(_backlog.InOrder.TakeWhile(waiting => !IsValid(waiting)).Count());

    private SourceEventKind Remove(string path)
    {
        if (_files.Remove(path, out var known) && known.State == FileState.Waiting) _waiting--;
        return SourceEventKind.Vanished;
    }

    private struct KnownFile(FileEntry file)
    {
        private readonly long _size = file.Size;
        private readonly long _modifiedTicks = file.ModifiedAt.UtcTicks;

        public TimeSpan Due { get; set; }

        public long Ticket { get; init; }

        public int Listing { get; set; }

        public FileState State { get; set; }

        public readonly bool IsRead => State is FileState.Read or FileState.ReadAndChanged;

        public readonly bool IsUnordered => State is FileState.Settling or FileState.Ready;

        public readonly bool IsPending => IsUnordered || State == FileState.Waiting;

        public readonly FileEntry EntryOf(string path) => new(path, _size, new DateTimeOffset(_modifiedTicks, TimeSpan.Zero));
    }
}
