namespace ReactiveEtl;

/// <summary>What the last listing could not read: nothing is known of what is at or below these paths. Only the run's loop uses it.</summary>
internal sealed class UnreadPaths
{
    private readonly Dictionary<string, Exception> _news = new(StringComparer.Ordinal);
    private HashSet<string> _paths = new(StringComparer.Ordinal);
    private HashSet<string> _before = new(StringComparer.Ordinal);

    /// <summary>What this listing can't read and the one before could.</summary>
    public IReadOnlyDictionary<string, Exception> News => _news;

    public void Begin()
    {
        (_before, _paths) = (_paths, _before);
        _paths.Clear();
        _news.Clear();
    }

    public void Add(string path, Exception cause)
    {
        if (_paths.Add(path) && !_before.Contains(path)) _news.Add(path, cause);
    }

    /// <summary>Ends a listing; true where something can be read again that could not.</summary>
    public bool End() => !_before.IsSubsetOf(_paths);

    /// <summary>Whether a path is one of these, or below.</summary>
    public bool Holds(string path)
    {
        for (var end = _paths.Count > 0 ? path.Length : 0; end > 0; end = path.LastIndexOf('/', end - 1))
        {
            if (_paths.GetAlternateLookup<ReadOnlySpan<char>>().Contains(path.AsSpan(0, end))) return true;
        }

        return false;
    }
}
