namespace ReactiveEtl;

/// <summary>The part for append-only files: each is pending with at most one slice at a time, and what came behind it is the next.</summary>
internal sealed partial class FileLedger
{
    /// <summary>The path under which a file is followed that was seen under another one: it has another path now, or two; null where it is new, or followed under this one.</summary>
    public string? FollowedPath(FileEntry file)
    {
        lock (_gate) return _followed.FormerPath(file);
    }

    /// <summary>Takes in that a path is a second name of a file that is followed under another one.</summary>
    public void ObserveSecondName(string path)
    {
        lock (_gate)
        {
            DropFollowed(path);
            _followed.Detach(path);
        }
    }

    /// <summary>Takes in what a look or a listing saw of a followed file, of which this is no second name.</summary>
    /// <param name="file">What was seen.</param>
    /// <param name="elapsed">The time of the run, which only goes on.</param>
    /// <param name="unsearched">Where line ends that are not handed out may be: from there to the end of the file; null where there is nothing new.</param>
    /// <returns>What is new about it, if anything.</returns>
    public SourceEventKind? ObserveFollowed(FileEntry file, TimeSpan elapsed, out long? unsearched)
    {
        lock (_gate)
        {
            if (_followed.FormerPath(file) is { } former && _pending.TryGetValue(former, out var renamed) && renamed.File.IsSameFileAs(file)) DropFollowed(former);
            var (followed, news) = _followed.Observe(file, _listing);
            var isOther = news is SourceEventKind.Truncated or SourceEventKind.Rotated;
            var isDue = false;
            if (_pending.TryGetValue(file.Path, out var pending))
            {
                pending.Listing = _listing;
                isDue = pending.State == PendingState.Settling && elapsed >= pending.Due;
                if (isOther || isDue) Remove(file.Path);
                if (isDue) SearchAgain(pending);
            }

            var isOpen = pending is null || isOther || isDue;
            unsearched = isOpen && file.Size > Math.Max(followed.Offset, followed.Searched) ? Math.Max(followed.Offset, followed.Searched) : null;
            return news;
        }
    }

    /// <summary>Takes in how far the lines of a followed file are complete.</summary>
    /// <param name="file">The file as it was observed last.</param>
    /// <param name="end">Behind its last line end; null where there is none in what was unsearched.</param>
    public void Complete(FileEntry file, long? end)
    {
        lock (_gate)
        {
            if (_followed.Find(file.Path) is not { } followed) return;
            followed.Searched = file.Size;
            if (end is not { } behind) return;
            var slice = new Slice(file, followed.Offset, behind - followed.Offset, MayGrow: true);
            if (_pending.TryGetValue(file.Path, out var before)) GiveUp(before);
            _pending[file.Path] = new PendingFile(slice) { Listing = _listing, Failures = followed.Failures };
            _ready.Add(_pending[file.Path]);
        }
    }

    /// <summary>Records that no line ends could be looked for in a followed file, and gives how often that was so.</summary>
    public int AddFollowFailure(FileEntry file)
    {
        lock (_gate) return _followed.Find(file.Path) is { } followed ? ++followed.Failures : 1;
    }

    /// <summary>Lets a followed file in which no line ends can be looked for wait for a second look.</summary>
    public void PutOffFollowed(FileEntry file, TimeSpan due)
    {
        lock (_gate)
        {
            if (_followed.Find(file.Path) is not { } followed) return;
            var nothing = new Slice(file, followed.Offset, 0, MayGrow: true);
            Settle(_pending[file.Path] = new PendingFile(nothing) { Listing = _listing, Failures = followed.Failures }, due);
        }
    }

    /// <summary>The followed files that two full listings lacked; they are forgotten.</summary>
    /// <param name="isUnknown">Whether the listing could not know of a path.</param>
    /// <returns>Their paths, and how many bytes of each were never handed out.</returns>
    public IReadOnlyList<(string Path, long Unread)> ForgetFollowed(Func<string, bool> isUnknown)
    {
        lock (_gate) return [.. _followed.Forget(_listing, isUnknown).Select(file => (file.File.Path, file.File.Size - file.Offset))];
    }

    /// <summary>What is pending under a path is not handed out, since the file is not there any more.</summary>
    private void DropFollowed(string path)
    {
        if (!_pending.Remove(path, out var pending)) return;
        SearchAgain(pending);
        GiveUp(pending);
    }

    private void Advance(Slice slice)
    {
        if (_followed.Find(slice.File.Path) is not { } followed || !followed.File.IsSameFileAs(slice.File)) return;
        followed.Offset = slice.Start + slice.Length;
        followed.Failures = 0;
    }

    /// <summary>What was pending of a followed file is not handed out: its line ends are looked for anew.</summary>
    private void SearchAgain(PendingFile given)
    {
        if (!given.Slice.MayGrow || _followed.Find(given.File.Path) is not { } followed || !followed.File.IsSameFileAs(given.File)) return;
        followed.Searched = followed.Offset;
        followed.Failures = given.Failures;
    }
}
