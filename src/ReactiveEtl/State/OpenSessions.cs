namespace ReactiveEtl;

/// <summary>The groups of a key's open sessions, by start: mostly there is one, which needs no list.</summary>
internal struct OpenSessions
{
    private int _only;
    private List<int>? _several;

    /// <summary>How many.</summary>
    public readonly int Count => _several?.Count ?? (_only == 0 ? 0 : 1);

    public readonly int this[int place] => _several?[place] ?? _only;

    /// <summary>Puts a group in the place of some.</summary>
    public void Replace(int place, int count, int group)
    {
        if (_several is null && Count == count)
        {
            _only = group;
            return;
        }

        _several ??= [_only];
        _several.RemoveRange(place, count);
        _several.Insert(place, group);
    }

    /// <summary>Takes a group out.</summary>
    public void Remove(int group)
    {
        if (_several is null) _only = 0;
        else _several.Remove(group);
        if (_several is { Count: <= 1 }) (_only, _several) = (_several is [var only] ? only : 0, null);
    }
}
