namespace ReactiveEtl;

/// <summary>SQLite's own functions: those that Spark does not have are SQLite's as they are, on plain values.</summary>
internal sealed partial class ExpressionBinder
{
    // Two calls of these are never the same.
    private static readonly HashSet<string> Random = new(StringComparer.Ordinal) { "random", "randomblob" };

    private BoundSqliteCall Sqlites(SqlCall call)
    {
        BoundExpression[] arguments = [.. call.Arguments.Select(argument => PlainValues.Of(argument, context.Zone))];
        var place = Random.Contains(call.Function) ? $" at {call.Position}" : "";
        var key = $"sqlite {call.Function}{place}({string.Join(",", arguments.Select(argument => argument.Key))})";
        return new(call.Function, arguments, context.Types.Of(key), call.Name, key, call.Position);
    }

    private (int Least, int Most, Func<SqlCall, AggregateCall> Bind) OfSqlite(string function) => (0, int.MaxValue, call => new(
        new(function, null) { NativeOver = function, IsSqlites = true },
        [.. call.Arguments.Select(argument => PlainValues.Of(argument, context.Zone))],
        SqlType.Void));

    /// <summary>An aggregate of SQLite with the type that it was observed to have.</summary>
    private BoundSqliteCall Observed(BoundExpression aggregate)
    {
        var key = $"sqlite {aggregate.Key}";
        return new("", [aggregate], context.Types.Of(key), aggregate.Name, key, aggregate.Position);
    }
}
