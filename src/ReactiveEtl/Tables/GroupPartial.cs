namespace ReactiveEtl;

/// <summary>The groups of a batch, or of a unit of it, from the rows that the scan pushes.</summary>
internal sealed class GroupPartial : PartialResult
{
    private readonly GroupInputs _inputs;
    private readonly bool _hasOnlyGroup;
    private readonly WindowedRows? _windowed;
    private readonly ColumnVector[] _keys;
    private readonly ColumnVector?[] _values;

    public GroupPartial(GroupInputs inputs, BatchGroups groups, WindowAssigner? windows, bool hasOnlyGroup)
    {
        _inputs = inputs;
        Groups = groups;
        _windowed = windows is null ? null : new WindowedRows(windows);
        _hasOnlyGroup = hasOnlyGroup;
        _keys = new ColumnVector[inputs.Keys.Length];
        _values = new ColumnVector?[inputs.Values.Length];
    }

    public BatchGroups Groups { get; }

    public override int Add(VectorScope rows)
    {
        for (var i = 0; i < _keys.Length; i++) _keys[i] = rows.Evaluate(_inputs.Keys[i]);
        for (var i = 0; i < _values.Length; i++) _values[i] = _inputs.Values[i] is { } value ? rows.Evaluate(value) : null;
        if (_windowed is null)
        {
            Groups.Add(_keys, _values, RowNumbers.UpTo(rows.Count), 0);
            return 0;
        }

        var withoutTime = _windowed.Assign((ColumnVector<long>)rows.Evaluate(_inputs.Time!), rows.Count);
        if (_windowed.OnlyStart is { } window) Groups.Add(_keys, _values, _windowed.Rows, window);
        else Groups.Add(_keys, _values, _windowed.Rows, _windowed.Starts);
        return withoutTime;
    }

    public override void Append(PartialResult next) => Groups.Append(((GroupPartial)next).Groups);

    public override void Clear()
    {
        Groups.Clear();
        if (_hasOnlyGroup) Groups.AddTheOnlyGroup();
    }
}

/// <summary>What a group query reads of each row, in terms of one plan's columns.</summary>
internal sealed record GroupInputs(VectorExpression[] Keys, VectorExpression? Time, VectorExpression?[] Values)
{
    public IEnumerable<VectorExpression> All => [.. Keys, .. Time is null ? Array.Empty<VectorExpression>() : [Time], .. Values.OfType<VectorExpression>()];
}
