using System.Runtime.CompilerServices;

namespace ReactiveEtl;

/// <summary>The stateful operator: batches in, versions of the group table out.</summary>
internal sealed class GroupRunner<T, TRow> : BatchRunner<T, TRow>
{
    private static readonly int[] TheOnlyGroup = [0];

    private readonly GroupQuery<TRow> _query;
    private readonly GroupState _state;
    private readonly ConditionalWeakTable<RowPlan, GroupInputs> _inputs = [];
    private GroupVersion? _published;

    public GroupRunner(GroupQuery<TRow> query, RunContext context)
        : base(query.Schema, context)
    {
        _query = query;
        _state = Resumed as GroupState ?? query.NewState(context.KeepsAll, context.Retention);
        if (Resumed is not null) _published = _state.Freeze();
    }

    protected override object Kept => _state;

    protected override long? LastEnd => _state.LastEnd;

    protected override bool IsStateful => !Context.KeepsAll;

    /// <summary>By what rows are late: where groups end, unless all are kept; sessions, as Spark's, refuse late rows even then.</summary>
    private BatchTimes? LateBy => _query.HasEnd && (!Context.KeepsAll || _query.Sessions is not null) ? Stages.Times : null;

    protected override IEnumerable<VectorExpression> Outputs(RowPlan plan) => InputsOf(plan).All;

    protected override PartialResult NewPartial(RowPlan plan) =>
        new GroupPartial(InputsOf(plan), _state.NewBatch(), _query.NewPlaced(), _query.HasOnlyGroup, LateBy, Stages.NewStages(plan.Lower()));

    protected override MergedBatch<TRow> Merge(PartialResult? batch, long watermark)
    {
        var groups = (batch as GroupPartial)?.Groups;
        var merged = groups is not null ? _state.Merge(groups) : new MergedGroups(_query.HasOnlyGroup ? TheOnlyGroup : [], []);
        // What becomes final stays for this version at least, whose changes tell it; so it expires with a later batch.
        var expired = _state.Expire(watermark);
        var newlyFinal = _state.Evict(watermark);
        var before = _published;
        _published = _state.Freeze();
        var version = new GroupedVersion<TRow>(_query, _published, before, merged with { Removed = [.. merged.Removed, .. expired] }, newlyFinal);
        return new MergedBatch<TRow>(version, merged.Touched.Length, _state.OpenCount, groups?.Late.Count ?? 0);
    }

    /// <summary>The same for the scan and for what is added from it: lowered once a plan.</summary>
    private GroupInputs InputsOf(RowPlan plan) => _inputs.GetValue(plan, p => Lower(p.Lower()));

    private GroupInputs Lower(LoweredRows rows) => new(
        [.. _query.Keys.Select(key => key.Lower(rows.Mapping))],
        _query.Time?.Lower(rows.Mapping) ?? (_query.HasEnd ? rows.EventTime!.Time : null),
        _query.Sessions?.Gap?.Lower(rows.Mapping),
        [.. _query.Aggregates.Select(aggregate => aggregate.Input?.Lower(rows.Mapping))]);
}
