namespace ReactiveEtl;

/// <summary>Makes expressions computable: what we compute becomes one function of the leaves that only SQLite can give.</summary>
internal static class SqlEvaluators
{
    /// <summary>The function, and its leaves (columns, aggregates, window functions, subqueries) in order.</summary>
    public static (SqlEvaluator Evaluator, IReadOnlyList<BoundExpression> Leaves) Compiled(BoundExpression expression)
    {
        var leaves = new List<BoundExpression>();
        return (Compiled(expression, leaves), leaves);
    }

    /// <summary>The value of an expression without leaves.</summary>
    /// <exception cref="SqlQueryException">It has leaves, or there is no value.</exception>
    public static object? Constant(BoundExpression expression)
    {
        var (evaluator, leaves) = Compiled(expression);
        return leaves.Count == 0 ? evaluator([]) : throw new SqlQueryException($"'{expression.Name}' must be a constant.", expression.Position);
    }

    private static SqlEvaluator Compiled(BoundExpression expression, List<BoundExpression> leaves)
    {
        switch (expression)
        {
            case BoundLiteral literal:
                var value = literal.Value;
                return _ => value;
            case BoundCall call:
                var arguments = call.Arguments.Select(argument => Compiled(argument, leaves)).ToArray();
                return Located(call.Operation, arguments, call.Position);
            default:
                var place = leaves.FindIndex(leaf => leaf.Key == expression.Key);
                if (place < 0)
                {
                    place = leaves.Count;
                    leaves.Add(expression);
                }

                return row => row[place];
        }
    }

    /// <summary>An error of a value says which part of the statement met it.</summary>
    private static SqlEvaluator Located(SqlOperation operation, SqlEvaluator[] arguments, int position) => row =>
    {
        try
        {
            return operation(new(arguments, row));
        }
        catch (Exception error) when (error is ArithmeticException or SqlQueryException { Position: null })
        {
            throw SqlFailures.Of(error, position);
        }
    };
}
