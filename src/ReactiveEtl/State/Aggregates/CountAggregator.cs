namespace ReactiveEtl;

/// <summary>What of its input a count counts.</summary>
internal enum CountKind
{
    Rows,
    NotNull,
    True,
}

/// <summary>Counts rows, values that are there, or rows for which a condition holds.</summary>
internal sealed class CountAggregator(CountKind kind) : Aggregator
{
    private readonly PagedColumn<long> _counts = new();

    public override int Count => _counts.Count;

    public override bool JoinsInAnyOrder => true;

    public override PartialAggregate NewPartial() => new Partial(kind);

    public override void AddGroup() => _counts.Add(0);

    public override void Fetch(ReadOnlySpan<int> groups) => _counts.Fetch(groups);

    public override void Merge(PartialAggregate partial, int local, int group) => _counts.Own(group) += ((Partial)partial).Counts.Values[local];

    public override void MergeGroup(int from, int into) => _counts.Own(into) += _counts[from];

    public override void Reset(int group) => _counts[group] = 0;

    public override void FreePage(int group) => _counts.FreePage(group);

    public override AggregateVersion Freeze() => new Version(_counts.Freeze());

    private sealed class Partial(CountKind kind) : PartialAggregate
    {
        private PartialColumn<long> _counts = new();

        public PartialColumn<long> Counts => _counts;

        public override void Resize(int groups) => _counts.Resize(groups);

        public override void Append(PartialAggregate next, ReadOnlySpan<int> groups)
        {
            var from = ((Partial)next).Counts.Values;
            for (var i = 0; i < groups.Length; i++) _counts.Values[groups[i]] += from[i];
        }

        public override void Clear() => _counts.Clear();

        public override void Add(ColumnVector? input, ReadOnlySpan<int> rows, ReadOnlySpan<int> groups)
        {
            var counts = _counts.Values;
            switch (kind)
            {
                case CountKind.Rows:
                    CountKernel.Add(groups, counts.AsSpan(0, _counts.Count));
                    break;
                case CountKind.NotNull:
                    for (var i = 0; i < groups.Length; i++) counts[groups[i]] += input!.IsNull[rows[i]] ? 0 : 1;
                    break;
                default:
                    var truth = ((ColumnVector<long>)input!).Values;
                    for (var i = 0; i < groups.Length; i++) counts[groups[i]] += truth[rows[i]];
                    break;
            }
        }
    }

    private sealed class Version(PagedVersion<long> counts) : AggregateVersion
    {
        private readonly PagedVersion<long> _counts = counts;

        public override object? this[int group] => _counts[group];

        public override bool SharesPage(AggregateVersion older, int group) => _counts.SharesPage(((Version)older)._counts, group);
    }
}
