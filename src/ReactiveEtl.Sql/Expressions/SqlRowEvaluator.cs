namespace ReactiveEtl;

/// <summary>Computes expressions of rows that are made already: those of a table.</summary>
internal static class SqlRowEvaluator
{
    /// <summary>The value of an expression, as <see cref="SqlType"/> says.</summary>
    public static Func<Row, object?> Of(BoundExpression bound, RowSchema schema, string text)
    {
        var (evaluator, leaves) = SqlEvaluators.Compiled(bound);
        var places = leaves.Select(leaf => (Place: schema.IndexOf(((BoundColumn)leaf).Sql), leaf.Type)).ToArray();
        return row =>
        {
            try
            {
                return evaluator([.. places.Select(leaf => RowValues.ToSql(row[leaf.Place], leaf.Type))]);
            }
            catch (SqlQueryException error)
            {
                throw new SqlQueryException(text, error.Reason, error.Position, $"Row: {row}", error.InnerException);
            }
        };
    }
}
