namespace ReactiveEtl;

/// <summary>Choices between values.</summary>
internal static class ConditionFunctions
{
    public static SqlFunction? Find(string name) => name switch
    {
        "case" => new(2, int.MaxValue, Case),
        "if" or "iif" => new(3, If),
        "coalesce" => new(1, int.MaxValue, Coalesce),
        "ifnull" or "nvl" => new(2, Coalesce),
        "nvl2" => new(3, Nvl2),
        "nullif" => new(2, NullIf),
        "greatest" or "least" => new(2, int.MaxValue, Extreme),
        "isnan" => new(1, call => call.Lazy(SqlType.Boolean, a => a[0] is double d && double.IsNaN(d), call.As(0, SqlType.Double))),
        "nanvl" => new(2, call => call.Lazy(SqlType.Double, a => a[0] is double d && double.IsNaN(d)
            ? a[1]
            : a[0], call.As(0, SqlType.Double), call.As(1, SqlType.Double))),
        "equal_null" => new(2, call => OperatorFunctions.Find("<=>")!.Bind(call with { Function = "<=>" }) with { Name = call.Name }),
        "typeof" => new(1, TypeOf),
        "raise_error" => new(1, call => call.Strict(SqlType.Void, v => throw new SqlQueryException((string)v[0]), call.As(0, SqlType.String))),
        _ => null,
    };

    /// <summary>Arguments: condition, value, condition, value, ..., and perhaps the else.</summary>
    private static BoundCall Case(SqlCall call)
    {
        var pairs = call.Count / 2;
        var values = Enumerable.Range(0, pairs).Select(i => (i * 2) + 1).ToList();
        if (call.Count % 2 == 1) values.Add(call.Count - 1);
        var type = CommonType(call, values);
        var arguments = call.Arguments.Select((argument, i) => values.Contains(i) ? call.Cast(argument, type) : Condition(call, i)).ToList();
        var whens = string.Join(" ", Enumerable.Range(0, pairs).Select(i => $"WHEN {call[i * 2].Name} THEN {call[(i * 2) + 1].Name}"));
        var otherwise = call.Count % 2 == 1 ? $" ELSE {call[call.Count - 1].Name}" : "";
        var natives = string.Join(" ", Enumerable.Range(0, pairs).Select(i => $"WHEN {{{i * 2}}} THEN {{{(i * 2) + 1}}}"));
        return call.Lazy(type, Chosen, arguments) with
        {
            Name = $"CASE {whens}{otherwise} END",
            Native = $"(CASE {natives}{(call.Count % 2 == 1 ? $" ELSE {{{call.Count - 1}}}" : "")} END)",
        };

        static object? Chosen(SqlArguments arguments)
        {
            for (var i = 0; i + 1 < arguments.Count; i += 2)
            {
                if (arguments[i] is true) return arguments[i + 1];
            }

            return arguments.Count % 2 == 1 ? arguments[arguments.Count - 1] : null;
        }
    }

    /// <summary>The type is known ahead, but what SQLite's own functions give must be computed to be known.</summary>
    private static BoundCall TypeOf(SqlCall call)
    {
        var type = new BoundLiteral(call[0].Type.ToString(), SqlType.String, "", call.Position);
        var typeOf = call[0].Any(part => part is BoundSqliteCall)
            ? call.Lazy(SqlType.String, a => a[1] is var _ ? a[0] : null, type, call[0])
            : call.Lazy(SqlType.String, a => a[0], type);
        return typeOf with { Name = call.Name };
    }

    private static BoundCall If(SqlCall call)
    {
        var type = CommonType(call, [1, 2]);
        return call.Lazy(type, a => a[0] is true ? a[1] : a[2], Condition(call, 0), call.Cast(call[1], type), call.Cast(call[2], type)) with
        {
            Name = $"(IF({call[0].Name}, {call[1].Name}, {call[2].Name}))",
            Native = "iif({0}, {1}, {2})",
        };
    }

    private static BoundCall Coalesce(SqlCall call)
    {
        var type = CommonType(call, Enumerable.Range(0, call.Count));
        return call.Lazy(type, First, [.. call.Arguments.Select(argument => call.Cast(argument, type))]);

        static object? First(SqlArguments arguments)
        {
            for (var i = 0; i < arguments.Count; i++)
            {
                if (arguments[i] is { } value) return value;
            }

            return null;
        }
    }

    private static BoundCall Nvl2(SqlCall call)
    {
        var type = CommonType(call, [1, 2]);
        return call.Lazy(type, a => a[0] is not null ? a[1] : a[2], call[0], call.Cast(call[1], type), call.Cast(call[2], type));
    }

    private static BoundCall NullIf(SqlCall call)
    {
        var equal = OperatorFunctions.Find("=")!.Bind(call with { Function = "=" });
        return call.Lazy(call[0].Type, a => a[0] is true ? null : a[1], equal, call[0]);
    }

    /// <summary>The greatest or least argument that is not null; texts do not turn into numbers here.</summary>
    private static BoundCall Extreme(SqlCall call)
    {
        var type = call[0].Type;
        foreach (var argument in call.Arguments.Skip(1)) type = SqlCoercion.Common(type, argument.Type, convertsText: false) ?? throw call.Mismatch();
        var sign = call.Function == "greatest" ? 1 : -1;
        return call.Lazy(type, Best, [.. call.Arguments.Select(argument => call.Cast(argument, type))]);

        object? Best(SqlArguments arguments)
        {
            object? best = null;
            for (var i = 0; i < arguments.Count; i++)
            {
                if (arguments[i] is { } value && (best is null || SqlOrdering.Compare(value, best) * sign > 0)) best = value;
            }

            return best;
        }
    }

    private static BoundExpression Condition(SqlCall call, int place) =>
        call[place].Type.Kind is SqlKind.Boolean ? call[place]
        : call[place].Type.Kind is SqlKind.Void && (call.Function != "case" || call[place] is BoundSqliteCall) ? call[place]
        : call[place] is BoundSqliteCall && call[place].Type.IsNumber ? call.As(place, SqlType.Boolean)
        : throw call.Mismatch(call[place], "boolean");

    private static SqlType CommonType(SqlCall call, IEnumerable<int> places)
    {
        var type = SqlType.Void;
        foreach (var place in places) type = SqlCoercion.Common(type, call[place].Type) ?? throw call.Mismatch();
        return type;
    }
}
