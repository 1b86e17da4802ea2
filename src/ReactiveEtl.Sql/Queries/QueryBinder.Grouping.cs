namespace ReactiveEtl;

/// <summary>
/// Queries with groups are two queries: the inner one gives the keys (g0, g1, ...) and aggregates (a0, a1, ...) of each group, the outer one is
/// computed from nothing else, so that a column that belongs to no group cannot slip in.
/// </summary>
internal sealed partial class QueryBinder
{
    private (List<(string Name, BoundExpression Expression)> Items, List<BoundOrder> Order, string From) Grouped(
        SqlSelect select, List<(string Name, BoundExpression Expression)> items, List<BoundOrder> order, BoundExpression? having, string from, SqlScope scope)
    {
        var keys = Keys(select, items, scope);
        var aggregates = new List<BoundAggregate>();
        var alias = Alias();
        BoundExpression Outer(BoundExpression expression) => expression.Rewritten(part => OverGroup(part, keys, aggregates, alias, scope));
        var outerItems = items.ConvertAll(item => (item.Name, Outer(item.Expression)));
        var outerOrder = order.ConvertAll(item => item with { Expression = Outer(item.Expression) });
        var outerHaving = having is null ? null : Outer(having);

        var sets = select.GroupBy?.Sets ?? [[.. Enumerable.Range(0, keys.Count)]];
        var inner = string.Join(" UNION ALL ", sets.Select(set => Groups(set, keys, aggregates, from)));
        return (outerItems, outerOrder, $" FROM ({inner}) AS {alias}{(outerHaving is null ? "" : $" WHERE {_emitter.Of(outerHaving)}")}");
    }

    private List<BoundExpression> Keys(SqlSelect select, List<(string Name, BoundExpression Expression)> items, SqlScope scope)
    {
        if (select.GroupBy is not { } grouping) return [];
        if (grouping.All) return [.. items.Select(item => item.Expression).Where(expression => !expression.Any(IsAggregate))];
        var names = new SqlNames(scope, "GROUP BY") { Last = name => items.Find(item => SqlScope.Same(item.Name, name)).Expression };
        var keys = grouping.Expressions.Select(expression => OrdinalOr(expression, [.. items.Select(item => item.Expression)], names)).ToList();
        var wrong = keys.Find(key => key.Any(part => part is BoundAggregate or BoundOver));
        return wrong is null ? keys : throw new SqlQueryException($"GROUP BY cannot hold an aggregate or a window function: {wrong.Name}.", wrong.Position);
    }

    /// <summary>The rows of one set of keys; keys outside of it are null.</summary>
    private string Groups(IReadOnlyList<int> set, List<BoundExpression> keys, List<BoundAggregate> aggregates, string from)
    {
        var columns = keys.Select((key, i) => $"{(set.Contains(i) ? _emitter.Of(Normalized(key)) : "NULL")} AS g{i}")
            .Concat(aggregates.Select((aggregate, i) => $"{_emitter.Aggregate(aggregate)} AS a{i}"))
            .ToList();
        // Without any column the group itself is to be counted; without keys an aggregate makes it one group.
        if (aggregates.Count == 0) columns.Add("count(*) AS a0");
        var groupBy = set.Count == 0 ? "" : $" GROUP BY {string.Join(", ", set.Select(i => i + 1))}";
        return $"SELECT {string.Join(", ", columns)}{from}{groupBy}";
    }

    /// <summary>What a part of an expression is over a group: its key, its aggregate, or an error.</summary>
    private static BoundExpression? OverGroup(BoundExpression part, List<BoundExpression> keys, List<BoundAggregate> aggregates, string alias, SqlScope scope)
    {
        var key = keys.FindIndex(key => key.Key == part.Key);
        if (key >= 0 && part is not BoundLiteral) return new BoundColumn($"{alias}.g{key}", null, part.Type, part.Name, part.Position);
        switch (part)
        {
            case BoundAggregate aggregate:
                var place = aggregates.FindIndex(other => other.Key == aggregate.Key);
                if (place < 0)
                {
                    place = aggregates.Count;
                    aggregates.Add(aggregate);
                }

                return new BoundColumn($"{alias}.a{place}", null, part.Type, part.Name, part.Position);
            case BoundColumn column when column.Owner == scope:
                throw NotGrouped(column, keys);
            case BoundSubquery { Captures.Count: > 0 } subquery when subquery.Captures.Any(capture => capture.Owner == scope):
                return OverGroup(subquery, keys, alias, scope) is var inner && subquery.Operand is null
                    ? inner
                    : inner with { Operand = subquery.Operand!.Rewritten(operand => OverGroup(operand, keys, aggregates, alias, scope)) };
            default:
                return null;
        }
    }

    /// <summary>The subquery with the keys of the group in place of the columns that it reads from this query.</summary>
    private static BoundSubquery OverGroup(BoundSubquery subquery, List<BoundExpression> keys, string alias, SqlScope scope)
    {
        var sql = subquery.Sql;
        foreach (var capture in subquery.Captures.Where(capture => capture.Owner == scope).DistinctBy(capture => capture.Sql).OrderByDescending(capture => capture.Sql.Length))
        {
            var key = keys.FindIndex(key => key.Key == capture.Key);
            sql = sql.Replace(capture.Sql, key >= 0 ? $"{alias}.g{key}" : throw NotGrouped(capture, keys), StringComparison.Ordinal);
        }

        return subquery with { Sql = sql };
    }

    private static SqlQueryException NotGrouped(BoundColumn column, List<BoundExpression> keys) => new(
        keys.Count == 0
            ? $"'{column.Name}' stands beside an aggregate, but there is no GROUP BY."
            : $"'{column.Name}' is neither grouped by ({string.Join(", ", keys.Select(key => key.Name))}) nor in an aggregate.",
        column.Position);
}
