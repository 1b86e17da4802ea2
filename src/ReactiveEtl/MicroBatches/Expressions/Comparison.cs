namespace ReactiveEtl;

internal enum ComparisonKind
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// <summary>
/// Compares as C# does: a null equals a null and nothing else, is neither less nor greater than anything, and the result is never null;
/// texts are equal by their bytes.
/// </summary>
internal sealed class Comparison(ComparisonKind kind, VectorExpression left, VectorExpression right) : VectorExpression(typeof(bool), left, right)
{
    public override ColumnVector Evaluate(VectorScope scope)
    {
        var result = (ColumnVector<long>)scope.VectorOf(this);
        var to = result.Values.AsSpan(0, scope.Count);
        if (ComparedText(left, right) is var (text, literal))
        {
            // No null equals a text.
            ((StringVector)scope.Evaluate(text)).EqualTo(literal, to);
            if (kind == ComparisonKind.NotEqual) foreach (ref var truth in to) truth = 1 - truth;
            return result;
        }

        var l = scope.Evaluate(left);
        var r = scope.Evaluate(right);
        switch (l, r)
        {
            case (StringVector a, StringVector b): CompareTexts(a, b, to); break;
            case (ColumnVector<long> a, ColumnVector<long> b): ComparisonKernel.Compare<long>(kind, a.Values, b.Values, to); break;
            case (ColumnVector<double> a, ColumnVector<double> b): ComparisonKernel.Compare<double>(kind, a.Values, b.Values, to); break;
            case (ColumnVector<decimal> a, ColumnVector<decimal> b): ComparisonKernel.Compare<decimal>(kind, a.Values, b.Values, to); break;
            case (ColumnVector<Guid> a, ColumnVector<Guid> b): CompareIds(a, b, to); break;
            default: throw new InvalidOperationException($"{l.GetType().Name} and {r.GetType().Name} do not compare.");
        }

        if (l.HasNulls || r.HasNulls) JudgeNulls(l.IsNull, r.IsNull, to);
        return result;
    }

    public override string ToString() => $"({left} {Symbol} {right})";

    private string Symbol => kind switch
    {
        ComparisonKind.Equal => "==",
        ComparisonKind.NotEqual => "!=",
        ComparisonKind.Less => "<",
        ComparisonKind.LessOrEqual => "<=",
        ComparisonKind.Greater => ">",
        _ => ">=",
    };

    /// <summary>An expression and the text that it is compared with, if it is.</summary>
    private static (VectorExpression Text, byte[] Literal)? ComparedText(VectorExpression left, VectorExpression right) => (left, right) switch
    {
        (_, Literal { Utf8: { } text }) => (left, text),
        (Literal { Utf8: { } text }, _) => (right, text),
        _ => null,
    };

    private void JudgeNulls(bool[] left, bool[] right, Span<long> to)
    {
        for (var row = 0; row < to.Length; row++)
        {
            if (!left[row] && !right[row]) continue;
            var equal = left[row] && right[row];
            to[row] = kind switch
            {
                ComparisonKind.Equal => equal ? 1 : 0,
                ComparisonKind.NotEqual => equal ? 0 : 1,
                _ => 0,
            };
        }
    }

    private void CompareTexts(StringVector left, StringVector right, Span<long> to)
    {
        var isEqual = kind == ComparisonKind.Equal ? 1L : 0L;
        for (var row = 0; row < to.Length; row++)
        {
            int l = left.Values[row], r = right.Values[row];
            var equal = l >= 0 && r >= 0 && (ReferenceEquals(left.Dictionary, right.Dictionary) ? l == r : left.Dictionary[l].SequenceEqual(right.Dictionary[r]));
            to[row] = equal ? isEqual : 1 - isEqual;
        }
    }

    private void CompareIds(ColumnVector<Guid> left, ColumnVector<Guid> right, Span<long> to)
    {
        for (var row = 0; row < to.Length; row++) to[row] = left.Values[row] == right.Values[row] == (kind == ComparisonKind.Equal) ? 1 : 0;
    }
}
