namespace ReactiveEtl;

/// <summary>The groups of a batch, or of a unit of it, from the rows that the scan pushes.</summary>
internal sealed class GroupPartial : PartialResult
{
    private readonly GroupInputs _inputs;
    private readonly bool _hasOnlyGroup;
    private readonly BatchTimes? _lateBy;
    private readonly PlacedRows _placed;
    private readonly ColumnVector[] _keys;
    private readonly ColumnVector?[] _values;

    /// <param name="inputs">What is read of each row.</param>
    /// <param name="groups">Where the rows are added.</param>
    /// <param name="placed">How rows come to windows.</param>
    /// <param name="hasOnlyGroup">Whether there is one group without any row.</param>
    /// <param name="lateBy">By what rows are late; null where none is.</param>
    /// <param name="stages">What is done with the rows first.</param>
    public GroupPartial(GroupInputs inputs, BatchGroups groups, PlacedRows placed, bool hasOnlyGroup, BatchTimes? lateBy, RowStages stages)
        : base(stages)
    {
        _inputs = inputs;
        Groups = groups;
        _placed = placed;
        _hasOnlyGroup = hasOnlyGroup;
        _lateBy = lateBy;
        _keys = new ColumnVector[inputs.Keys.Length + (placed is SessionRows ? 1 : 0)];
        _values = new ColumnVector?[inputs.Values.Length];
        KeptTexts = inputs.Keys.Where(key => key.Type == typeof(string)).ToList() is [ColumnReference text] ? text.Column : null;
        // Sessions: what a row makes by itself is a group of the batch, so its end is a part of the key.
        if (placed is SessionRows sessions) _keys[^1] = sessions.Ends;
    }

    public BatchGroups Groups { get; }

    /// <summary>What a session's rows come to depends on what stands behind them; groups with ends of their own do not.</summary>
    public override bool JoinsInAnyOrder => Groups.JoinsInAnyOrder && _placed is not SessionRows;

    /// <summary>Ids of several columns, or of what is computed, are of dictionaries that the groups have for themselves.</summary>
    public override int? KeptTexts { get; }

    public override void BeginUnit(int number) => Groups.BeginUnit(number);

    public override void Join(IReadOnlyList<PartialResult> parts)
    {
        base.Join(parts);
        Groups.Join([.. parts.Select(part => ((GroupPartial)part).Groups)]);
    }

    public override void Append(PartialResult next)
    {
        base.Append(next);
        Groups.Add(((GroupPartial)next).Groups);
    }

    public override void Clear()
    {
        base.Clear();
        Groups.Clear();
        if (_hasOnlyGroup) Groups.AddTheOnlyGroup();
    }

    protected override void AddNoRows() => Groups.GiveBackTexts();

    protected override int AddRows(VectorScope rows)
    {
        for (var i = 0; i < _inputs.Keys.Length; i++) _keys[i] = rows.Evaluate(_inputs.Keys[i]);
        for (var i = 0; i < _values.Length; i++) _values[i] = _inputs.Values[i] is { } value ? rows.Evaluate(value) : null;
        var times = _inputs.Time is { } time ? (ColumnVector<long>)rows.Evaluate(time) : null;
        var withoutWindow = _placed.Place(times, _inputs.Gap is { } gap ? rows.Evaluate(gap) : null, rows.Count);
        if (_lateBy is not null) RemoveLate(rows, _lateBy);
        if (_placed.OnlyWindow is { } window) Groups.Add(_keys, _values, _placed.Rows, window);
        else Groups.Add(_keys, _values, _placed.Rows, _placed.Windows);
        return withoutWindow;
    }

    private void RemoveLate(VectorScope rows, BatchTimes lateBy)
    {
        var before = (Stages as TimedStages)?.WatermarkBefore(rows);
        var late = _placed.RemoveLate(lateBy.Watermark.Late, before, (row, watermark) => rows.OnRefused?.Invoke(row, TimedStages.Late(watermark)));
        Stages.AddLate(late);
        Groups.AddLate(_keys, _placed.LateRows, _placed.LateWindows);
    }
}

/// <summary>What a group query reads of each row, in terms of one plan's columns.</summary>
/// <param name="Keys">The key columns.</param>
/// <param name="Time">The event time of windows, or the one that is a key.</param>
/// <param name="Gap">The gap of sessions where each row has its own.</param>
/// <param name="Values">What each aggregate reads.</param>
internal sealed record GroupInputs(VectorExpression[] Keys, VectorExpression? Time, VectorExpression? Gap, VectorExpression?[] Values)
{
    public IEnumerable<VectorExpression> All => [.. Keys, .. new[] { Time, Gap }.OfType<VectorExpression>(), .. Values.OfType<VectorExpression>()];
}
