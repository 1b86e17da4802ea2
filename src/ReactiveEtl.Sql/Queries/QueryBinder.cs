using System.Globalization;

namespace ReactiveEtl;

/// <summary>Turns a query into SQLite's SQL: names to columns, expressions to what <see cref="SqlEmitter"/> writes. For one statement, on one thread.</summary>
/// <remarks>Every table in FROM has an alias of its own, t0, t1, ..., over the whole statement, so a column is the same text at every depth.</remarks>
internal sealed partial class QueryBinder
{
    // Spark's limit of steps of a recursive table.
    private const long MostSteps = 100;

    private readonly SqlContext _context;
    private readonly SqlTables _tables;
    private readonly SqlEmitter _emitter;
    private readonly ExpressionBinder _expressions;
    private readonly List<string> _recursiveTables = [];
    private SqlCommon? _common;

    // While the step of a recursive table is bound: whether its select list has yet to count the step, and the table's alias in FROM.
    private bool _countsSteps;
    private string? _recursiveAlias;
    private int _aliases;

    public QueryBinder(SqlContext context, SqlTables tables, SqlEmitter emitter)
    {
        (_context, _tables, _emitter) = (context, tables, emitter);
        _expressions = new(context, this);
    }

    /// <summary>The whole statement.</summary>
    public SqlPlan Bind(SqlQuery query)
    {
        var plan = Bind(query, null);
        return _recursiveTables.Count == 0 ? plan : plan with { Sql = $"WITH RECURSIVE {string.Join(", ", _recursiveTables)} {plan.Sql}" };
    }

    /// <summary>A query that sees the columns of those around it.</summary>
    public SqlPlan Bind(SqlQuery query, SqlScope? outer)
    {
        var around = _common;
        foreach (var table in query.Common)
        {
            _common = new(table, null, _common);
            if (query.IsRecursive && table.Query.Body is SqlSetOperation { Operator: SqlSetOperator.Union } union && table.Query.Order.Count == 0) BindRecursive(table, union);
        }

        var limit = Limit(query);
        var plan = query.Body is SqlSelect select ? Select(select, query.Order, limit, outer) : Ordered(Body(query.Body, outer), query.Order, limit, outer);
        _common = around;
        return plan;
    }

    /// <summary>The query's only value: null without rows, an error with several.</summary>
    public string Single(SqlPlan plan)
    {
        var column = new BoundColumn(SqlPlan.Column(0), null, plan.Columns[0].Type, "", 0);
        var single = _emitter.Accumulator("single", () => new Accumulators.Single(), [column]);
        return $"(SELECT {single}(c0) FROM ({plan.Sql}))";
    }

    /// <summary>The query with its columns in other types.</summary>
    public SqlPlan As(SqlPlan plan, IReadOnlyList<SqlType> types, bool isDistinct = false)
    {
        var alias = Alias();
        var columns = new List<string>();
        var changes = false;
        for (var i = 0; i < types.Count; i++)
        {
            BoundExpression column = new BoundColumn($"{alias}.{SqlPlan.Column(i)}", null, plan.Columns[i].Type, plan.Columns[i].Name, 0);
            var cast = SqlCall.Cast(column, types[i], _context.Zone);
            if (isDistinct) cast = Normalized(cast);
            changes |= cast != column;
            columns.Add($"{_emitter.Of(cast)} AS {SqlPlan.Column(i)}");
        }

        return changes ? new($"SELECT {string.Join(", ", columns)} FROM ({plan.Sql}) AS {alias}", [.. plan.Columns.Select((column, i) => column with { Type = types[i] })]) : plan;
    }

    /// <summary>Where doubles are grouped -0.0 is 0.0.</summary>
    public static BoundExpression Normalized(BoundExpression expression) => expression.Type.Kind is SqlKind.Single or SqlKind.Double
        ? BoundCall.Of("normalized", expression.Type, expression.Name, expression.Position, SqlOperations.Strict(values => (double)values[0] == 0
            ? 0.0
            : values[0]), [expression])
        : expression;

    private string Alias() => string.Create(CultureInfo.InvariantCulture, $"t{_aliases++}");

    private SqlPlan Body(SqlBody body, SqlScope? outer)
    {
        SqlNesting.EnsureStack(body.Position);
        return body switch
        {
            SqlSelect select => Select(select, [], "", outer),
            SqlNested nested => Bind(nested.Query, outer),
            SqlSetOperation set => SetOperation(set, outer),
            SqlValues values => Values(values, outer),
            _ => throw new InvalidOperationException($"{body.GetType().Name} is bound nowhere."),
        };
    }

    private SqlPlan SetOperation(SqlSetOperation set, SqlScope? outer)
    {
        var (left, right) = (Body(set.Left, outer), Body(set.Right, outer));
        var name = set.Operator.ToString().ToUpperInvariant();
        if (left.Columns.Count != right.Columns.Count) throw new SqlQueryException(
            $"{name} needs as many columns on both sides, not {left.Columns.Count} and {right.Columns.Count}.", set.Position);
        if (set.All && set.Operator != SqlSetOperator.Union) throw new SqlQueryException($"{name} ALL is not supported.", set.Position);
        SqlType[] types = [.. left.Columns.Select((column, i) => SqlCoercion.Common(column.Type, right.Columns[i].Type)
            ?? throw new SqlQueryException($"{name}: column {i + 1} is a {column.Type} on the left and a {right.Columns[i].Type} on the right.", set.Position))];
        var operation = set.All ? $"{name} ALL" : name;
        return new(
            $"SELECT * FROM ({As(left, types, !set.All).Sql}) {operation} SELECT * FROM ({As(right, types, !set.All).Sql})",
            [.. left.Columns.Select((column, i) => column with { Type = types[i] })]);
    }

    private SqlPlan Values(SqlValues values, SqlScope? outer)
    {
        var names = new SqlNames(new(outer), "VALUES");
        var rows = values.Rows.Select(row => row.Select(value => _expressions.Bind(value, names)).ToList()).ToList();
        var types = rows[0].Select(value => value.Type).ToArray();
        foreach (var row in rows)
        {
            if (row.Count != types.Length) throw new SqlQueryException($"The rows of VALUES have {types.Length} and {row.Count} columns.", values.Position);
            for (var i = 0; i < types.Length; i++) types[i] = SqlCoercion.Common(types[i], row[i].Type)
                ?? throw new SqlQueryException($"A {row[i].Type} does not fit with a {types[i]} in column {i + 1} of VALUES.", row[i].Position);
        }

        var texts = rows.Select(row => $"({string.Join(", ", row.Select((value, i) => _emitter.Of(SqlCall.Cast(value, types[i], _context.Zone))))})");
        var columns = types.Select((_, i) => $"column{i + 1} AS {SqlPlan.Column(i)}");
        return new($"SELECT {string.Join(", ", columns)} FROM (VALUES {string.Join(", ", texts)})", [.. types.Select((type, i) =>
            new SqlOutput($"col{i + 1}", type))]);
    }

    /// <summary>An order over the columns of a result, and the part of it wanted.</summary>
    private SqlPlan Ordered(SqlPlan plan, IReadOnlyList<SqlOrder> order, string limit, SqlScope? outer)
    {
        if (order.Count == 0 && limit.Length == 0) return plan;
        var alias = Alias();
        var scope = new SqlScope(outer);
        scope.Columns.AddRange(Columns(plan, null, alias, scope));
        var names = new SqlNames(scope, "ORDER BY");
        var items = order.Select(item => new BoundOrder(OrdinalOr(item.Expression, [.. scope.Columns.Select(column => column.Expression)], names), item.Descending, item.NullsFirst));
        return new($"SELECT {plan.ColumnList} FROM ({plan.Sql}) AS {alias}{OrderBy(items, [])}{limit}", plan.Columns);
    }

    private static IEnumerable<SqlScopeColumn> Columns(SqlPlan plan, string? table, string alias, SqlScope scope) =>
        plan.Columns.Select((column, i) =>
            new SqlScopeColumn(table, column.Name, new BoundColumn($"{alias}.{SqlPlan.Column(i)}", scope, column.Type, column.Name, 0)));

    /// <summary>The expression of ORDER BY or GROUP BY; a constant integer is the place of a column.</summary>
    private BoundExpression OrdinalOr(SqlExpression expression, IReadOnlyList<BoundExpression> columns, SqlNames names)
    {
        if (expression is not LiteralExpression { Value: int place }) return _expressions.Bind(expression, names);
        return place >= 1 && place <= columns.Count ? columns[place - 1] : throw new SqlQueryException(
            $"{names.Clause} {place} is not in the select list of {columns.Count} columns.", expression.Position);
    }

    /// <summary>What is a column of the result already is named by its place; constants order nothing.</summary>
    private string OrderBy(IEnumerable<BoundOrder> order, List<BoundExpression> columns)
    {
        var items = new List<string>();
        foreach (var item in order)
        {
            if (!item.Expression.Any(part => part is not (BoundLiteral or BoundCall))) continue;
            var place = columns.TakeWhile(column => column.Key != item.Expression.Key).Count();
            items.Add($"{(place < columns.Count ? $"{place + 1}" : _emitter.Of(item.Expression))} {item.Direction}");
        }

        return items.Count == 0 ? "" : $" ORDER BY {string.Join(", ", items)}";
    }

    private string Limit(SqlQuery query)
    {
        if (query.Limit is null && query.Offset is null) return "";
        return string.Create(CultureInfo.InvariantCulture, $" LIMIT {Count(query.Limit, "LIMIT") ?? -1} OFFSET {Count(query.Offset, "OFFSET") ?? 0}");
    }

    private int? Count(SqlExpression? expression, string clause)
    {
        if (expression is null) return null;
        var bound = _expressions.Bind(expression, new(new(null), clause));
        return SqlEvaluators.Constant(bound) is int and >= 0 and var count ? count : throw new SqlQueryException(
            $"{clause} is a constant int from 0 on, not {bound.Name}.", expression.Position);
    }
}
