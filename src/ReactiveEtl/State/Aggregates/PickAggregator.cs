namespace ReactiveEtl;

/// <summary>Which of a group's values is kept.</summary>
internal enum PickKind
{
    Min,
    Max,
    First,
    Last,
}

/// <summary>Keeps one of a group's values: the least, the greatest, the first or the last to arrive. Nulls are passed over by the first two.</summary>
/// <typeparam name="T">How a vector holds the values; a text is kept as a string.</typeparam>
/// <param name="kind">Which value.</param>
/// <param name="comparer">The order of the values: NaN is the greatest double, texts by their UTF-8 bytes.</param>
internal sealed class PickAggregator<T>(PickKind kind, IComparer<T> comparer) : Aggregator
{
    private readonly PagedColumn<Picked> _picked = new();

    public override int Count => _picked.Count;

    /// <summary>Equal integers, texts and GUIDs are the same; equal doubles may be two zeros, equal decimals differ in their zeros.</summary>
    public override bool JoinsInAnyOrder => kind is PickKind.Min or PickKind.Max && typeof(T) != typeof(double) && typeof(T) != typeof(decimal);

    public override PartialAggregate NewPartial() => new Partial(this);

    public override void AddGroup() => _picked.Add(default);

    public override void Merge(PartialAggregate partial, int local, int group)
    {
        var part = ((Partial)partial).Picked.Values[local];
        if (!part.IsThere || !Replaces(_picked[group], part)) return;
        _picked[group] = part;
    }

    public override void MergeGroup(int from, int into)
    {
        if (_picked[from] is { IsThere: true } part && Replaces(_picked[into], part)) _picked[into] = part;
    }

    public override void Reset(int group) => _picked[group] = default;

    public override void FreePage(int group) => _picked.FreePage(group);

    public override AggregateVersion Freeze() => new Version(_picked.Freeze());

    private bool Replaces(in Picked before, in Picked next) => !before.IsThere || kind switch
    {
        PickKind.Min => comparer.Compare(next.Value, before.Value) < 0,
        PickKind.Max => comparer.Compare(next.Value, before.Value) > 0,
        PickKind.First => false,
        _ => true,
    };

    /// <summary>A value; of a first or last one perhaps a null.</summary>
    private record struct Picked(T? Value, bool IsThere, bool IsNull);

    private sealed class Partial(PickAggregator<T> owner) : PartialAggregate
    {
        private PartialColumn<Picked> _picked = new();

        public PartialColumn<Picked> Picked => _picked;

        public override void Resize(int groups) => _picked.Resize(groups);

        public override void Append(PartialAggregate next, ReadOnlySpan<int> groups)
        {
            var from = ((Partial)next).Picked.Values;
            for (var i = 0; i < groups.Length; i++)
            {
                ref var picked = ref _picked.Values[groups[i]];
                if (from[i].IsThere && owner.Replaces(picked, from[i])) picked = from[i];
            }
        }

        public override void Clear() => _picked.Clear();

        public override void Add(ColumnVector? input, ReadOnlySpan<int> rows, ReadOnlySpan<int> groups)
        {
            var keepsNulls = owner.Kind is PickKind.First or PickKind.Last;
            for (var i = 0; i < groups.Length; i++)
            {
                var isNull = input!.IsNull[rows[i]];
                if (isNull && !keepsNulls) continue;
                var next = new Picked(isNull ? default : VectorValue.Load<T>(input, rows[i]), IsThere: true, isNull);
                ref var picked = ref _picked.Values[groups[i]];
                if (owner.Replaces(picked, next)) picked = next;
            }
        }
    }

    private PickKind Kind => kind;

    private sealed class Version(PagedVersion<Picked> picked) : AggregateVersion
    {
        private readonly PagedVersion<Picked> _picked = picked;

        public override object? this[int group] => _picked[group] is { IsThere: true, IsNull: false } value ? value.Value : null;

        public override bool SharesPage(AggregateVersion older, int group) => _picked.SharesPage(((Version)older)._picked, group);
    }
}
