namespace ReactiveEtl;

/// <summary>The groups and partial aggregates of one batch, while it is read.</summary>
/// <remarks>One thread. Reused from batch to batch; nothing of it is seen by others before it is merged.</remarks>
internal sealed class BatchGroups
{
    private readonly KeyEncoder _encoder;
    private readonly KeyLayout _layout;
    private readonly TextTranslation _translation = new();
    private readonly List<(int Unit, int FirstGroup)> _units = [];
    private readonly TextGroups _textGroups = new();
    private readonly LocalSessions? _sessions;
    private readonly int _stride;
    private long[] _words = [];
    private int[] _groups = [];
    private int[] _newRows = [];
    private int[] _newGroups = [];
    private int[] _unknown = [];
    private int[]? _order;

    /// <param name="layout">How keys stand in words.</param>
    /// <param name="aggregators">The aggregates.</param>
    /// <param name="sessions">What makes groups grow, which then are not known by their keys; null where they don't.</param>
    public BatchGroups(KeyLayout layout, IReadOnlyList<Aggregator> aggregators, LocalSessions? sessions = null)
    {
        JoinsInAnyOrder = aggregators.All(aggregator => aggregator.JoinsInAnyOrder);
        _sessions = sessions;
        _encoder = new KeyEncoder(layout, borrows: true);
        _layout = layout;
        _stride = layout.WordCount;
        Groups = new LocalGroups(layout);
        Late = new LocalGroups(layout);
        Partials = [.. aggregators.Select(aggregator => aggregator.NewPartial())];
    }

    /// <summary>Whether what was found in some units may be joined with what was found in those between.</summary>
    public bool JoinsInAnyOrder { get; }

    public LocalGroups Groups { get; }

    /// <summary>The groups that rows came too late for: they are counted, and nothing of them is kept.</summary>
    public LocalGroups Late { get; }

    public StringDictionary Texts => _encoder.Texts;

    /// <summary>Gives the texts away when the batch is read; null where most are of no group. Nothing is added to them from then on: <see cref="Clear"/> comes before the next batch is read, and begins others.</summary>
    public StringDictionary? TryGiveTexts() => Texts.Count <= 2 * Groups.Count ? _encoder.GiveTexts() : null;

    public PartialAggregate[] Partials { get; }

    /// <summary>The group that came as so manieth.</summary>
    public int InOrder(int place) => _order is null ? place : _order[place];

    /// <summary>Adds rows of a vector, each to its group.</summary>
    /// <param name="keys">The key columns.</param>
    /// <param name="inputs">What each aggregate reads; null where it counts rows.</param>
    /// <param name="rows">Which rows; one may come several times, with different windows.</param>
    /// <param name="windows">The window of each.</param>
    public void Add(IReadOnlyList<ColumnVector> keys, IReadOnlyList<ColumnVector?> inputs, ReadOnlySpan<int> rows, ReadOnlySpan<long> windows)
    {
        Begin(rows.Length);
        // A vector whose rows all lack an event time has none for any group.
        if (rows.IsEmpty) return;
        _encoder.Encode(keys, rows, windows, _words);
        var groups = _groups.AsSpan(0, rows.Length);
        if (_sessions is null) Groups.Find(_words, groups);
        else _sessions.Find(Groups, _words, groups);
        Aggregate(inputs, rows, groups);
    }

    /// <summary>Adds rows of a vector that are all in one window, or in none, each to its group.</summary>
    /// <param name="keys">The key columns.</param>
    /// <param name="inputs">What each aggregate reads; null where it counts rows.</param>
    /// <param name="rows">Which rows.</param>
    /// <param name="window">The window; 0 where there are none.</param>
    public void Add(IReadOnlyList<ColumnVector> keys, IReadOnlyList<ColumnVector?> inputs, ReadOnlySpan<int> rows, long window)
    {
        Begin(rows.Length);
        var groups = _groups.AsSpan(0, rows.Length);
        if (keys is not [StringVector texts] || !_textGroups.IsWorth(texts.Dictionary, window, rows.Length))
        {
            _encoder.Encode(keys, rows, window, _words);
            Groups.Find(_words, groups);
        }
        else if (!_textGroups.TryFind(texts, rows, window, groups))
        {
            FindNew(keys, texts, rows, window, groups);
        }

        Aggregate(inputs, rows, groups);
    }

    /// <summary>Finds the groups of the texts that are not known yet, in the order of their rows.</summary>
    private void FindNew(IReadOnlyList<ColumnVector> keys, StringVector texts, ReadOnlySpan<int> rows, long window, Span<int> groups)
    {
        if (_newRows.Length < rows.Length) (_newRows, _newGroups, _unknown) = (new int[rows.Length], new int[rows.Length], new int[rows.Length]);
        var (unknown, count) = (0, 0);
        for (var i = 0; i < rows.Length; i++)
        {
            if (groups[i] >= 0) continue;
            _unknown[unknown++] = i;
            if (_textGroups.TryAsk(texts.Values[rows[i]])) _newRows[count++] = rows[i];
        }

        var newGroups = _newGroups.AsSpan(0, count);
        _encoder.Encode(keys, _newRows.AsSpan(0, count), window, _words);
        // Where all groups are of this window and known by their texts, a text that is not known is of none.
        if (_textGroups.Count == Groups.Count) Groups.AddNew(_words, newGroups);
        else Groups.Find(_words, newGroups);
        for (var i = 0; i < count; i++) _textGroups.Add(texts.Values[_newRows[i]], newGroups[i]);
        foreach (var place in _unknown.AsSpan(0, unknown)) groups[place] = _textGroups.Of(texts.Values[rows[place]]);
    }

    private void Aggregate(IReadOnlyList<ColumnVector?> inputs, ReadOnlySpan<int> rows, ReadOnlySpan<int> groups)
    {
        for (var i = 0; i < Partials.Length; i++)
        {
            Partials[i].Resize(Groups.Count);
            Partials[i].Add(inputs[i], rows, groups);
        }
    }

    /// <summary>Counts the groups of rows that came too late for them.</summary>
    public void AddLate(IReadOnlyList<ColumnVector> keys, ReadOnlySpan<int> rows, ReadOnlySpan<long> windows)
    {
        if (rows.IsEmpty) return;
        Begin(rows.Length);
        if (windows.IsEmpty) _encoder.Encode(keys, rows, 0, _words);
        else _encoder.Encode(keys, rows, windows, _words);
        Late.Find(_words, _groups.AsSpan(0, rows.Length));
    }

    /// <summary>Tells that groups which are new from now on were first met in this unit.</summary>
    public void BeginUnit(int number) => _units.Add((number, Groups.Count));

    /// <summary>Adds what other workers found, each in units of its own: the place of a group is that of the first unit, of any worker, in which it was met.</summary>
    public void Join(IReadOnlyList<BatchGroups> others)
    {
        var own = Groups.Count;
        var maps = new List<int[]> { Enumerable.Range(0, own).ToArray() };
        foreach (var other in others) maps.Add(Add(other));
        BatchGroups[] parts = [this, .. others];
        var units = parts.SelectMany((part, number) => part._units.Select((unit, place) => (unit.Unit, Groups: maps[number].AsMemory(part.GroupsOf(place, number == 0 ? own : part.Groups.Count)))));
        // A group without rows is there before all units.
        var before = maps[0].AsMemory(0, _units.Count == 0 ? own : _units[0].FirstGroup);
        InOrderOf([before, .. units.OrderBy(unit => unit.Unit).Select(unit => unit.Groups)]);
    }

    /// <summary>The groups that a unit was the first to have, of so many.</summary>
    private Range GroupsOf(int unit, int count) => _units[unit].FirstGroup..(unit + 1 < _units.Count ? _units[unit + 1].FirstGroup : count);

    /// <summary>Puts the groups into the order in which they come here first.</summary>
    private void InOrderOf(IEnumerable<Memory<int>> groups)
    {
        var isPlaced = new bool[Groups.Count];
        var order = new int[Groups.Count];
        var count = 0;
        foreach (var unit in groups)
        {
            foreach (var group in unit.Span)
            {
                if (!isPlaced[group]) order[count++] = group;
                isPlaced[group] = true;
            }
        }

        _order = order;
    }

    /// <summary>Adds another partial's groups and aggregates, of records that came later; the group here of each of its own.</summary>
    public int[] Add(BatchGroups other)
    {
        _translation.Begin(other.Texts, Texts);
        Add(other.Late, Late);
        var groups = Add(other.Groups, Groups);
        for (var i = 0; i < Partials.Length; i++)
        {
            Partials[i].Resize(Groups.Count);
            Partials[i].Append(other.Partials[i], groups);
        }

        return groups;
    }

    /// <summary>Adds groups whose texts are of the translation's source.</summary>
    private int[] Add(LocalGroups from, LocalGroups to)
    {
        var groups = new int[from.Count];
        Reserve(GroupIndex.ChunkSize);
        for (var first = 0; first < groups.Length; first += GroupIndex.ChunkSize)
        {
            var count = Math.Min(GroupIndex.ChunkSize, groups.Length - first);
            var keys = _words.AsSpan(0, count * _stride);
            from.Chunk(first).CopyTo(keys);
            _translation.Translate(_layout, keys);
            if (to != Groups) to.Find(keys, groups.AsSpan(first, count));
            else if (_sessions is not null) to.AddNew(keys, groups.AsSpan(first, count));
            else if (!TryFindByText(keys, groups.AsSpan(first, count))) to.Find(keys, groups.AsSpan(first, count));
        }

        return groups;
    }

    /// <summary>Finds the groups of keys without an index, or adds them, where all groups are known by their texts, and the keys are of the same window; else false.</summary>
    private bool TryFindByText(ReadOnlySpan<long> keys, Span<int> groups)
    {
        if (_textGroups.WindowOfAll(Texts, Groups.Count) is not { } window) return false;
        for (var i = 0; i < groups.Length; i++)
        {
            if (keys[(i * _stride) + KeyLayout.WindowWord] != window) return false;
        }

        var word = _layout.PlaceOf(0);
        for (var i = 0; i < groups.Length; i++)
        {
            var key = keys.Slice(i * _stride, _stride);
            var text = key[KeyLayout.NullsWord] == 0 ? (int)key[word] : -1;
            groups[i] = _textGroups.Of(text);
            if (groups[i] >= 0) continue;
            groups[i] = Groups.AddNew(key);
            _textGroups.Add(text, groups[i]);
        }

        return true;
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
        Late.Clear();
        _order = null;
        _units.Clear();
        _textGroups.Clear();
        _sessions?.Clear();
        _encoder.Clear();
        foreach (var partial in Partials) partial.Clear();
    }

    /// <summary>Makes ready for some rows.</summary>
    private void Begin(int rows)
    {
        Reserve(rows);
        GiveBackTexts();
    }

    /// <summary>Gives the scan its texts back, and keeps copies of those of groups, where most are of rows that were filtered; to be asked at each vector.</summary>
    public void GiveBackTexts()
    {
        if (!_encoder.HoldsTooMany(Groups.Count + Late.Count)) return;
        _translation.Begin(_encoder.ReturnTexts(), Texts);
        Groups.Rewrite(keys => _translation.Translate(_layout, keys.Span));
        Late.Rewrite(keys => _translation.Translate(_layout, keys.Span));
        _textGroups.Clear();
        _sessions?.Clear();
    }

    private void Reserve(int rows)
    {
        if (_groups.Length >= rows) return;
        _groups = new int[Math.Max(rows, _groups.Length * 2)];
        _words = new long[_groups.Length * _stride];
    }
}
