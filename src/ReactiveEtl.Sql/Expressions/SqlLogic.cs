namespace ReactiveEtl;

/// <summary>AND and OR of three values: what one side decides the other can't change, else a null makes a null.</summary>
internal sealed class SqlLogic(LogicKind kind, VectorExpression left, VectorExpression right) : VectorExpression(typeof(bool?), left, right)
{
    public override IEnumerable<VectorExpression> Conjuncts => kind == LogicKind.And ? Inputs.SelectMany(input => input.Conjuncts) : [this];

    public override ColumnVector Evaluate(VectorScope scope)
    {
        var result = (ColumnVector<long>)scope.VectorOf(this);
        var (l, r) = ((ColumnVector<long>)scope.Evaluate(left), (ColumnVector<long>)scope.Evaluate(right));
        var decisive = kind == LogicKind.And ? 0L : 1L;
        for (var row = 0; row < scope.Count; row++)
        {
            if ((!l.IsNull[row] && l.Values[row] == decisive) || (!r.IsNull[row] && r.Values[row] == decisive)) result.Values[row] = decisive;
            else if (l.IsNull[row] || r.IsNull[row]) result.SetNull(row);
            else result.Values[row] = 1 - decisive;
        }

        return result;
    }

    public override string ToString() => $"({left} {(kind == LogicKind.And ? "AND" : "OR")} {right})";
}

/// <summary>NOT: of a null a null.</summary>
internal sealed class SqlNot(VectorExpression input) : VectorExpression(typeof(bool?), input)
{
    public override ColumnVector Evaluate(VectorScope scope)
    {
        var result = (ColumnVector<long>)scope.VectorOf(this);
        var values = (ColumnVector<long>)scope.Evaluate(input);
        for (var row = 0; row < scope.Count; row++)
        {
            if (values.IsNull[row]) result.SetNull(row);
            else result.Values[row] = 1 - values.Values[row];
        }

        return result;
    }

    public override string ToString() => $"(NOT {input})";
}

/// <summary>IS NULL and IS NOT NULL, which are never null.</summary>
internal sealed class SqlNullTest(VectorExpression input, bool isNull) : VectorExpression(typeof(bool), input)
{
    public override ColumnVector Evaluate(VectorScope scope)
    {
        var result = (ColumnVector<long>)scope.VectorOf(this);
        var nulls = scope.Evaluate(input).IsNull;
        for (var row = 0; row < scope.Count; row++) result.Values[row] = nulls[row] == isNull ? 1 : 0;
        return result;
    }

    public override string ToString() => $"({input} IS {(isNull ? "" : "NOT ")}NULL)";
}
