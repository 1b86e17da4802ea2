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
        if (result is ColumnVector<double> doubles)
        {
            CalculationKernel.Calculate<double>(kind, ((ColumnVector<double>)l).Values, ((ColumnVector<double>)r).Values, doubles.Values.AsSpan(0, scope.Count));
        }
        else
        {
            var to = ((ColumnVector<long>)result).Values.AsSpan(0, scope.Count);
            CalculationKernel.Calculate<long>(kind, ((ColumnVector<long>)l).Values, ((ColumnVector<long>)r).Values, to);
            if (_isInt32) CalculationKernel.WrapInt32(to);
        }

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
