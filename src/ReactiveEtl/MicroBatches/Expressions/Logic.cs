namespace ReactiveEtl;

internal enum LogicKind
{
    And,
    Or,
}

/// <summary>Both, or either, of two truth values without nulls.</summary>
internal sealed class Logic(LogicKind kind, VectorExpression left, VectorExpression right) : VectorExpression(typeof(bool), left, right)
{
    public override IEnumerable<VectorExpression> Conjuncts => kind == LogicKind.And ? Inputs.SelectMany(input => input.Conjuncts) : [this];

    public override ColumnVector Evaluate(VectorScope scope)
    {
        var result = (ColumnVector<long>)scope.VectorOf(this);
        var l = ((ColumnVector<long>)scope.Evaluate(left)).Values;
        var r = ((ColumnVector<long>)scope.Evaluate(right)).Values;
        if (kind == LogicKind.And) for (var row = 0; row < scope.Count; row++) result.Values[row] = l[row] & r[row];
        else for (var row = 0; row < scope.Count; row++) result.Values[row] = l[row] | r[row];
        return result;
    }

    public override string ToString() => $"({left} {(kind == LogicKind.And ? "&&" : "||")} {right})";
}

/// <summary>The opposite of a truth value without nulls.</summary>
internal sealed class Not(VectorExpression input) : VectorExpression(typeof(bool), input)
{
    public override ColumnVector Evaluate(VectorScope scope)
    {
        var result = (ColumnVector<long>)scope.VectorOf(this);
        var values = ((ColumnVector<long>)scope.Evaluate(input)).Values;
        for (var row = 0; row < scope.Count; row++) result.Values[row] = 1 - values[row];
        return result;
    }

    public override string ToString() => $"!{input}";
}

/// <summary>Whether a value is there.</summary>
internal sealed class HasValue(VectorExpression input) : VectorExpression(typeof(bool), input)
{
    public override ColumnVector Evaluate(VectorScope scope)
    {
        var result = (ColumnVector<long>)scope.VectorOf(this);
        var nulls = scope.Evaluate(input).IsNull;
        for (var row = 0; row < scope.Count; row++) result.Values[row] = nulls[row] ? 0 : 1;
        return result;
    }

    public override string ToString() => $"{input}.HasValue";
}
