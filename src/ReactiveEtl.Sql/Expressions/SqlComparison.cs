namespace ReactiveEtl;

/// <summary>Compares as SQL does: a null makes a null, NaN is equal to itself and the greatest double, texts are ordered by their UTF-8 bytes.</summary>
internal sealed class SqlComparison(ComparisonKind kind, VectorExpression left, VectorExpression right) : VectorExpression(typeof(bool?), left, right)
{
    public override ColumnVector Evaluate(VectorScope scope)
    {
        var result = (ColumnVector<long>)scope.VectorOf(this);
        var to = result.Values.AsSpan(0, scope.Count);
        var l = scope.Evaluate(left);
        if (l is StringVector texts && right is Literal { Utf8: { } literal } && kind == ComparisonKind.Equal)
        {
            texts.EqualTo(literal, to);
            SetNulls(result, l, null, scope.Count);
            return result;
        }

        var r = scope.Evaluate(right);
        switch (l, r)
        {
            case (StringVector a, StringVector b): CompareTexts(a, b, to); break;
            case (ColumnVector<double> a, ColumnVector<double> b): CompareDoubles(a.Values, b.Values, to); break;
            default: ComparisonKernel.Compare<long>(kind, ((ColumnVector<long>)l).Values, ((ColumnVector<long>)r).Values, to); break;
        }

        SetNulls(result, l, r, scope.Count);
        return result;
    }

    public override string ToString() => $"({left} {Symbol} {right})";

    private string Symbol => kind switch
    {
        ComparisonKind.Equal => "=",
        ComparisonKind.Less => "<",
        ComparisonKind.LessOrEqual => "<=",
        ComparisonKind.Greater => ">",
        _ => ">=",
    };

    private static void SetNulls(ColumnVector<long> result, ColumnVector left, ColumnVector? right, int count)
    {
        if (!left.HasNulls && right?.HasNulls != true) return;
        for (var row = 0; row < count; row++)
        {
            if (left.IsNull[row] || right?.IsNull[row] == true) result.SetNull(row);
        }
    }

    private void CompareTexts(StringVector left, StringVector right, Span<long> to)
    {
        for (var row = 0; row < to.Length; row++)
        {
            int l = left.Values[row], r = right.Values[row];
            if (l >= 0 && r >= 0) to[row] = Holds(left.Dictionary[l].SequenceCompareTo(right.Dictionary[r])) ? 1 : 0;
        }
    }

    private void CompareDoubles(double[] left, double[] right, Span<long> to)
    {
        for (var row = 0; row < to.Length; row++) to[row] = Holds(SqlOrdering.CompareDoubles(left[row], right[row])) ? 1 : 0;
    }

    private bool Holds(int order) => kind switch
    {
        ComparisonKind.Equal => order == 0,
        ComparisonKind.Less => order < 0,
        ComparisonKind.LessOrEqual => order <= 0,
        ComparisonKind.Greater => order > 0,
        _ => order >= 0,
    };
}
