using System.Runtime.CompilerServices;

namespace ReactiveEtl;

/// <summary>The stateful operator: batches in, versions of the group table out.</summary>
internal sealed class GroupRunner<T, TRow> : BatchRunner<T, TRow>
{
    private readonly GroupQuery<TRow> _query;
    private readonly GroupState _state;
    private readonly ConditionalWeakTable<RowPlan, GroupInputs> _inputs = [];
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

        context.CaptureOperator = () => new GroupRunnerState(_state, Prefix);
    }

    protected override IEnumerable<VectorExpression> Outputs(RowPlan plan) => InputsOf(plan).All;

    protected override PartialResult NewPartial(RowPlan plan) => new GroupPartial(InputsOf(plan), _state.NewBatch(), _query.Windows, _query.HasOnlyGroup);

    protected override (TableVersion<TRow> Version, long Touched, long Groups) Merge(PartialResult batch)
    {
        var touched = _state.Merge(((GroupPartial)batch).Groups);
        var before = _published;
        _published = _state.Freeze();
        return (new GroupedVersion<TRow>(_query, _published, before, touched), touched.Length, _state.Count);
    }

    protected override Snapshot<TRow> Publish(TableVersion<TRow> version, BatchProgress progress) =>
        new(Context.Name, version, _query.Schema, Prefix, progress);

    /// <summary>The same for the scan and for what is added from it: lowered once a plan.</summary>
    private GroupInputs InputsOf(RowPlan plan) => _inputs.GetValue(plan, p => Lower(p.Lower().Mapping));

    private GroupInputs Lower(RowMapping rows) =>
        new([.. _query.Keys.Select(key => key.Lower(rows))], _query.Time?.Lower(rows), [.. _query.Aggregates.Select(aggregate => aggregate.Input?.Lower(rows))]);

    private sealed record GroupRunnerState(GroupState Groups, Prefix Prefix) : OperatorState;
}
