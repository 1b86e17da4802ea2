namespace ReactiveEtl;

/// <summary>
/// Which files are data: a fixed directory, where listings start, and below it a pattern of names; what matches it is a file, or a directory
/// and then the files in it. Hidden and temporary names below the directory never match.
/// </summary>
internal sealed class FilePattern
{
    private static readonly string[] TemporaryEndings = [".tmp", ".part", ".partial", ".crdownload", "._COPYING_"];

    private readonly string _text;

    // One for each choice of braces; a null glob stands for '**', any number of directories.
    private readonly Glob?[][] _alternatives;

    private FilePattern(string directory, string below, string text)
    {
        Directory = directory;
        _text = text;
        _alternatives = [.. Glob.ExpandBraces(below).Select(Parts)];
        NeedsSubdirectories = _alternatives.Any(parts => parts.Length > 1 || parts is [null]);
    }

    /// <summary>The longest part of the pattern without special characters; not normalized yet.</summary>
    public string Directory { get; }

    /// <summary>Whether most of the files are in sub-directories, so that a notifier has to watch them too.</summary>
    public bool NeedsSubdirectories { get; }

    /// <summary>A directory, or a pattern such as <c>events/**/file-*.json</c>.</summary>
    public static FilePattern In(string pattern)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(pattern);
        var text = WithSlashes(pattern);
        var special = text.AsSpan().IndexOfAny(Glob.Special);
        if (special < 0) return new(text, "", text);
        var cut = text.LastIndexOf('/', special);
        return cut < 0 ? new(".", text, text) : new(cut == 0 ? "/" : text[..cut], text[(cut + 1)..], text);
    }

    /// <summary>A directory, taken as it is written, and a pattern below it.</summary>
    public static FilePattern In(string directory, string glob)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        ArgumentException.ThrowIfNullOrWhiteSpace(glob);
        var (root, below) = (WithSlashes(directory), WithSlashes(glob));
        if (below.StartsWith('/')) throw new ArgumentException($"The pattern '{glob}' starts at the root; expected one below '{directory}', such as 'file-*.json'.", nameof(glob));
        return new(root, below, $"{root.TrimEnd('/')}/{below}");
    }

    /// <summary>Whether a file is data.</summary>
    /// <param name="file">Its path below the directory.</param>
    /// <param name="recursive">Whether the pattern's last name is looked for in sub-directories too.</param>
    public bool Matches(ReadOnlySpan<char> file, bool recursive)
    {
        if (HasHiddenPart(file)) return false;
        foreach (var parts in _alternatives)
        {
            if (Matches(parts, file, recursive)) return true;
        }

        return false;
    }

    /// <summary>Whether there can be data in a directory or below it.</summary>
    public bool Enters(ReadOnlySpan<char> directory, bool recursive)
    {
        if (HasHiddenPart(directory)) return false;
        if (recursive) return true;
        foreach (var parts in _alternatives)
        {
            if (LeadsOn(parts, directory)) return true;
        }

        return false;
    }

    public override string ToString() => _text;

    private static string WithSlashes(string path) => Path.DirectorySeparatorChar == '\\' ? path.Replace('\\', '/') : path;

    private static Glob?[] Parts(string below)
    {
        var parts = below.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".").ToArray();
        if (parts.Contains("..")) throw new ArgumentException($"The pattern '{below}' goes up with '..' behind a special character; expected one that only goes down.");
        return [.. parts.Select(part => part == "**" ? null : new Glob(part))];
    }

    private static bool HasHiddenPart(ReadOnlySpan<char> path)
    {
        foreach (var range in path.Split('/'))
        {
            if (IsHidden(path[range])) return true;
        }

        return false;
    }

    private static bool IsHidden(ReadOnlySpan<char> name)
    {
        if (name.StartsWith('.') || (name.StartsWith('_') && !name.Contains('='))) return true;
        foreach (var ending in TemporaryEndings)
        {
            if (name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    private static bool Matches(ReadOnlySpan<Glob?> parts, ReadOnlySpan<char> file, bool recursive)
    {
        if (MatchesAll(parts, file) || MatchesAll(parts, Parent(file))) return true;
        if (!recursive) return false;

        // Either a directory above matches as a whole, or the last name matches the last part, at any depth below the parts before it.
        for (var above = Parent(file); ; above = Parent(above))
        {
            if (MatchesAll(parts, above)) return true;
            if (!parts.IsEmpty && MatchesAll(parts[..^1], above) && (parts[^1]?.Matches(Name(file)) ?? true)) return true;
            if (above.IsEmpty) return false;
        }
    }

    private static bool MatchesAll(ReadOnlySpan<Glob?> parts, ReadOnlySpan<char> path)
    {
        if (parts.IsEmpty) return path.IsEmpty;
        if (parts[0] is not { } glob) return MatchesAll(parts[1..], path) || (!path.IsEmpty && MatchesAll(parts, Behind(path)));
        return !path.IsEmpty && glob.Matches(First(path)) && MatchesAll(parts[1..], Behind(path));
    }

    /// <summary>Whether the path matches as many parts as it has names, so that what it leads to can match the rest.</summary>
    private static bool LeadsOn(ReadOnlySpan<Glob?> parts, ReadOnlySpan<char> path)
    {
        if (path.IsEmpty) return true;
        if (parts.IsEmpty) return false;
        return parts[0] is not { } glob || (glob.Matches(First(path)) && LeadsOn(parts[1..], Behind(path)));
    }

    private static ReadOnlySpan<char> First(ReadOnlySpan<char> path) => path.IndexOf('/') is >= 0 and var cut ? path[..cut] : path;

    private static ReadOnlySpan<char> Behind(ReadOnlySpan<char> path) => path.IndexOf('/') is >= 0 and var cut ? path[(cut + 1)..] : [];

    private static ReadOnlySpan<char> Parent(ReadOnlySpan<char> path) => path.LastIndexOf('/') is >= 0 and var cut ? path[..cut] : [];

    private static ReadOnlySpan<char> Name(ReadOnlySpan<char> path) => path[(path.LastIndexOf('/') + 1)..];
}
