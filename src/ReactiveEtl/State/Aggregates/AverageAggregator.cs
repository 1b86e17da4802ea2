using System.Numerics;

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
        _sums.Own(group).Add(part);
    }

    public override void MergeGroup(int from, int into)
    {
        if (_sums[from] is { Count: > 0 } part) _sums.Own(into).Add(part);
    }

    public override void Reset(int group) => _sums[group] = default;

    public override void FreePage(int group) => _sums.FreePage(group);

    public override AggregateVersion Freeze() => new Version(_sums.Freeze());

    private record struct SumAndCount(double Sum, long Count)
    {
        public void Add(SumAndCount next) => (Sum, Count) = (Sum + next.Sum, Count + next.Count);
    }

    private sealed class Partial : PartialAggregate
    {
        private PartialColumn<SumAndCount> _sums = new();

        public PartialColumn<SumAndCount> Sums => _sums;

        public override void Resize(int groups) => _sums.Resize(groups);

        public override void Append(PartialAggregate next, ReadOnlySpan<int> groups)
        {
            var from = ((Partial)next).Sums.Values;
            for (var i = 0; i < groups.Length; i++) _sums.Values[groups[i]].Add(from[i]);
        }

        public override void Clear() => _sums.Clear();

        public override void Add(ColumnVector? input, ReadOnlySpan<int> rows, ReadOnlySpan<int> groups)
        {
            switch (input)
            {
                case ColumnVector<long> integers: Add(integers, rows, groups, _sums.Values); break;
                case ColumnVector<double> doubles: Add(doubles, rows, groups, _sums.Values); break;
                default: Add((ColumnVector<decimal>)input!, rows, groups, _sums.Values); break;
            }
        }

        private static void Add<T>(ColumnVector<T> input, ReadOnlySpan<int> rows, ReadOnlySpan<int> groups, SumAndCount[] sums)
            where T : INumberBase<T>
        {
            for (var i = 0; i < groups.Length; i++)
            {
                if (input.IsNull[rows[i]]) continue;
                ref var running = ref sums[groups[i]];
                running.Count++;
                running.Sum += double.CreateChecked(input.Values[rows[i]]);
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
