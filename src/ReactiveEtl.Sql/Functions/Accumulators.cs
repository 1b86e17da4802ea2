using System.Text;

namespace ReactiveEtl;

/// <summary>What aggregates keep of the rows of a group.</summary>
internal static class Accumulators
{
    internal sealed class CountIf : SqlAccumulator
    {
        private long _count;

        public override void Add(object?[] row) => _count += row[0] is true ? 1 : 0;

        public override object? Result() => _count;
    }

    /// <summary>Rows without a null.</summary>
    internal sealed class CountAll : SqlAccumulator
    {
        private long _count;

        public override void Add(object?[] row) => _count += Array.TrueForAll(row, value => value is not null) ? 1 : 0;

        public override object? Result() => _count;
    }

    /// <summary>An overflow is an error, found as in row order; or null for try_sum.</summary>
    internal sealed class SumOfIntegers(bool isTry) : SqlAccumulator
    {
        private long? _sum;
        private bool _overflowed;

        public override void Add(object?[] row)
        {
            if (row[0] is not long value || _overflowed) return;
            var sum = unchecked((_sum ?? 0) + value);
            _overflowed = ((_sum ?? 0) ^ sum) < 0 && ((_sum ?? 0) ^ value) >= 0;
            if (_overflowed && !isTry) throw new OverflowException();
            _sum = _overflowed ? null : sum;
        }

        public override object? Result() => _sum;
    }

    internal sealed class SumOfDoubles : SqlAccumulator
    {
        private double? _sum;

        public override void Add(object?[] row)
        {
            if (row[0] is double value) _sum = (_sum ?? 0) + value;
        }

        public override object? Result() => _sum;
    }

    internal sealed class SumOfDecimals(SqlType type, bool isTry) : SqlAccumulator
    {
        private SqlDecimal? _sum;

        public override void Add(object?[] row)
        {
            if (row[0] is SqlDecimal value) _sum = _sum is { } sum ? SqlDecimal.Add(sum, value) : value;
        }

        public override object? Result() => _sum is not { } sum ? null : sum.In(type) ?? (isTry ? null : throw new OverflowException());
    }

    internal sealed class AverageOfDoubles : SqlAccumulator
    {
        private double _sum;
        private long _count;

        public override void Add(object?[] row)
        {
            if (row[0] is null) return;
            _sum += row[0] switch { long value => value, int value => value, var value => (double)value! };
            _count++;
        }

        public override object? Result() => _count == 0 ? null : _sum / _count;
    }

    internal sealed class AverageOfDecimals(SqlType type) : SqlAccumulator
    {
        private SqlDecimal _sum;
        private long _count;

        public override void Add(object?[] row)
        {
            if (row[0] is not SqlDecimal value) return;
            _sum = SqlDecimal.Add(_sum, value);
            _count++;
        }

        public override object? Result() => _count == 0 ? null : SqlDecimal.Divide(_sum, new(_count, 0), type.Scale).In(type) ?? throw new OverflowException();
    }

    internal sealed class FirstOrLast(bool isLast, bool ignoresNulls) : SqlAccumulator
    {
        private object? _value;
        private bool _isSet;

        public override void Add(object?[] row)
        {
            if ((_isSet && !isLast) || (ignoresNulls && row[0] is null)) return;
            (_value, _isSet) = (row[0], true);
        }

        public override object? Result() => _value;
    }

    /// <summary>The first argument of the row with the greatest (1) or least (-1) second one; the last of equal rows, as Spark keeps.</summary>
    internal sealed class ExtremeBy(int sign) : SqlAccumulator
    {
        private object? _value;
        private object? _by;

        public override void Add(object?[] row)
        {
            if (row[1] is not { } by || (_by is not null && SqlOrdering.Compare(by, _by) * sign < 0)) return;
            (_value, _by) = (row[0], by);
        }

        public override object? Result() => _value;
    }

    /// <summary>Between the two values around the place in the order.</summary>
    internal sealed class Percentile(double share) : SqlAccumulator
    {
        private readonly List<double> _values = [];

        public override void Add(object?[] row)
        {
            if (row[0] is double value) _values.Add(value);
        }

        public override object? Result()
        {
            if (_values.Count == 0) return null;
            _values.Sort((left, right) => SqlOrdering.Compare(left, right));
            var place = share * (_values.Count - 1);
            var (lower, upper) = ((int)Math.Floor(place), (int)Math.Ceiling(place));
            if (lower == upper || _values[lower] == _values[upper]) return _values[lower];
            return ((upper - place) * _values[lower]) + ((place - lower) * _values[upper]);
        }
    }

    /// <summary>The least value that so large a share of all values does not exceed.</summary>
    internal sealed class PercentileOf(double share) : SqlAccumulator
    {
        private readonly List<object> _values = [];

        public override void Add(object?[] row)
        {
            if (row[0] is { } value) _values.Add(value);
        }

        public override object? Result()
        {
            if (_values.Count == 0) return null;
            _values.Sort(SqlOrdering.Compare);
            return _values[Math.Max(0, (int)Math.Ceiling(share * _values.Count) - 1)];
        }
    }

    /// <summary>How many different values.</summary>
    internal sealed class DistinctCount : SqlAccumulator
    {
        private readonly HashSet<object> _values = [];

        public override void Add(object?[] row)
        {
            if (row[0] is { } value) _values.Add(value is 0.0 ? 0.0 : value);
        }

        public override object? Result() => (long)_values.Count;
    }

    /// <summary>The most frequent value; of several the least, so that the answer does not depend on the order of rows.</summary>
    internal sealed class Mode : SqlAccumulator
    {
        private readonly Dictionary<object, long> _counts = [];

        public override void Add(object?[] row)
        {
            if (row[0] is { } value) _counts[value] = _counts.GetValueOrDefault(value) + 1;
        }

        public override object? Result() => _counts.Count == 0 ? null : _counts.OrderByDescending(count => count.Value).ThenBy(count => count.Key, Comparer<object>.Create(SqlOrdering.Compare)).First().Key;
    }

    /// <summary>Mean and squared distance from it, kept up row by row (Welford), as Spark does.</summary>
    internal sealed class Moments(bool isSample, bool isRoot) : SqlAccumulator
    {
        private long _count;
        private double _mean;
        private double _squares;

        public override void Add(object?[] row)
        {
            if (row[0] is not double value) return;
            _count++;
            var distance = value - _mean;
            var step = distance / _count;
            _mean += step;
            _squares += distance * (distance - step);
        }

        public override object? Result()
        {
            if (_count == 0 || (isSample && _count == 1)) return null;
            var variance = _squares / (isSample ? _count - 1 : _count);
            return isRoot ? Math.Sqrt(variance) : variance;
        }
    }

    /// <summary>Texts that are not null, with a separator between them.</summary>
    internal sealed class Concatenated : SqlAccumulator
    {
        private StringBuilder? _text;

        public override void Add(object?[] row)
        {
            if (row[0] is not string value) return;
            if (_text is null) _text = new();
            else _text.Append((string?)row[1]);
            _text.Append(value);
        }

        public override object? Result() => _text?.ToString();
    }

    /// <summary>The value of a query that must have one row at most.</summary>
    internal sealed class Single : SqlAccumulator
    {
        private object? _value;
        private bool _isSet;

        public override void Add(object?[] row)
        {
            if (_isSet) throw new SqlQueryException("A query that stands for a value gives more than one row.");
            (_value, _isSet) = (row[0], true);
        }

        public override object? Result() => _value;
    }
}
