namespace ReactiveEtl;

/// <summary>Computes an expression row by row, from the values of the columns that it reads.</summary>
internal sealed class SqlEvaluation(BoundExpression bound, Type type, SqlEvaluator evaluator, SqlType[] inputTypes, string text, VectorExpression[] inputs) : VectorExpression(type, inputs)
{
    public override bool RunsOnRows => true;

    /// <summary>It reads its inputs and nothing else.</summary>
    public override bool IsOpaque => false;

    public override ColumnVector Evaluate(VectorScope scope)
    {
        var result = scope.VectorOf(this);
        var vectors = Inputs.Select(scope.Evaluate).ToArray();
        var values = new object?[vectors.Length];
        try
        {
            for (var row = 0; row < scope.Count; row++)
            {
                for (var i = 0; i < vectors.Length; i++) values[i] = SqlVector.ToSql(VectorValue.Load(vectors[i], row), inputTypes[i]);
                VectorValue.Store(result, row, SqlVector.ToVector(evaluator(values), bound.Type));
            }
        }
        catch (SqlQueryException error)
        {
            throw new RowCodeException(text, new SqlQueryException(text, error.Reason, error.Position, "", error.InnerException));
        }

        return result;
    }

    public override string ToString() => bound.Name;
}
