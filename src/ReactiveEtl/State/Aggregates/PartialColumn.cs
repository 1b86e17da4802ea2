namespace ReactiveEtl;

/// <summary>An array by group id that grows, and starts anew with each batch.</summary>
internal struct PartialColumn<T>()
{
    private int _used;

    public T[] Values { get; private set; } = [];

    /// <summary>How many groups there are.</summary>
    public readonly int Count => _used;

    public void Resize(int groups)
    {
        _used = groups;
        if (Values.Length >= groups) return;
        var values = Values;
        Array.Resize(ref values, Math.Max(groups, Math.Max(8, Values.Length * 2)));
        Values = values;
    }

    /// <summary>Takes the time of the groups there were, not of the most there ever were.</summary>
    public void Clear()
    {
        Array.Clear(Values, 0, _used);
        _used = 0;
    }
}
