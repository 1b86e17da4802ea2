namespace ReactiveEtl;

/// <summary>The groups and partial aggregates of one batch, while it is read.</summary>
/// <remarks>One thread. Reused from batch to batch; nothing of it is seen by others before it is merged.</remarks>
internal sealed class BatchGroups
{
    private readonly KeyEncoder _encoder;
    private readonly int _stride;
    private long[] _words = [];
    private int[] _groups = [];

    public BatchGroups(KeyLayout layout, IEnumerable<Aggregator> aggregators)
    {
        _encoder = new KeyEncoder(layout);
        _stride = layout.WordCount;
        Groups = new LocalGroups(layout);
        Partials = [.. aggregators.Select(aggregator => aggregator.NewPartial())];
    }

    public LocalGroups Groups { get; }

    public StringDictionary Texts => _encoder.Texts;

    public PartialAggregate[] Partials { get; }

    /// <summary>Adds rows of a vector, each to its group.</summary>
    /// <param name="keys">The key columns.</param>
    /// <param name="inputs">What each aggregate reads; null where it counts rows.</param>
    /// <param name="rows">Which rows; one may come several times, with different windows.</param>
    /// <param name="windowStarts">The window of each, or empty where there are no windows.</param>
    public void Add(IReadOnlyList<ColumnVector> keys, IReadOnlyList<ColumnVector?> inputs, ReadOnlySpan<int> rows, ReadOnlySpan<long> windowStarts)
    {
        // A vector whose rows all lack an event time has none for any group.
        if (rows.IsEmpty) return;
        if (_groups.Length < rows.Length)
        {
            _groups = new int[rows.Length];
            _words = new long[rows.Length * _stride];
        }

        _encoder.Encode(keys, rows, windowStarts, _words);
        var groups = _groups.AsSpan(0, rows.Length);
        Groups.Find(_words, groups);
        for (var i = 0; i < Partials.Length; i++)
        {
            Partials[i].Resize(Groups.Count);
            Partials[i].Add(inputs[i], rows, groups);
        }
    }

    /// <summary>Makes sure of the one group of a query without groups, which is there before the first record.</summary>
    public void AddTheOnlyGroup()
    {
        Span<int> only = [0];
        Groups.Find(stackalloc long[_stride], only);
        foreach (var partial in Partials) partial.Resize(1);
    }

    public void Clear()
    {
        Groups.Clear();
        foreach (var partial in Partials) partial.Clear();
    }
}
