using System.Globalization;

namespace ReactiveEtl;

/// <summary>Writes bound expressions as SQLite's SQL; what SQLite would compute otherwise than Spark becomes a function of ours. For one statement.</summary>
internal sealed class SqlEmitter(SqliteDatabase database, ObservedTypes types)
{
    private readonly Dictionary<string, string> _functions = new(StringComparer.Ordinal);

    /// <summary>A condition whose parts SQLite may see, so that it can look up rows of joins; the parts may be tested in any order.</summary>
    public string Condition(BoundExpression condition) => condition is BoundCall { Native: "({0} AND {1})" } and
        ? $"({Condition(and.Arguments[0])} AND {Condition(and.Arguments[1])})"
        : condition is BoundCall { Native: { } native } comparison && !native.Contains(" OR ", StringComparison.Ordinal) ? Native(comparison)
        : Of(condition);

    public string Of(BoundExpression expression)
    {
        switch (expression)
        {
            case BoundLiteral literal: return Literal(literal.Value);
            case BoundColumn column: return column.Sql;
            case BoundSubquery { Operand: { } operand } subquery: return $"({Of(operand)} IN ({subquery.Sql}))";
            case BoundSubquery subquery: return subquery.Sql;
            case BoundOver over: return Over(over);
            case BoundAggregate aggregate: throw new SqlQueryException($"The aggregate '{aggregate.Name}' cannot stand here.", aggregate.Position);
            case BoundSqliteCall call: return Observed(call);
            case BoundCall call: return IsNative(call) ? Native(call) : GuardsSqlites(call) ? Native(Guarding(call)) : Function(call);
            default: throw new InvalidOperationException($"{expression.GetType().Name} is written nowhere.");
        }
    }

    /// <summary>An aggregate over the rows of a GROUP BY.</summary>
    public string Aggregate(BoundAggregate aggregate)
    {
        var name = aggregate.Function.Create is { } create ? Accumulator(aggregate.Function.Name, create, aggregate.Arguments) : aggregate.Function.Name;
        var arguments = string.Join(", ", aggregate.Arguments.Select(argument =>
            aggregate.Function.IsSqlites ? Argument(argument) : Of(aggregate.IsDistinct ? QueryBinder.Normalized(argument) : argument)));
        if (aggregate.IsDistinct && aggregate.Arguments.Count > 1)
        {
            // SQLite takes DISTINCT with one argument: of several, the text of a row without nulls.
            if (aggregate.Function.Name != AggregateFunctions.CountOfSeveral) throw new SqlQueryException(
                "DISTINCT is supported for one argument, and for several in count.", aggregate.Position);
            SqlType[] types = [.. aggregate.Arguments.Select(argument => argument.Type)];
            var row = Named($"row of {string.Join(",", types)}", function => database.Function(function, isDeterministic: true, values => FrameText.WriteWithoutNulls(values, types)));
            (name, arguments) = ("count", $"{row}({arguments})");
        }

        if (aggregate.IsDistinct) arguments = $"DISTINCT {arguments}";
        return $"{name}({arguments}){(aggregate.Filter is null ? "" : $" FILTER (WHERE {Of(aggregate.Filter)})")}";
    }

    /// <summary>The name of an aggregate function of ours.</summary>
    public string Accumulator(string name, Func<SqlAccumulator> create, IReadOnlyList<BoundExpression> arguments)
    {
        SqlType[] types = [.. arguments.Select(argument => argument.Type)];
        return Named($"aggregate {name} {string.Join(",", types)}", function => database.Aggregate(function, create, types));
    }

    /// <summary>Comparisons and logic of columns and constants alone: SQLite has the same rules, and no part can fail.</summary>
    private static bool IsNative(BoundExpression expression) =>
        expression is BoundColumn or BoundLiteral || (expression is BoundCall { Native: not null } call && call.Arguments.All(IsNative));

    /// <summary>A function of ours would compute SQLite's own functions ahead, also those that a condition before them guards.</summary>
    private static bool GuardsSqlites(BoundCall call) => call.Native is not null && call.Any(part => part is BoundSqliteCall);

    /// <summary>SQLite's AND and OR compute both sides, its CASE only what it needs.</summary>
    private static BoundCall Guarding(BoundCall call) => call.Native switch
    {
        "({0} AND {1})" => call with { Native = "(CASE {0} WHEN 0 THEN 0 WHEN 1 THEN {1} ELSE (NULL AND {1}) END)" },
        "({0} OR {1})" => call with { Native = "(CASE {0} WHEN 1 THEN 1 WHEN 0 THEN {1} ELSE (NULL OR {1}) END)" },
        _ => call,
    };

    /// <summary>SQLite does not read every double exactly: those that are no small integers come from a function.</summary>
    private string Literal(object? value)
    {
        if (value is not double number || (Math.Abs(number) < 1e15 && number == Math.Truncate(number) && !double.IsNegative(number))) return SqliteValues.Literal(value);
        return $"{Named($"constant {BitConverter.DoubleToInt64Bits(number)}", function => database.Function(function, isDeterministic: true, _ => value))}()";
    }

    private string Native(BoundCall call)
    {
        object[] arguments = [.. call.Arguments.Select(Of)];
        return string.Format(CultureInfo.InvariantCulture, call.Native!, arguments);
    }

    private string Function(BoundCall call)
    {
        var (evaluator, leaves) = SqlEvaluators.Compiled(call);
        if (leaves.Count == 0 && TryConstant(evaluator, out var constant)) return Literal(constant);
        SqlType[] types = [.. leaves.Select(leaf => leaf.Type)];
        var name = Named($"function {call.Key}", function => database.Function(function, types.Length > 0, values =>
        {
            var row = new object?[types.Length];
            for (var i = 0; i < row.Length; i++) row[i] = SqliteValues.Read(values[i], types[i]);
            return evaluator(row);
        }));
        return $"{name}({string.Join(", ", leaves.Select(Of))})";
    }

    /// <summary>A constant that fails is computed where it is needed: without rows it is no error.</summary>
    private static bool TryConstant(SqlEvaluator evaluator, out object? value)
    {
        try
        {
            value = evaluator([]);
            return true;
        }
        catch (SqlQueryException)
        {
            value = null;
            return false;
        }
    }

    private string Observed(BoundSqliteCall call)
    {
        var observe = Named(call.Key, function => database.Function(function, isDeterministic: false, values => types.Observe(call.Key, PlainValues.Read(values[0]))));
        return $"{observe}({Sqlites(call)})";
    }

    private string Sqlites(BoundSqliteCall call) => call.Function.Length == 0
        ? Of(call.Arguments[0])
        : $"{call.Function}({string.Join(", ", call.Arguments.Select(Argument))})";

    /// <summary>An argument of SQLite's own function: what another one gives goes through as it is (blobs, JSON), and constants are written out, as some must be.</summary>
    private string Argument(BoundExpression argument)
    {
        if (argument is BoundSqliteCall call) return Sqlites(call);
        var (evaluator, leaves) = SqlEvaluators.Compiled(argument);
        if (leaves.Count > 0 || !TryConstant(evaluator, out var constant)) return Of(argument);
        // SQLite reads so many digits exactly.
        var text = constant is double number ? number.ToString("R", CultureInfo.InvariantCulture) : "";
        return text.Length <= 15 && text.Contains('.', StringComparison.Ordinal) && !text.Contains('E', StringComparison.Ordinal) ? text : Literal(constant);
    }

    private string Over(BoundOver over)
    {
        var window = over.Window;
        List<string> parts = [];
        if (window.Partition.Count > 0) parts.Add($"PARTITION BY {string.Join(", ", window.Partition.Select(Of))}");
        if (window.Order.Count > 0) parts.Add($"ORDER BY {string.Join(", ", window.Order.Select(order => $"{Of(order.Expression)} {order.Direction}"))}");
        if (window.Frame.Length > 0) parts.Add(window.Frame);
        var filter = over.Filter is null ? "" : $" FILTER (WHERE {Of(over.Filter)})";
        var behind = $"{filter} OVER ({string.Join(" ", parts)})";
        if (over.Aggregate is null || over.Aggregate.NativeOver is not null && (filter.Length == 0 || over.Aggregate.NativeOver is not ("first_value" or "last_value")))
        {
            return $"{over.Aggregate?.NativeOver ?? over.Function}({string.Join(", ", over.Arguments.Select(argument => over.Aggregate is { IsSqlites: true } ? Argument(argument) : Of(argument)))}){behind}";
        }

        // SQLite's own functions run over windows, ours do not: its collects the rows of the frame as a text, ours accumulates them.
        SqlType[] types = [.. over.Arguments.Select(argument => argument.Type)];
        var write = Named($"frame of {string.Join(",", types)}", function => database.Function(function, isDeterministic: true, values => FrameText.Write(values, types)));
        var create = over.Aggregate.Create!;
        var read = Named(
            $"over {over.Aggregate.Name} {string.Join(",", types)}",
            function => database.Function(function, isDeterministic: true, values => FrameText.Accumulated(values[0], types, create())));
        return $"{read}(group_concat({write}({string.Join(", ", over.Arguments.Select(Of))}), '{FrameText.RowEnd}'){behind})";
    }

    private string Named(string key, Action<string> register)
    {
        if (_functions.TryGetValue(key, out var name)) return name;
        name = $"f{_functions.Count}";
        _functions.Add(key, name);
        register(name);
        return name;
    }
}
