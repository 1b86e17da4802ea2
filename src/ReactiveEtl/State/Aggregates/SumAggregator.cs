using System.Numerics;

namespace ReactiveEtl;

/// <summary>Sums doubles or decimals: each batch by itself from zero, in row order, then added to what is kept.</summary>
internal sealed class SumAggregator<T> : Aggregator
    where T : struct, INumberBase<T>
{
    private readonly PagedColumn<T> _sums = new();
    private readonly PagedColumn<bool> _hasValue = new();

    public override int Count => _sums.Count;

    public override PartialAggregate NewPartial() => new Partial();

    public override void AddGroup()
    {
        _sums.Add(T.Zero);
        _hasValue.Add(false);
    }

    public override string? Check(PartialAggregate partial, int local, int group)
    {
        var part = ((Partial)partial).Sums.Values[local];
        if (part.Overflowed) return "a sum of decimals leaves their range";
        try
        {
            _ = (group < _sums.Count ? _sums[group] : T.Zero) + part.Sum;
            return null;
        }
        catch (OverflowException)
        {
            return "a sum of decimals leaves their range";
        }
    }

    public override void Merge(PartialAggregate partial, int local, int group)
    {
        var part = ((Partial)partial).Sums.Values[local];
        if (!part.HasValue) return;
        _sums[group] += part.Sum;
        _hasValue[group] = true;
    }

    public override void MergeGroup(int from, int into)
    {
        if (!_hasValue[from]) return;
        _sums[into] += _sums[from];
        _hasValue[into] = true;
    }

    public override void Reset(int group) => (_sums[group], _hasValue[group]) = (T.Zero, false);

    public override void FreePage(int group)
    {
        _sums.FreePage(group);
        _hasValue.FreePage(group);
    }

    public override AggregateVersion Freeze() => new Version(_sums.Freeze(), _hasValue.Freeze());

    private record struct RunningSum(T Sum, bool HasValue, bool Overflowed);

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
                running.Overflowed |= from[i].Overflowed;
                running.HasValue = true;
                AddTo(ref running, from[i].Sum);
            }
        }

        public override void Clear() => _sums.Clear();

        public override void Add(ColumnVector? input, ReadOnlySpan<int> rows, ReadOnlySpan<int> groups)
        {
            var numbers = (ColumnVector<T>)input!;
            for (var i = 0; i < groups.Length; i++)
            {
                if (numbers.IsNull[rows[i]]) continue;
                ref var running = ref _sums.Values[groups[i]];
                AddTo(ref running, numbers.Values[rows[i]]);
                running.HasValue = true;
            }
        }

        private static void AddTo(ref RunningSum running, T value)
        {
            try
            {
                running.Sum += value;
            }
            catch (OverflowException)
            {
                running.Overflowed = true;
            }
        }
    }

    private sealed class Version(PagedVersion<T> sums, PagedVersion<bool> hasValue) : AggregateVersion
    {
        private readonly PagedVersion<T> _sums = sums;

        public override object? this[int group] => hasValue[group] ? _sums[group] : null;

        public override bool SharesPage(AggregateVersion older, int group) => _sums.SharesPage(((Version)older)._sums, group);
    }
}
