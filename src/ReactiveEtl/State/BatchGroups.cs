namespace ReactiveEtl;

/// <summary>The groups and partial aggregates of one batch, while it is read.</summary>
/// <remarks>One thread. Reused from batch to batch; nothing of it is seen by others before it is merged.</remarks>
internal sealed class BatchGroups
{
    private readonly KeyEncoder _encoder;
    private readonly KeyLayout _layout;
    private readonly List<TextTranslation> _translations = [];
    private readonly List<(int Unit, int FirstGroup)> _units = [];
    private readonly TextGroups _textGroups = new();
    private readonly int _stride;
    private long[] _words = [];
    private int[] _groups = [];
    private int[] _newRows = [];
    private int[] _newGroups = [];

    public BatchGroups(KeyLayout layout, IReadOnlyList<Aggregator> aggregators)
    {
        JoinsInAnyOrder = aggregators.All(aggregator => aggregator.JoinsInAnyOrder);
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

    public PartialAggregate[] Partials { get; }

    /// <summary>Adds rows of a vector, each to its group.</summary>
    /// <param name="keys">The key columns.</param>
    /// <param name="inputs">What each aggregate reads; null where it counts rows.</param>
    /// <param name="rows">Which rows; one may come several times, with different windows.</param>
    /// <param name="windows">The window of each.</param>
    public void Add(IReadOnlyList<ColumnVector> keys, IReadOnlyList<ColumnVector?> inputs, ReadOnlySpan<int> rows, ReadOnlySpan<long> windows)
    {
        // A vector whose rows all lack an event time has none for any group.
        if (rows.IsEmpty) return;
        Reserve(rows.Length);
        _encoder.Encode(keys, rows, windows, _words);
        var groups = _groups.AsSpan(0, rows.Length);
        Groups.Find(_words, groups);
        Aggregate(inputs, rows, groups);
    }

    /// <summary>Adds rows of a vector that are all in one window, or in none, each to its group.</summary>
    /// <param name="keys">The key columns.</param>
    /// <param name="inputs">What each aggregate reads; null where it counts rows.</param>
    /// <param name="rows">Which rows.</param>
    /// <param name="window">The window; 0 where there are none.</param>
    public void Add(IReadOnlyList<ColumnVector> keys, IReadOnlyList<ColumnVector?> inputs, ReadOnlySpan<int> rows, long window)
    {
        Reserve(rows.Length);
        var groups = _groups.AsSpan(0, rows.Length);
        if (keys is not [StringVector texts])
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
        if (_newRows.Length < rows.Length) (_newRows, _newGroups) = (new int[rows.Length], new int[rows.Length]);
        var count = 0;
        foreach (var row in rows)
        {
            ref var group = ref _textGroups[texts.Values[row]];
            if (group != TextGroups.Unknown) continue;
            group = TextGroups.Pending;
            _newRows[count++] = row;
        }

        var newGroups = _newGroups.AsSpan(0, count);
        _encoder.Encode(keys, _newRows.AsSpan(0, count), window, _words);
        Groups.Find(_words, newGroups);
        for (var i = 0; i < count; i++) _textGroups[texts.Values[_newRows[i]]] = newGroups[i];
        _textGroups.TryFind(texts, rows, window, groups);
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
        Reserve(rows.Length);
        if (windows.IsEmpty) _encoder.Encode(keys, rows, 0, _words);
        else _encoder.Encode(keys, rows, windows, _words);
        Late.Find(_words, _groups.AsSpan(0, rows.Length));
    }

    /// <summary>Adds the groups and aggregates of records that came later.</summary>
    public void Append(BatchGroups next)
    {
        AppendKeys(next, next.Late, 0..next.Late.Count, Late, TranslationOf(0));
        var groups = AppendKeys(next, next.Groups, 0..next.Groups.Count, Groups, TranslationOf(0));
        for (var i = 0; i < Partials.Length; i++)
        {
            Partials[i].Resize(Groups.Count);
            Partials[i].Append(next.Partials[i], groups);
        }
    }

    /// <summary>Tells that groups which are new from now on were first met in this unit.</summary>
    public void BeginUnit(int number) => _units.Add((number, Groups.Count));

    /// <summary>Adds what workers found in units of their own: a group's place is that of the first unit, of any worker, which it was met in.</summary>
    public void Join(IReadOnlyList<BatchGroups> parts)
    {
        var groups = parts.Select(part => new int[part.Groups.Count]).ToArray();
        foreach (var (unit, part) in parts.SelectMany((part, number) => part._units.Select((_, unit) => (unit, number))).OrderBy(pair => parts[pair.number]._units[pair.unit].Unit).ToList())
        {
            var range = parts[part].GroupsOf(unit);
            AppendKeys(parts[part], parts[part].Groups, range, Groups, TranslationOf(part)).CopyTo(groups[part].AsSpan(range));
        }

        for (var part = 0; part < parts.Count; part++)
        {
            AppendKeys(parts[part], parts[part].Late, 0..parts[part].Late.Count, Late, TranslationOf(part));
            for (var i = 0; i < Partials.Length; i++)
            {
                Partials[i].Resize(Groups.Count);
                Partials[i].Append(parts[part].Partials[i], groups[part]);
            }
        }
    }

    /// <summary>The groups that a unit was the first to have.</summary>
    private Range GroupsOf(int unit) => _units[unit].FirstGroup..(unit + 1 < _units.Count ? _units[unit + 1].FirstGroup : Groups.Count);

    /// <summary>For each that is joined its own, which need not begin anew where they take turns.</summary>
    private TextTranslation TranslationOf(int part)
    {
        while (_translations.Count <= part) _translations.Add(new TextTranslation());
        return _translations[part];
    }

    /// <summary>Adds keys of another partial, and gives the group of each here.</summary>
    private ReadOnlySpan<int> AppendKeys(BatchGroups next, LocalGroups from, Range range, LocalGroups to, TextTranslation translation)
    {
        var (first, count) = range.GetOffsetAndLength(from.Count);
        Reserve(count);
        var ids = translation.Begin(next.Texts, Texts);
        for (var i = 0; i < count; i++)
        {
            var key = _words.AsSpan(i * _stride, _stride);
            from[first + i].CopyTo(key);
            foreach (var (column, word) in _layout.Texts)
            {
                if (((key[KeyLayout.NullsWord] >> column) & 1) != 0) continue;
                ref var id = ref ids[key[word]];
                if (id < 0) id = Texts.GetOrAdd(next.Texts[(int)key[word]]);
                key[word] = id;
            }
        }

        var groups = _groups.AsSpan(0, count);
        to.Find(_words, groups);
        return groups;
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
        _units.Clear();
        _textGroups.Clear();
        _encoder.Clear();
        foreach (var partial in Partials) partial.Clear();
    }

    private void Reserve(int rows)
    {
        if (_groups.Length >= rows) return;
        _groups = new int[Math.Max(rows, _groups.Length * 2)];
        _words = new long[_groups.Length * _stride];
    }
}
