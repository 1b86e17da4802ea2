namespace ReactiveEtl;

/// <summary>Sums integers: each batch by itself from zero, then added to what is kept. A batch's own sum that leaves 64 bits is found as in row order: if any record brings it there, whatever comes behind.</summary>
/// <remarks>
/// From zero, and not from what is kept, since Spark does so (oracle scenario <c>variant-agg-overflow-cancel-update</c>: the least of all kept, then -1 and 1
/// in one batch, is no error). So what overflows depends on the batches, as it does there; a sum that is given is right all the same.
/// </remarks>
internal sealed class Int64SumAggregator : Aggregator
{
    private readonly PagedColumn<long> _sums = new();
    private readonly PagedColumn<bool> _hasValue = new();

    public override int Count => _sums.Count;

    public override PartialAggregate NewPartial() => new Partial();

    public override void AddGroup()
    {
        _sums.Add(0);
        _hasValue.Add(false);
    }

    public override string? Check(PartialAggregate partial, int local, int group)
    {
        var part = ((Partial)partial).Sums.Values[local];
        var before = group < _sums.Count ? _sums[group] : 0;
        var fits = part.Least >= long.MinValue && part.Greatest <= long.MaxValue && before + part.Sum >= long.MinValue && before + part.Sum <= long.MaxValue;
        return fits ? null : "a sum of integers leaves 64 bits";
    }

    public override void Fetch(ReadOnlySpan<int> groups) => _sums.Fetch(groups);

    public override void Merge(PartialAggregate partial, int local, int group)
    {
        var part = ((Partial)partial).Sums.Values[local];
        if (!part.HasValue) return;
        _sums.Own(group) += (long)part.Sum;
        _hasValue[group] = true;
    }

    public override void MergeGroup(int from, int into)
    {
        if (!_hasValue[from]) return;
        _sums[into] = checked(_sums[into] + _sums[from]);
        _hasValue[into] = true;
    }

    public override void Reset(int group) => (_sums[group], _hasValue[group]) = (0, false);

    public override void FreePage(int group)
    {
        _sums.FreePage(group);
        _hasValue.FreePage(group);
    }

    public override AggregateVersion Freeze() => new Version(_sums.Freeze(), _hasValue.Freeze());

    /// <summary>A sum, and the least and greatest that it was on its way: exact, so that partials add up to what one pass would have met.</summary>
    private record struct RunningSum(Int128 Sum, Int128 Least, Int128 Greatest, bool HasValue);

    private sealed class Partial : PartialAggregate
    {
        private PartialColumn<RunningSum> _sums = new();

        public PartialColumn<RunningSum> Sums => _sums;

        public override void Resize(int groups) => _sums.Resize(groups);

        public override void Append(PartialAggregate next, ReadOnlySpan<int> groups)
        {
            var from = ((Partial)next).Sums.Values;
            for (var i = 0; i < groups.Length; i++)
            {
                if (!from[i].HasValue) continue;
                ref var running = ref _sums.Values[groups[i]];
                running = new RunningSum(running.Sum + from[i].Sum, Int128.Min(running.Least, running.Sum + from[i].Least), Int128.Max(running.Greatest, running.Sum + from[i].Greatest), HasValue: true);
            }
        }

        public override void Clear() => _sums.Clear();

        public override void Add(ColumnVector? input, ReadOnlySpan<int> rows, ReadOnlySpan<int> groups)
        {
            var integers = (ColumnVector<long>)input!;
            for (var i = 0; i < groups.Length; i++)
            {
                if (integers.IsNull[rows[i]]) continue;
                ref var running = ref _sums.Values[groups[i]];
                running.Sum += integers.Values[rows[i]];
                running.HasValue = true;
                if (running.Sum < running.Least) running.Least = running.Sum;
                else if (running.Sum > running.Greatest) running.Greatest = running.Sum;
            }
        }
    }

    private sealed class Version(PagedVersion<long> sums, PagedVersion<bool> hasValue) : AggregateVersion
    {
        private readonly PagedVersion<long> _sums = sums;

        public override object? this[int group] => hasValue[group] ? _sums[group] : null;

        public override bool SharesPage(AggregateVersion older, int group) => _sums.SharesPage(((Version)older)._sums, group);
    }
}
