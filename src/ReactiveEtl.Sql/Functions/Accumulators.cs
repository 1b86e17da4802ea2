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

    /// <summary>An overflow is an error, found as in row order.</summary>
    internal sealed class SumOfIntegers : SqlAccumulator
    {
        private long? _sum;

        public override void Add(object?[] row)
        {
            if (row[0] is long value) _sum = checked((_sum ?? 0) + value);
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
