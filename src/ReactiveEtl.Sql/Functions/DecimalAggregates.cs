namespace ReactiveEtl;

/// <summary>Sums and averages of decimals: exact on the way, and an error where the result leaves its type, or null for try_sum and try_avg.</summary>
internal static class DecimalAggregates
{
    public static MergeableAggregate Sum(SqlType type, bool isTry) => Of(type, isTry, total => total.Sum);

    public static MergeableAggregate Average(SqlType type, bool isTry) => Of(type, isTry, total => SqlDecimal.Divide(total.Sum, new(total.Count, 0), type.Scale));

    private static MergeableAggregate Of(SqlType type, bool isTry, Func<Total, SqlDecimal> result) => MergeableAggregate.Of(
        new Total(default, 0),
        (total, row) => row[0] is SqlDecimal value ? new Total(SqlDecimal.Add(total.Sum, value), total.Count + 1) : total,
        (left, right) => new Total(SqlDecimal.Add(left.Sum, right.Sum), left.Count + right.Count),
        total => total.Count == 0 ? null : result(total).In(type) ?? (isTry ? null : throw new SqlQueryException($"A result does not fit into {type}.")));

    private sealed record Total(SqlDecimal Sum, long Count);
}
