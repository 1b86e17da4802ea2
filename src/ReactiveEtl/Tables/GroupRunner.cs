using System.Runtime.CompilerServices;

namespace ReactiveEtl;

/// <summary>The stateful operator: batches in, versions of the group table out.</summary>
internal sealed class GroupRunner<T, TRow> : BatchRunner<T, TRow>
{
    private readonly GroupQuery<TRow> _query;
    private readonly GroupState _state;
    private readonly BatchGroups _batch;
    private readonly WindowedRows? _windowed;
    private readonly ConditionalWeakTable<RowPlan, Inputs> _inputs = [];
    private readonly ColumnVector[] _keys;
    private readonly ColumnVector?[] _values;
    private Inputs? _current;
    private GroupVersion? _published;

    public GroupRunner(GroupQuery<TRow> query, RunContext context)
        : base(context)
    {
        _query = query;
        if (context.Resume?.Operator is GroupRunnerState resumed)
        {
            (_state, Prefix) = (resumed.Groups, resumed.Prefix);
            _published = _state.Freeze();
        }
        else
        {
            _state = query.NewState();
        }

        _batch = _state.NewBatch();
        _windowed = query.Windows is null ? null : new WindowedRows(query.Windows);
        _keys = new ColumnVector[query.Keys.Count];
        _values = new ColumnVector?[query.Aggregates.Count];
        context.CaptureOperator = () => new GroupRunnerState(_state, Prefix);
    }

    protected override IEnumerable<VectorExpression> Outputs(RowPlan plan) => InputsOf(plan).All;

    protected override void Begin(RowPlan plan)
    {
        _current = InputsOf(plan);
        _batch.Clear();
        if (_query.HasOnlyGroup) _batch.AddTheOnlyGroup();
    }

    protected override int Add(VectorScope rows)
    {
        for (var i = 0; i < _keys.Length; i++) _keys[i] = rows.Evaluate(_current!.Keys[i]);
        for (var i = 0; i < _values.Length; i++) _values[i] = _current!.Values[i] is { } value ? rows.Evaluate(value) : null;
        if (_windowed is null)
        {
            _batch.Add(_keys, _values, RowNumbers.UpTo(rows.Count), []);
            return 0;
        }

        var withoutTime = _windowed.Assign((ColumnVector<long>)rows.Evaluate(_current!.Time!), rows.Count);
        _batch.Add(_keys, _values, _windowed.Rows, _windowed.Starts);
        return withoutTime;
    }

    protected override (TableVersion<TRow> Version, long Touched, long Groups) Merge()
    {
        var touched = _state.Merge(_batch);
        var before = _published;
        _published = _state.Freeze();
        return (new GroupedVersion<TRow>(_query, _published, before, touched), touched.Length, _state.Count);
    }

    protected override Snapshot<TRow> Publish(TableVersion<TRow> version, BatchProgress progress) =>
        new(Context.Name, version, _query.Schema, Prefix, progress);

    /// <summary>The same for the scan and for what is added from it: lowered once a plan.</summary>
    private Inputs InputsOf(RowPlan plan) => _inputs.GetValue(plan, p => Lower(p.Lower().Mapping));

    private Inputs Lower(RowMapping rows) =>
        new([.. _query.Keys.Select(key => key.Lower(rows))], _query.Time?.Lower(rows), [.. _query.Aggregates.Select(aggregate => aggregate.Input?.Lower(rows))]);

    /// <summary>What the query reads of each row, in terms of one plan's columns.</summary>
    private sealed record Inputs(VectorExpression[] Keys, VectorExpression? Time, VectorExpression?[] Values)
    {
        public IEnumerable<VectorExpression> All => [.. Keys, .. Time is null ? Array.Empty<VectorExpression>() : [Time], .. Values.OfType<VectorExpression>()];
    }

    private sealed record GroupRunnerState(GroupState Groups, Prefix Prefix) : OperatorState;
}

/// <summary>The numbers from 0: rows of a vector as they are.</summary>
internal static class RowNumbers
{
    private static readonly int[] Numbers = [.. Enumerable.Range(0, ColumnBatch.DefaultCapacity)];

    public static ReadOnlySpan<int> UpTo(int count) => Numbers.AsSpan(0, count);
}
