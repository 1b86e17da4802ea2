namespace ReactiveEtl;

/// <summary>Makes an object of every row, from values that stand in columns.</summary>
internal sealed class RowObject(Type type, Func<object?[], object?> make, params VectorExpression[] values) : VectorExpression(type, values)
{
    public override bool RunsOnRows => true;

    public override ColumnVector Evaluate(VectorScope scope)
    {
        var result = (ColumnVector<object?>)scope.VectorOf(this);
        var vectors = Inputs.Select(scope.Evaluate).ToArray();
        for (var row = 0; row < scope.Count; row++)
        {
            // A new array for each row: the object may keep it.
            var arguments = new object?[vectors.Length];
            for (var i = 0; i < vectors.Length; i++) arguments[i] = ClrColumn.ToClr(VectorValue.Load(vectors[i], row), Inputs[i].Type);
            result.Set(row, Make(arguments));
        }

        return result;
    }

    public override string ToString() => $"new {Type.Name}({string.Join(", ", Inputs)})";

    private object? Make(object?[] arguments)
    {
        try
        {
            return make(arguments);
        }
        catch (Exception e)
        {
            throw new RowCodeException(ToString(), e);
        }
    }
}

/// <summary>Calls user code with every row; its answer is a column, or an object.</summary>
internal sealed class RowCall(VectorExpression row, Func<object?, object?> call, Type type, string text) : VectorExpression(type, row)
{
    public override bool RunsOnRows => true;

    /// <summary>The code is a user's own, not an expression: it may keep something from row to row.</summary>
    public bool IsUserCode { get; init; }

    public override bool NeedsOneThread => IsUserCode;

    /// <summary>Whether it only reads a member of a row from memory: then what it reads is known.</summary>
    public bool IsMember { get; init; }

    public override ColumnVector Evaluate(VectorScope scope)
    {
        var result = scope.VectorOf(this);
        var rows = scope.Evaluate(row);
        try
        {
            for (var i = 0; i < scope.Count; i++) VectorValue.Store(result, i, ToVector(call(ClrColumn.ToClr(VectorValue.Load(rows, i), row.Type))));
        }
        catch (Exception e) when (e is not RowCodeException)
        {
            throw new RowCodeException(text, e);
        }

        return result;
    }

    public override string ToString() => text;

    private object? ToVector(object? value) => ClrColumn.IsColumn(Type) ? ClrColumn.ToVector(value) : value;
}
