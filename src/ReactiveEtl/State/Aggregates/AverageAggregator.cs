namespace ReactiveEtl;

/// <summary>The average in double: sum and count, each batch by itself from zero.</summary>
internal sealed class AverageAggregator : Aggregator
{
    private readonly PagedColumn<SumAndCount> _sums = new();

    public override int Count => _sums.Count;

    public override PartialAggregate NewPartial() => new Partial();

    public override void AddGroup() => _sums.Add(default);

    public override void Merge(PartialAggregate partial, int local, int group)
    {
        var part = ((Partial)partial).Sums.Values[local];
        if (part.Count == 0) return;
        var before = _sums[group];
        _sums[group] = new SumAndCount(before.Sum + part.Sum, before.Count + part.Count);
    }

    public override void MergeGroup(int from, int into)
    {
        if (_sums[from] is { Count: > 0 } part) _sums[into] = new SumAndCount(_sums[into].Sum + part.Sum, _sums[into].Count + part.Count);
    }

    public override void Reset(int group) => _sums[group] = default;

    public override void FreePage(int group) => _sums.FreePage(group);

    public override AggregateVersion Freeze() => new Version(_sums.Freeze());

    private record struct SumAndCount(double Sum, long Count);

    private sealed class Partial : PartialAggregate
    {
        private PartialColumn<SumAndCount> _sums = new();

        public PartialColumn<SumAndCount> Sums => _sums;

        public override void Resize(int groups) => _sums.Resize(groups);

        public override void Append(PartialAggregate next, ReadOnlySpan<int> groups)
        {
            var from = ((Partial)next).Sums.Values;
            for (var i = 0; i < groups.Length; i++)
            {
                // A zero that was added to nothing would turn a sum of -0.0 into 0.0.
                if (from[i].Count == 0) continue;
                ref var sum = ref _sums.Values[groups[i]];
                sum = new SumAndCount(sum.Sum + from[i].Sum, sum.Count + from[i].Count);
            }
        }

        public override void Clear() => _sums.Clear();

        public override void Add(ColumnVector? input, ReadOnlySpan<int> rows, ReadOnlySpan<int> groups)
        {
            for (var i = 0; i < groups.Length; i++)
            {
                var row = rows[i];
                if (input!.IsNull[row]) continue;
                ref var running = ref _sums.Values[groups[i]];
                running.Count++;
                running.Sum += input switch
                {
                    ColumnVector<long> integers => integers.Values[row],
                    ColumnVector<double> doubles => doubles.Values[row],
                    _ => (double)((ColumnVector<decimal>)input).Values[row],
                };
            }
        }
    }

    private sealed class Version(PagedVersion<SumAndCount> sums) : AggregateVersion
    {
        private readonly PagedVersion<SumAndCount> _sums = sums;

        public override object? this[int group] => _sums[group] is { Count: > 0 } average ? average.Sum / average.Count : null;

        public override bool SharesPage(AggregateVersion older, int group) => _sums.SharesPage(((Version)older)._sums, group);
    }
}
