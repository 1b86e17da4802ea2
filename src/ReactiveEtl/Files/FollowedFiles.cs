namespace ReactiveEtl;

/// <summary>The append-only files of a source, and how far each was handed out. Does no I/O; belongs to the ledger and is used under its lock only.</summary>
/// <remarks>
/// A file is found by its identity where the store gives one, so that it is the same one after a rename; else by its path. A path whose file was
/// rotated away leads to the new file; the old one is kept by its identity until two full listings lack it. A file of two names, by a hard or a symbolic
/// link, is followed under the one that was seen first, as long as it leads to it.
/// </remarks>
internal sealed class FollowedFiles
{
    private readonly Dictionary<string, FollowedFile> _byPath = new(StringComparer.Ordinal);
    private readonly Dictionary<FileIdentity, FollowedFile> _byIdentity = [];

    public IEnumerable<FollowedFile> All => _byIdentity.Values.Concat(_byPath.Values.Where(file => file.File.Identity == default));

    /// <summary>The path under which a file is followed that was seen under another one; null where it is new, or followed under this one.</summary>
    public string? FormerPath(FileEntry file)
    {
        if (_byPath.GetValueOrDefault(file.Path) is { } here && here.File.IsSameFileAs(file)) return null;
        return _byIdentity.GetValueOrDefault(file.Identity)?.File.Path is { } path && path != file.Path ? path : null;
    }

    /// <summary>Takes in that a path leads to no file of its own: to one that is followed under another path, or to none.</summary>
    public void Detach(string path) => _byPath.Remove(path);

    /// <summary>Takes in what a look or a listing saw of a file that is followed under no other path that still leads to it.</summary>
    /// <returns>The file, and what is new about it, if anything.</returns>
    public (FollowedFile Followed, SourceEventKind? News) Observe(FileEntry file, int listing)
    {
        SourceEventKind? news = null;
        var isPathKnown = _byPath.TryGetValue(file.Path, out var followed);
        if (followed is null || !followed.File.IsSameFileAs(file))
        {
            if (!_byIdentity.TryGetValue(file.Identity, out followed))
            {
                followed = new FollowedFile();
                news = isPathKnown ? SourceEventKind.Rotated : SourceEventKind.Found;
            }
            else
            {
                if (followed.File.Path != file.Path)
                {
                    if (_byPath.GetValueOrDefault(followed.File.Path) == followed) Detach(followed.File.Path);
                    news = SourceEventKind.Renamed;
                }

                // What was pending under the path before, or under this one before it led to another file for a while, is never handed out.
                followed.Searched = followed.Offset;
            }
        }

        // The number of the device may be another one after a restart of the machine.
        if (followed.File.Identity != file.Identity) _byIdentity.Remove(followed.File.Identity);
        Put(file, followed);
        followed.File = file;
        followed.Listing = listing;
        if (file.Size >= followed.Offset) return (followed, news);
        followed.Offset = followed.Searched = 0;
        return (followed, SourceEventKind.Truncated);
    }

    public FollowedFile? Find(string path) => _byPath.GetValueOrDefault(path);

    public void Restore(FollowedPosition position)
    {
        var followed = new FollowedFile { File = position.File, Offset = position.Offset, Searched = position.Offset };
        Put(position.File, followed);
    }

    /// <summary>Forgets the files that were seen neither by this listing nor by the one before, though they could know of them.</summary>
    public IReadOnlyList<FollowedFile> Forget(int listing, Func<string, bool> isUnknown)
    {
        FollowedFile[] gone = [.. All.Where(file => listing - file.Listing > 1 && !isUnknown(file.File.Path))];
        foreach (var file in gone)
        {
            _byIdentity.Remove(file.File.Identity);
            if (_byPath.GetValueOrDefault(file.File.Path) == file) _byPath.Remove(file.File.Path);
        }

        return gone;
    }

    private void Put(FileEntry file, FollowedFile followed)
    {
        _byPath[file.Path] = followed;
        if (file.Identity != default) _byIdentity[file.Identity] = followed;
    }
}

/// <summary>An append-only file.</summary>
internal sealed class FollowedFile
{
    /// <summary>The file as it was last seen.</summary>
    public FileEntry File { get; set; }

    /// <summary>The first byte that was not handed out, which begins a line.</summary>
    public long Offset { get; set; }

    /// <summary>There is no line end between <see cref="Offset"/> and here.</summary>
    public long Searched { get; set; }

    /// <summary>How often what stands behind the offset could not be read.</summary>
    public int Failures { get; set; }

    /// <summary>The listing that saw it last.</summary>
    public int Listing { get; set; }
}
