namespace ReactiveEtl;

internal sealed partial class QueryBinder
{
    /// <summary>What stands in FROM, in SQLite's words; its columns are added to the scope.</summary>
    private string Relation(SqlRelation relation, SqlScope scope)
    {
        SqlNesting.EnsureStack(relation.Position);
        switch (relation)
        {
            case SqlTableName table:
                return Table(table, scope);
            case SqlDerivedTable derived:
                var plan = Bind(derived.Query, scope.Outer);
                return Derived(Renamed(plan, derived.Columns, derived.Position), derived.Alias, scope);
            case SqlJoin { Kind: SqlJoinKind.LeftSemi or SqlJoinKind.LeftAnti } join:
                return SemiJoin(join, scope);
            case SqlJoin join:
                return Join(join, scope);
            default:
                throw new InvalidOperationException($"{relation.GetType().Name} is bound nowhere.");
        }
    }

    private string Table(SqlTableName table, SqlScope scope)
    {
        var name = table.Alias ?? table.Name;
        if (SqlCommon.Find(_common, table.Name) is { } common)
        {
            if (common.Recursion is { } recursion) return Recursion(Renamed(recursion, table.Columns, table.Position), name, scope);
            // A common table sees those before it, and no columns around it.
            var around = _common;
            _common = common.Next;
            var plan = Renamed(Bind(common.Table.Query, null), common.Table.Columns, common.Table.Position);
            _common = around;
            return Derived(Renamed(plan, table.Columns, table.Position), name, scope);
        }

        var alias = Alias();
        var (physical, columns) = _tables.Find(table.Name, table.Position);
        var renamed = Renamed(new(physical, columns), table.Columns, table.Position);
        scope.Columns.AddRange(Columns(renamed, name, alias, scope));
        return $"{physical} AS {alias}";
    }

    private string Derived(SqlPlan plan, string? name, SqlScope scope)
    {
        var alias = Alias();
        scope.Columns.AddRange(Columns(plan, name, alias, scope));
        return $"({plan.Sql}) AS {alias}";
    }

    private static SqlPlan Renamed(SqlPlan plan, IReadOnlyList<string> names, int position)
    {
        if (names.Count == 0) return plan;
        if (names.Count != plan.Columns.Count) throw new SqlQueryException($"{names.Count} names for {plan.Columns.Count} columns.", position);
        return plan with { Columns = [.. plan.Columns.Select((column, i) => column with { Name = names[i] })] };
    }

    private string Join(SqlJoin join, SqlScope scope)
    {
        var start = scope.Columns.Count;
        var left = Relation(join.Left, scope);
        var middle = scope.Columns.Count;
        var right = Relation(join.Right, scope);
        // Joins to the right of this one would otherwise belong to its right side.
        if (join.Right is SqlJoin) right = $"({right})";
        var condition = Using(join, scope, start, middle) is { } equal ? _emitter.Condition(equal)
            : join.On is null ? null
            : _emitter.Condition(_expressions.Condition(join.On, new(scope, "ON"), "ON"));
        var kind = join.Kind switch
        {
            SqlJoinKind.Left => "LEFT JOIN",
            SqlJoinKind.Right => "RIGHT JOIN",
            SqlJoinKind.Full => "FULL JOIN",
            _ => "JOIN",
        };
        return $"{left} {kind} {right} ON {condition ?? "1"}";
    }

    /// <summary>The condition of USING or NATURAL; each column of it appears once, first.</summary>
    private BoundExpression? Using(SqlJoin join, SqlScope scope, int start, int middle)
    {
        var left = scope.Columns.GetRange(start, middle - start);
        var right = scope.Columns.GetRange(middle, scope.Columns.Count - middle);
        IReadOnlyList<string> names = join.IsNatural
            ? [.. left.Where(column => !column.IsHidden && right.Exists(other => !other.IsHidden && SqlScope.Same(other.Column, column.Column))).Select(column => column.Column)]
            : join.Using;
        if (names.Count == 0) return null;

        BoundExpression? condition = null;
        var shared = new List<SqlScopeColumn>();
        foreach (var name in names)
        {
            var (l, r) = (Side(left, name, join), Side(right, name, join));
            var equal = Call("=", join.Position, l.Expression, r.Expression);
            condition = condition is null ? equal : Call("and", join.Position, condition, equal);
            var value = join.Kind switch
            {
                SqlJoinKind.Right => r.Expression,
                SqlJoinKind.Full => Call("coalesce", join.Position, l.Expression, r.Expression),
                _ => l.Expression,
            };
            shared.Add(new(null, l.Column, value));
        }

        bool IsShared(SqlScopeColumn column) => names.Any(name => SqlScope.Same(name, column.Column));
        scope.Columns.RemoveRange(start, scope.Columns.Count - start);
        scope.Columns.AddRange(shared);
        scope.Columns.AddRange(left.Concat(right).Select(column => IsShared(column) ? column with { IsHidden = true } : column));
        return condition;
    }

    private static SqlScopeColumn Side(List<SqlScopeColumn> columns, string name, SqlJoin join) =>
        columns.Find(column => !column.IsHidden && SqlScope.Same(column.Column, name))
            ?? throw new SqlQueryException($"There is no column '{name}' on both sides of the join.", join.Position);

    private BoundExpression Call(string function, int position, params BoundExpression[] arguments) =>
        SqlFunction.Find(function)!.Bind(new(function, arguments, position, _context));

    /// <summary>The rows of the left side that have a match, or none: the left side as a query with EXISTS.</summary>
    private string SemiJoin(SqlJoin join, SqlScope scope)
    {
        var inside = new SqlScope(scope.Outer);
        var left = Relation(join.Left, inside);
        var kept = inside.Columns.Count;
        var right = Relation(join.Right, inside);
        var columns = inside.Columns.GetRange(0, kept);
        var condition = Using(join, inside, 0, kept) ?? (join.On is null ? null : _expressions.Condition(join.On, new(inside, "ON"), "ON"));
        // As in every join, the columns of USING come first.
        columns = [.. columns.OrderBy(column => join.Using.Any(name => SqlScope.Same(name, column.Column)) ? 0 : 1)];
        var list = string.Join(", ", columns.Select((column, i) => $"{_emitter.Of(column.Expression)} AS {SqlPlan.Column(i)}"));
        var exists = $"{(join.Kind == SqlJoinKind.LeftAnti ? "NOT " : "")}EXISTS (SELECT 1 FROM {right} WHERE {(condition is null ? "1" : _emitter.Condition(condition))})";
        var alias = Alias();
        scope.Columns.AddRange(columns.Select((column, i) => column with { Expression = new BoundColumn($"{alias}.{SqlPlan.Column(i)}", scope, column.Expression.Type, column.Column, 0) }));
        return $"(SELECT {list} FROM {left} WHERE {exists}) AS {alias}";
    }

    /// <summary>A recursive table is bound once, where it is declared: its start, and its step, which sees what the step before gave.</summary>
    private void BindRecursive(SqlCommonTable table, SqlSetOperation union)
    {
        var around = _common;
        _common = around!.Next;
        var start = Renamed(Body(union.Left, null), table.Columns, table.Position);
        var name = $"r{_recursiveTables.Count}";
        var recursion = new SqlPlan(name, start.Columns);
        _common = new(table, recursion, around.Next);
        _countsSteps = true;
        var step = Body(union.Right, null);
        if (_countsSteps)
        {
            // It does not name itself: a common table like others.
            _countsSteps = false;
            _common = around;
            return;
        }

        if (!union.All) throw new SqlQueryException("A recursive table joins its start and its step by UNION ALL.", union.Position);
        if (step.Columns.Count != start.Columns.Count || step.Columns.Zip(start.Columns).Any(pair => pair.First.Type != pair.Second.Type))
        {
            throw new SqlQueryException($"The step of the recursive table '{table.Name}' has not the columns of its start.", table.Position);
        }

        _recursiveTables.Add($"{name}({start.ColumnList}, step) AS (SELECT *, 1 FROM ({start.Sql}) UNION ALL {step.Sql})");
    }

    /// <summary>The number of the next step, which ends a recursion that does not end.</summary>
    private string NextStep(string alias)
    {
        var step = new BoundColumn($"{alias}.step", null, SqlType.Int64, "step", 0);
        var next = SqlOperations.Strict(values => (long)values[0] < MostSteps
            ? (long)values[0] + 1
            : throw new SqlQueryException($"A recursive table takes more than {MostSteps} steps."));
        return _emitter.Of(BoundCall.Of("next step", SqlType.Int64, "step", 0, next, [step]));
    }

    private string Recursion(SqlPlan recursion, string name, SqlScope scope)
    {
        var alias = Alias();
        if (_countsSteps) _recursiveAlias = alias;
        scope.Columns.AddRange(Columns(recursion, name, alias, scope));
        return $"{recursion.Sql} AS {alias}";
    }
}
