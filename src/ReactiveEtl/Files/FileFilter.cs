namespace ReactiveEtl;

/// <summary>Which files of a store a source reads, by their paths. Immutable.</summary>
internal sealed class FileFilter
{
    private readonly FilePattern _pattern;
    private readonly bool _recursive;
    private readonly Glob? _name;
    private readonly string _prefix;

    public FileFilter(FileStore store, FilePattern pattern, ReadOptions options)
    {
        _pattern = pattern;
        _recursive = options.Recursive;
        _name = options.NameFilter is { } name ? new Glob(name) : null;
        Directory = store.Normalize(pattern.Directory);
        _prefix = Directory.Length == 0 || Directory.EndsWith('/') ? Directory : Directory + "/";
    }

    /// <summary>Where listings start.</summary>
    public string Directory { get; }

    public bool WatchesSubdirectories => _recursive || _pattern.NeedsSubdirectories;

    public bool Matches(string file) => HasName(file) && Below(file, out var below) && _pattern.Matches(below, _recursive);

    public bool Enters(string directory) => Below(directory, out var below) && _pattern.Enters(below, _recursive);

    /// <summary>Whether files that are put into a directory, with their paths below the watched one, may be data there.</summary>
    public bool MayHoldData(string directory) =>
        directory == Directory || Enters(directory) || (WatchesSubdirectories && Directory.StartsWith(directory.EndsWith('/') ? directory : directory + "/", StringComparison.Ordinal));

    /// <summary>Whether the pattern is the path of this one file.</summary>
    public bool IsItself(string file) => file == Directory && HasName(file);

    public override string ToString() => _pattern.ToString();

    private bool HasName(string file) => _name is null || _name.Matches(file.AsSpan(file.LastIndexOf('/') + 1));

    private bool Below(string path, out ReadOnlySpan<char> below)
    {
        var isBelow = path.Length > _prefix.Length && path.StartsWith(_prefix, StringComparison.Ordinal);
        below = isBelow ? path.AsSpan(_prefix.Length) : [];
        return isBelow;
    }
}
