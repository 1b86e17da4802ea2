namespace ReactiveEtl;

/// <summary>The fields of windows: <c>start</c> and <c>end</c>.</summary>
internal static class SqlFields
{
    /// <summary>What the ends of a window are.</summary>
    public static SqlType TypeIn(SqlType window) => window == SqlType.LocalWindow ? SqlType.LocalTimestamp : SqlType.Timestamp;

    public static BoundExpression Of(BoundExpression operand, IEnumerable<string> fields, int position) =>
        fields.Aggregate(operand, (value, field) => Of(value, field, position));

    public static BoundExpression Of(BoundExpression operand, string field, int position)
    {
        if (operand.Type.Kind != SqlKind.Window) throw new SqlQueryException($"'{operand.Name}' is a {operand.Type} and has no fields.", position);
        SqlOperation operation;
        if (SqlScope.Same(field, "start")) operation = SqlOperations.Strict(values => ((Window)values[0]).StartMicroseconds);
        else if (SqlScope.Same(field, "end")) operation = SqlOperations.Strict(values => ((Window)values[0]).EndMicroseconds);
        else throw new SqlQueryException($"There is no field '{field}' in '{operand.Name}'; there are start and end.", position);
        return BoundCall.Of($"field {field.ToUpperInvariant()}", TypeIn(operand.Type), $"{operand.Name}.{field}", position, operation, [operand]);
    }
}
