namespace ReactiveEtl;

/// <summary>Sums, differences and products of two columns of one type; an integer that leaves its type is an error, a null makes a null.</summary>
internal sealed class SqlArithmetic(BoundCall call, Type type, string text, VectorExpression left, VectorExpression right) : VectorExpression(type, left, right)
{
    private readonly char _symbol = call.Function[0];

    public override ColumnVector Evaluate(VectorScope scope)
    {
        var result = scope.VectorOf(this);
        var (l, r) = (scope.Evaluate(left), scope.Evaluate(right));
        for (var row = 0; row < scope.Count; row++)
        {
            if (l.IsNull[row] || r.IsNull[row]) result.SetNull(row);
        }

        if (result is ColumnVector<double> doubles) Calculate(((ColumnVector<double>)l).Values, ((ColumnVector<double>)r).Values, doubles, scope.Count);
        else Calculate(((ColumnVector<long>)l).Values, ((ColumnVector<long>)r).Values, (ColumnVector<long>)result, scope.Count);
        return result;
    }

    public override string ToString() => $"({left} {_symbol} {right})";

    private void Calculate(double[] left, double[] right, ColumnVector<double> result, int count)
    {
        for (var row = 0; row < count; row++)
        {
            if (!result.IsNull[row]) result.Values[row] = _symbol switch { '+' => left[row] + right[row], '-' => left[row] - right[row], _ => left[row] * right[row] };
        }
    }

    private void Calculate(long[] left, long[] right, ColumnVector<long> result, int count)
    {
        var isInt32 = call.Type.Kind == SqlKind.Int32;
        try
        {
            for (var row = 0; row < count; row++)
            {
                if (result.IsNull[row]) continue;
                var value = checked(_symbol switch { '+' => left[row] + right[row], '-' => left[row] - right[row], _ => left[row] * right[row] });
                result.Values[row] = isInt32 ? checked((int)value) : value;
            }
        }
        catch (OverflowException overflow)
        {
            var error = SqlFailures.Of(overflow, call.Position);
            throw new RowCodeException(text, new SqlQueryException(text, error.Reason, error.Position, "", overflow));
        }
    }
}
