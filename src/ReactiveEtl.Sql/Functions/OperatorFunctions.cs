namespace ReactiveEtl;

/// <summary>Arithmetic, comparisons and logic.</summary>
internal static class OperatorFunctions
{
    public static SqlFunction? Find(string name) => name switch
    {
        "+" or "-" or "*" or "/" or "%" or "div" or "mod" or "try_add" or "try_subtract" or "try_multiply" or "try_divide" or "try_mod" => new(2, Arithmetic.Bind),
        "negate" or "negative" => new(1, Arithmetic.Negated),
        "positive" => new(1, call => Arithmetic.Number(call) with { Name = $"(+ {call[0].Name})" }),
        "pmod" => new(2, Arithmetic.Bind),
        "&" or "|" or "^" => new(2, Bits),
        "~" => new(1, call => call[0].Type.IsInteger
            ? (call[0].Type.IsShort
                ? call.Strict(call[0].Type, v => ~(int)v[0], call[0])
                : call.Strict(SqlType.Int64, v => ~(long)v[0], call[0])) with
            { Name = $"~{call[0].Name}" }
            : throw call.Mismatch()),
        "=" or "<" or "<=" or ">" or ">=" or "<=>" => new(2, Compared),
        "and" or "or" => new(2, Logic),
        "not" => new(1, call => call.Strict(SqlType.Boolean, v => !(bool)v[0], call.As(0, SqlType.Boolean)) with { Name = $"(NOT {call[0].Name})", Native = "(NOT {0})" }),
        "isnull" => new(1, call => call.Lazy(SqlType.Boolean, a => a[0] is null, call[0]) with { Name = $"({call[0].Name} IS NULL)", Native = "({0} IS NULL)" }),
        "isnotnull" => new(1, call => call.Lazy(SqlType.Boolean, a => a[0] is not null, call[0]) with { Name = $"({call[0].Name} IS NOT NULL)", Native = "({0} IS NOT NULL)" }),
        "between" => new(3, Between),
        "in" => new(2, int.MaxValue, In),
        _ => null,
    };

    private static BoundExpression Bits(SqlCall call)
    {
        if (!call[0].Type.IsInteger || !call[1].Type.IsInteger) throw call.Mismatch();
        var type = SqlCoercion.Number(call[0].Type, call[1].Type);
        Func<long, long, long> bits = call.Function switch { "&" => (a, b) => a & b, "|" => (a, b) => a | b, _ => (a, b) => a ^ b };
        var (left, right) = (call.Cast(call[0], SqlType.Int64), call.Cast(call[1], SqlType.Int64));
        var result = type.IsShort
            ? call.Strict(type, v => (int)bits((long)v[0], (long)v[1]), left, right)
            : call.Strict(type, v => bits((long)v[0], (long)v[1]), left, right);
        return result with { Name = Infix(call) };
    }

    private static BoundCall Compared(SqlCall call)
    {
        var type = SqlCoercion.Common(call[0].Type, call[1].Type);
        if (type is not { } common || common.Kind == SqlKind.Void && call[0].Type != call[1].Type) throw call.Mismatch();
        var (left, right) = (call.Cast(call[0], common), call.Cast(call[1], common));
        Func<int, bool> test = call.Function switch
        {
            "=" or "<=>" => order => order == 0,
            "<" => order => order < 0,
            "<=" => order => order <= 0,
            ">" => order => order > 0,
            _ => order => order >= 0,
        };
        var compared = call.Function == "<=>"
            ? call.Lazy(SqlType.Boolean, a => a[0] is not { } l ? a[1] is null : a[1] is { } r && SqlOrdering.Compare(l, r) == 0, left, right)
            : call.Strict(SqlType.Boolean, v => test(SqlOrdering.Compare(v[0], v[1])), left, right);
        return compared with { Name = Infix(call), Native = common.Kind == SqlKind.Array ? null : call.Function == "<=>" ? "({0} IS {1})" : $"({{0}} {call.Function} {{1}})" };
    }

    private static BoundCall Logic(SqlCall call)
    {
        var (left, right) = (call.As(0, SqlType.Boolean), call.As(1, SqlType.Boolean));
        if (call[0].Type.Kind == SqlKind.String && call[1].Type.Kind == SqlKind.String) throw call.Mismatch();
        var decisive = call.Function == "or";
        var word = call.Function.ToUpperInvariant();
        return call.Lazy(SqlType.Boolean, Decided, left, right) with { Name = $"({call[0].Name} {word} {call[1].Name})", Native = $"({{0}} {word} {{1}})" };

        object? Decided(SqlArguments arguments)
        {
            var first = arguments[0];
            if (first is bool value && value == decisive) return decisive;
            var second = arguments[1];
            if (second is bool other && other == decisive) return decisive;
            return first is null || second is null ? null : !decisive;
        }
    }

    private static BoundCall Between(SqlCall call)
    {
        var low = Compared(call with { Function = ">=", Arguments = [call[0], call[1]] });
        var high = Compared(call with { Function = "<=", Arguments = [call[0], call[2]] });
        return Logic(call with { Function = "and", Arguments = [low, high] }) with { Name = call.Name };
    }

    private static BoundCall In(SqlCall call)
    {
        var type = call.Arguments[0].Type;
        foreach (var argument in call.Arguments.Skip(1)) type = SqlCoercion.Common(type, argument.Type) ?? throw call.Mismatch();
        var arguments = call.Arguments.Select(argument => call.Cast(argument, type)).ToList();
        var items = string.Join(", ", Enumerable.Range(1, arguments.Count - 1).Select(i => $"{{{i}}}"));
        return call.Lazy(SqlType.Boolean, IsIn, arguments) with
        {
            Name = $"({call[0].Name} IN ({string.Join(", ", call.Arguments.Skip(1).Select(argument => argument.Name))}))",
            Native = $"({{0}} IN ({items}))",
        };

        static object? IsIn(SqlArguments arguments)
        {
            if (arguments[0] is not { } value) return null;
            var unknown = false;
            for (var i = 1; i < arguments.Count; i++)
            {
                if (arguments[i] is not { } item) unknown = true;
                else if (SqlOrdering.Compare(value, item) == 0) return true;
            }

            return unknown ? null : false;
        }
    }

    public static string Infix(SqlCall call) => $"({call[0].Name} {call.Function} {call[1].Name})";
}
