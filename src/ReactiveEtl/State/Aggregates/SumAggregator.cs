using System.Numerics;

namespace ReactiveEtl;

/// <summary>
/// Sums doubles or decimals: each batch by itself from zero, in row order, then added to what is kept. A batch's own sum that leaves the range of decimals is
/// found as in row order, as of integers.
/// </summary>
internal sealed class SumAggregator<T> : Aggregator
    where T : struct, INumber<T>
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
        _sums.Own(group) += part.Sum;
        _hasValue[group] = true;
    }

    public override void MergeGroup(int from, int into)
    {
        if (!_hasValue[from]) return;
        _sums.Own(into) += _sums[from];
        _hasValue[into] = true;
    }

    public override void Reset(int group) => (_sums[group], _hasValue[group]) = (T.Zero, false);

    public override void FreePage(int group)
    {
        _sums.FreePage(group);
        _hasValue.FreePage(group);
    }

    public override AggregateVersion Freeze() => new Version(_sums.Freeze(), _hasValue.Freeze());

    /// <summary>A double becomes infinite instead.</summary>
    private static bool CanOverflow => typeof(T) == typeof(decimal);

    private record struct RunningSum(T Sum, bool HasValue, bool Overflowed);

    private sealed class Partial : PartialAggregate
    {
        private PartialColumn<RunningSum> _sums = new();

        /// <summary>The least and the greatest that each sum was on its way, where it can overflow: a partial that is appended went that way from the sum before it.</summary>
        private PartialColumn<(T Least, T Greatest)> _paths = new();

        public PartialColumn<RunningSum> Sums => _sums;

        public override void Resize(int groups)
        {
            _sums.Resize(groups);
            if (CanOverflow) _paths.Resize(groups);
        }

        public override void Append(PartialAggregate next, ReadOnlySpan<int> groups)
        {
            var part = (Partial)next;
            for (var i = 0; i < groups.Length; i++)
            {
                var added = part._sums.Values[i];
                if (!added.HasValue) continue;
                ref var running = ref _sums.Values[groups[i]];
                running.Overflowed |= added.Overflowed;
                var before = running.Sum;
                if (CanOverflow)
                {
                    Add(groups[i], before, part._paths.Values[i].Least);
                    Add(groups[i], before, part._paths.Values[i].Greatest);
                }

                Add(groups[i], before, added.Sum);
            }
        }

        public override void Clear()
        {
            _sums.Clear();
            _paths.Clear();
        }

        public override void Add(ColumnVector? input, ReadOnlySpan<int> rows, ReadOnlySpan<int> groups)
        {
            var numbers = (ColumnVector<T>)input!;
            for (var i = 0; i < groups.Length; i++)
            {
                if (!numbers.IsNull[rows[i]]) Add(groups[i], _sums.Values[groups[i]].Sum, numbers.Values[rows[i]]);
            }
        }

        /// <summary>A group's sum comes to what it was before and a value.</summary>
        private void Add(int group, T before, T value)
        {
            ref var running = ref _sums.Values[group];
            running.HasValue = true;
            try
            {
                running.Sum = before + value;
            }
            catch (OverflowException)
            {
                running.Overflowed = true;
            }

            if (!CanOverflow) return;
            ref var path = ref _paths.Values[group];
            path = (T.Min(path.Least, running.Sum), T.Max(path.Greatest, running.Sum));
        }
    }

    private sealed class Version(PagedVersion<T> sums, PagedVersion<bool> hasValue) : AggregateVersion
    {
        private readonly PagedVersion<T> _sums = sums;

        public override object? this[int group] => hasValue[group] ? _sums[group] : null;

        public override bool SharesPage(AggregateVersion older, int group) => _sums.SharesPage(((Version)older)._sums, group);
    }
}
