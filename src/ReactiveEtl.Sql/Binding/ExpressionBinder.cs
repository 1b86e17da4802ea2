namespace ReactiveEtl;

/// <summary>Gives the expressions of one statement their types, conversions and names. One instance binds one statement, on one thread.</summary>
internal sealed partial class ExpressionBinder(SqlContext context, QueryBinder? queries)
{
    // The subqueries that are being bound, each with the outer columns that it reads.
    private readonly Stack<List<BoundColumn>> _captures = new();

    /// <exception cref="SqlQueryException">A name, function or type does not fit.</exception>
    public BoundExpression Bind(SqlExpression expression, SqlNames names)
    {
        SqlNesting.EnsureStack(expression.Position);
        return BindParts(expression, names);
    }

    /// <summary>Spark's name of a column: its own, also through a cast; a field's own; otherwise the expression.</summary>
    public static string NameOf(SqlExpression syntax, BoundExpression bound) => syntax switch
    {
        NameExpression name => name.Parts[^1],
        CastExpression { Operand: NameExpression } when bound is BoundCall { Arguments: [BoundColumn column] } => column.Name,
        _ => bound.Name,
    };

    private BoundExpression BindParts(SqlExpression expression, SqlNames names) => expression switch
    {
        LiteralExpression literal => new BoundLiteral(literal.Value, literal.Type, literal.Name, literal.Position),
        TimestampExpression timestamp => Bind(SqlLiterals.Timestamp(timestamp.Text, timestamp.Position, context.Zone), names),
        NameExpression name => Resolve(name, names),
        FieldExpression field => SqlFields.Of(Bind(field.Operand, names), field.Field, field.Position),
        CastExpression cast => CastFunctions.Bind(Bind(cast.Operand, names), cast, context.Zone),
        CallExpression call => call.Over is { } over ? Over(call, over, names) : Call(call, names),
        SubqueryExpression subquery => Subquery(subquery, names),
        StarExpression star => throw new SqlQueryException("* stands only in a select list and in count(*).", star.Position),
        _ => throw new InvalidOperationException($"{expression.GetType().Name} is bound nowhere."),
    };

    private BoundExpression Resolve(NameExpression name, SqlNames names)
    {
        var rest = name.Parts.Skip(1);
        if (names.First?.Invoke(name.Parts[0]) is { } first) return SqlFields.Of(first with { Name = name.Parts[0] }, rest, name.Position);
        if (names.Scope.Find(name.Parts, name.Position) is { } column) return column;
        if (names.Last?.Invoke(name.Parts[0]) is { } last) return SqlFields.Of(last with { Name = name.Parts[0] }, rest, name.Position);
        for (var outer = names.Scope.Outer; outer is not null; outer = outer.Outer)
        {
            if (outer.Find(name.Parts, name.Position) is not { } captured) continue;
            Capture(captured);
            return captured;
        }

        var known = names.Scope.Known();
        throw new SqlQueryException($"There is no column '{string.Join(".", name.Parts)}'{(known.Length > 0 ? $"; there are: {known}" : " without a FROM")}.", name.Position);
    }

    private void Capture(BoundExpression expression)
    {
        if (expression is BoundColumn column)
        {
            foreach (var captures in _captures) captures.Add(column);
        }

        foreach (var part in expression.Parts) Capture(part);
    }

    private BoundExpression Call(CallExpression call, SqlNames names)
    {
        var function = Lower(call.Function);
        if (AggregateFunctions.Find(function) is { } aggregate) return Aggregate(call, function, aggregate, names);
        var found = SqlFunction.Find(function);
        if (found is null && !Windows.ContainsKey(function))
        {
            if (context.Sqlite?.HasFunction(function, isAggregate: true) == true) return Observed(Aggregate(call, function, OfSqlite(function), names));
            if (context.Sqlite?.HasFunction(function, isAggregate: false) == true) found = new(0, int.MaxValue, Sqlites);
        }

        if (found is null) throw new SqlQueryException(
            Windows.ContainsKey(function)
                ? $"The function '{call.Function}' needs a window: {call.Function}() over (...)."
                : $"There is no function '{call.Function}' that is supported.", call.Position);
        if (call.IsDistinct || call.Filter is not null || call.IgnoresNulls) throw new SqlQueryException(
            $"'{call.Function}' is no aggregate: DISTINCT, FILTER and IGNORE NULLS have no meaning.", call.Position);
        return found.Bind(Checked(new(function, [.. call.Arguments.Select(argument => Bind(argument, names))], call.Position, context), found.Least, found.Most));
    }

    private static SqlCall Checked(SqlCall call, int least, int most)
    {
        if (call.Count >= least && call.Count <= most) return call;
        var wanted = least == most ? $"{least}" : most == int.MaxValue ? $"at least {least}" : $"{least} to {most}";
        throw new SqlQueryException($"'{call.Function}' takes {wanted} argument{(least == 1 && most == 1 ? "" : "s")}, not {call.Count}.", call.Position);
    }

    private BoundAggregate Aggregate(CallExpression call, string function, (int Least, int Most, Func<SqlCall, AggregateCall> Bind) aggregate, SqlNames names)
    {
        if (!names.AllowsAggregates) throw new SqlQueryException($"The aggregate '{call.Function}' cannot stand inside {names.Clause}.", call.Position);
        var inside = names.InsideAggregate();
        var bound = Checked(Arguments(call, function, inside), aggregate.Least, aggregate.Most);
        var result = aggregate.Bind(bound);
        var filter = call.Filter is null ? null : Condition(call.Filter, inside, "FILTER");
        return new(result.Aggregate, result.Arguments, call.IsDistinct, filter, result.Type, NameOf(call, bound, result, filter), call.Position);
    }

    /// <summary>The arguments of an aggregate: <c>count(*)</c> counts the constant 1, and IGNORE NULLS is a second argument.</summary>
    private SqlCall Arguments(CallExpression call, string function, SqlNames names)
    {
        IReadOnlyList<SqlExpression> arguments = call.Arguments;
        if (function == "count" && arguments is [StarExpression { Qualifier.Count: 0 }]) arguments = [new LiteralExpression(1, SqlType.Int32, "1", call.Position)];
        if (call.IgnoresNulls) arguments = [.. arguments, new LiteralExpression(true, SqlType.Boolean, "true", call.Position)];
        return new(function, [.. arguments.Select(argument => Bind(argument, names))], call.Position, context);
    }

    private static string NameOf(CallExpression call, SqlCall bound, AggregateCall result, BoundExpression? filter)
    {
        var name = result.Name ?? (call.IsDistinct
            ? $"{bound.Function}(DISTINCT {string.Join(", ", bound.Arguments.Select(argument => argument.Name))})"
            : bound.Name);
        return filter is null ? name : $"{name} FILTER (WHERE {filter.Name})";
    }

    /// <summary>A condition: boolean, or a text or null that becomes one.</summary>
    public BoundExpression Condition(SqlExpression expression, SqlNames names, string clause)
    {
        var condition = Bind(expression, names);
        return SqlCall.IsAccepted(condition, SqlType.Boolean)
            ? SqlCall.Cast(condition, SqlType.Boolean, context.Zone)
            : throw new SqlQueryException($"The condition of {clause} is a {condition.Type}, not a boolean: {condition.Name}.", condition.Position);
    }

    private BoundSubquery Subquery(SubqueryExpression subquery, SqlNames names)
    {
        if (queries is null) throw new SqlQueryException("A query stands in SQL over tables only; an expression here has the columns of one row.", subquery.Position);
        _captures.Push([]);
        var operand = subquery.Operand is null ? null : Bind(subquery.Operand, names);
        var plan = queries.Bind(subquery.Query, names.Scope);
        var captures = _captures.Pop();
        if (subquery.Kind != SqlSubqueryKind.Exists && plan.Columns.Count != 1) throw new SqlQueryException(
            $"A query that stands for a value has one column, not {plan.Columns.Count}.", subquery.Position);
        switch (subquery.Kind)
        {
            case SqlSubqueryKind.Exists:
                return new($"EXISTS ({plan.Sql})", null, captures, SqlType.Boolean, "exists()", subquery.Position);
            case SqlSubqueryKind.Scalar:
                return new(queries.Single(plan), null, captures, plan.Columns[0].Type, "scalarsubquery()", subquery.Position);
            default:
                var type = SqlCoercion.Common(operand!.Type, plan.Columns[0].Type)
                    ?? throw new SqlQueryException($"A {operand.Type} cannot be looked for among {plan.Columns[0].Type}.", subquery.Position);
                var wanted = SqlCall.Cast(operand, type, context.Zone);
                return new(queries.As(plan, [type]).Sql, wanted, captures, SqlType.Boolean, $"({operand.Name} IN (listquery()))", subquery.Position);
        }
    }

#pragma warning disable CA1308 // Spark's names of functions are lower case.
    private static string Lower(string name) => name.ToLowerInvariant();
#pragma warning restore CA1308
}
