namespace ReactiveEtl;

internal enum CalculationKind
{
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// <summary>
/// Sums, differences and products of int, long and double, quotients of double: what cannot throw, so that evaluating it early changes nothing.
/// As in C#, an int wraps at 32 bits and a long at 64; a null makes a null.
/// </summary>
internal sealed class Calculation(CalculationKind kind, VectorExpression left, VectorExpression right, Type type) : VectorExpression(type, left, right)
{
    private readonly bool _isInt32 = ClrColumn.Core(type) == typeof(int);

    public override ColumnVector Evaluate(VectorScope scope)
    {
        var result = scope.VectorOf(this);
        var l = scope.Evaluate(left);
        var r = scope.Evaluate(right);
        if (result is ColumnVector<double> doubles) Calculate(((ColumnVector<double>)l).Values, ((ColumnVector<double>)r).Values, doubles.Values.AsSpan(0, scope.Count));
        else Calculate(((ColumnVector<long>)l).Values, ((ColumnVector<long>)r).Values, ((ColumnVector<long>)result).Values.AsSpan(0, scope.Count));
        if (l.HasNulls || r.HasNulls)
        {
            for (var row = 0; row < scope.Count; row++)
            {
                if (l.IsNull[row] || r.IsNull[row]) result.SetNull(row);
            }
        }

        return result;
    }

    public override string ToString() => $"({left} {kind switch { CalculationKind.Add => "+", CalculationKind.Subtract => "-", CalculationKind.Multiply => "*", _ => "/" }} {right})";

    private void Calculate(long[] left, long[] right, Span<long> to)
    {
        for (var i = 0; i < to.Length; i++)
        {
            var value = unchecked(kind switch
            {
                CalculationKind.Add => left[i] + right[i],
                CalculationKind.Subtract => left[i] - right[i],
                _ => left[i] * right[i],
            });
            to[i] = _isInt32 ? unchecked((int)value) : value;
        }
    }

    private void Calculate(double[] left, double[] right, Span<double> to)
    {
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = kind switch
            {
                CalculationKind.Add => left[i] + right[i],
                CalculationKind.Subtract => left[i] - right[i],
                CalculationKind.Multiply => left[i] * right[i],
                _ => left[i] / right[i],
            };
        }
    }
}

/// <summary>An integer as a double.</summary>
internal sealed class ToDouble(VectorExpression input) : VectorExpression(Nullable.GetUnderlyingType(input.Type) is null ? typeof(double) : typeof(double?), input)
{
    public override ColumnVector Evaluate(VectorScope scope)
    {
        var result = (ColumnVector<double>)scope.VectorOf(this);
        var from = (ColumnVector<long>)scope.Evaluate(input);
        for (var row = 0; row < scope.Count; row++)
        {
            if (from.IsNull[row]) result.SetNull(row);
            else result.Values[row] = from.Values[row];
        }

        return result;
    }

    public override string ToString() => $"(double){input}";
}

/// <summary>The same values under another type that a vector holds alike: int as long, an enum as its number, a type as its nullable form.</summary>
internal sealed class Retyped(VectorExpression input, Type type) : VectorExpression(type, input)
{
    public override VectorExpression Source => input.Source;

    public override ColumnVector Evaluate(VectorScope scope) => scope.Evaluate(input);

    public override string ToString() => $"{input}";
}
