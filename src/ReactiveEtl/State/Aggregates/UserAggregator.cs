namespace ReactiveEtl;

/// <summary>A user's own aggregate: a seed, how a row is added to it, and how two are merged. The functions are pure; what they return may be kept by versions.</summary>
internal sealed class UserAggregator(Type rowType, object? seed, Func<object?, object?, object?> add, Func<object?, object?, object?> merge) : Aggregator
{
    private readonly PagedColumn<Accumulated> _values = new();

    public override int Count => _values.Count;

    public override PartialAggregate NewPartial() => new Partial(rowType, seed, add, merge);

    public override void AddGroup() => _values.Add(new Accumulated(seed, IsThere: false));

    public override void Merge(PartialAggregate partial, int local, int group)
    {
        if (((Partial)partial).Values.Values[local] is not { IsThere: true } part) return;
        _values[group] = _values[group] is { IsThere: true } before ? part with { Value = merge(before.Value, part.Value) } : part;
    }

    public override void MergeGroup(int from, int into)
    {
        if (_values[from] is not { IsThere: true } part) return;
        _values[into] = _values[into] is { IsThere: true } before ? part with { Value = merge(before.Value, part.Value) } : part;
    }

    public override void Reset(int group) => _values[group] = new Accumulated(seed, IsThere: false);

    public override void FreePage(int group) => _values.FreePage(group);

    public override AggregateVersion Freeze() => new Version(_values.Freeze());

    private record struct Accumulated(object? Value, bool IsThere);

    private sealed class Partial(Type rowType, object? seed, Func<object?, object?, object?> add, Func<object?, object?, object?> merge) : PartialAggregate
    {
        private PartialColumn<Accumulated> _values = new();

        public PartialColumn<Accumulated> Values => _values;

        public override void Resize(int groups) => _values.Resize(groups);

        public override void Append(PartialAggregate next, ReadOnlySpan<int> groups)
        {
            var from = ((Partial)next).Values.Values;
            for (var i = 0; i < groups.Length; i++)
            {
                if (!from[i].IsThere) continue;
                ref var accumulated = ref _values.Values[groups[i]];
                accumulated = accumulated.IsThere ? accumulated with { Value = merge(accumulated.Value, from[i].Value) } : from[i];
            }
        }

        public override void Clear() => _values.Clear();

        public override void Add(ColumnVector? input, ReadOnlySpan<int> rows, ReadOnlySpan<int> groups)
        {
            for (var i = 0; i < groups.Length; i++)
            {
                ref var accumulated = ref _values.Values[groups[i]];
                accumulated = new Accumulated(add(accumulated.IsThere ? accumulated.Value : seed, ClrColumn.ToClr(VectorValue.Load(input!, rows[i]), rowType)), IsThere: true);
            }
        }
    }

    private sealed class Version(PagedVersion<Accumulated> values) : AggregateVersion
    {
        private readonly PagedVersion<Accumulated> _values = values;

        public override object? this[int group] => _values[group].Value;

        public override bool SharesPage(AggregateVersion older, int group) => _values.SharesPage(((Version)older)._values, group);
    }
}
