namespace ReactiveEtl;

internal sealed partial class QueryBinder
{
    private SqlPlan Select(SqlSelect select, IReadOnlyList<SqlOrder> order, string limit, SqlScope? outer)
    {
        var scope = new SqlScope(outer);
        var from = select.From is null ? "" : $" FROM {Relation(select.From, scope)}";
        if (select.Where is not null) from += $" WHERE {Where(select, scope)}";
        var items = Items(select, scope);
        var sorting = select.IsDistinct ? [] : order.Select(item => Order(item, items, scope, select)).ToList();
        var having = select.Having is null ? null : _expressions.Condition(select.Having, ResultNames(items, scope, select, "HAVING"), "HAVING");
        if (select.GroupBy is not null || having is not null || items.Any(item => item.Expression.Any(IsAggregate)) || sorting.Any(item => item.Expression.Any(IsAggregate)))
        {
            (items, sorting, from) = Grouped(select, items, sorting, having, from, scope);
        }

        var columns = items.Select(item => select.IsDistinct ? Normalized(item.Expression) : item.Expression).ToList();
        var list = string.Join(", ", columns.Select((column, i) => $"{_emitter.Of(column)} AS {SqlPlan.Column(i)}"));
        if (_recursiveAlias is { } recursive)
        {
            list += $", {NextStep(recursive)}";
            (_recursiveAlias, _countsSteps) = (null, false);
        }

        var sql = $"SELECT {(select.IsDistinct ? "DISTINCT " : "")}{list}{from}";
        IReadOnlyList<SqlOutput> outputs = [.. items.Select(item => new SqlOutput(item.Name, item.Expression.Type))];
        return select.IsDistinct ? Ordered(new(sql, outputs), order, limit, outer) : new($"{sql}{OrderBy(sorting, columns)}{limit}", outputs);
    }

    private static bool IsAggregate(BoundExpression expression) => expression is BoundAggregate;

    /// <summary>With one table the condition is tested as Spark does, from left to right; with several, SQLite may look rows up by it.</summary>
    private string Where(SqlSelect select, SqlScope scope)
    {
        var condition = _expressions.Condition(select.Where!, new(scope, "WHERE"), "WHERE");
        return select.From is SqlJoin ? _emitter.Condition(condition) : _emitter.Of(condition);
    }

    /// <summary>The select list, its stars replaced by columns; an alias may be used to its right.</summary>
    private List<(string Name, BoundExpression Expression)> Items(SqlSelect select, SqlScope scope)
    {
        var items = new List<(string Name, BoundExpression Expression)>();
        var names = new SqlNames(scope, "the select list")
        {
            Last = name => items.Find(item => SqlScope.Same(item.Name, name)).Expression,
            AllowsAggregates = true,
            AllowsWindows = true,
            Windows = select.Windows,
        };
        foreach (var item in select.Items)
        {
            if (item.Expression is StarExpression star) items.AddRange(Star(star, scope));
            else
            {
                var bound = _expressions.Bind(item.Expression, names);
                items.Add((item.Alias ?? ExpressionBinder.NameOf(item.Expression, bound), bound));
            }
        }

        return items;
    }

    private static List<(string Name, BoundExpression Expression)> Star(StarExpression star, SqlScope scope)
    {
        if (star.Qualifier.Count > 0 && !scope.Columns.Exists(column => SqlScope.Same(column.Table, star.Qualifier[0])) && scope.Find(star.Qualifier, star.Position) is { } window)
        {
            return [("start", SqlFields.Of(window, "start", star.Position)), ("end", SqlFields.Of(window, "end", star.Position))];
        }

        var columns = scope.Columns.FindAll(column => star.Qualifier.Count == 0 ? !column.IsHidden : SqlScope.Same(column.Table, star.Qualifier[0]));
        if (columns.Count == 0) throw new SqlQueryException(star.Qualifier.Count == 0
            ? "* needs a FROM."
            : $"There is no table '{star.Qualifier[0]}' in the query.", star.Position);
        foreach (var name in star.Except)
        {
            if (columns.RemoveAll(column => SqlScope.Same(column.Column, name)) == 0) throw new SqlQueryException(
                $"There is no column '{name}' to leave out; there are: {scope.Known()}.", star.Position);
        }

        return [.. columns.Select(column => (column.Column, column.Expression))];
    }

    private BoundOrder Order(SqlOrder order, List<(string Name, BoundExpression Expression)> items, SqlScope scope, SqlSelect select)
    {
        var names = ResultNames(items, scope, select, "ORDER BY");
        return new(OrdinalOr(order.Expression, [.. items.Select(item => item.Expression)], names), order.Descending, order.NullsFirst);
    }

    /// <summary>Behind the select list a name means a column of the result first.</summary>
    private static SqlNames ResultNames(List<(string Name, BoundExpression Expression)> items, SqlScope scope, SqlSelect select, string clause) => new(scope, clause)
    {
        First = name => items.Find(item => SqlScope.Same(item.Name, name)).Expression,
        AllowsAggregates = true,
        AllowsWindows = clause == "ORDER BY",
        Windows = select.Windows,
    };
}
