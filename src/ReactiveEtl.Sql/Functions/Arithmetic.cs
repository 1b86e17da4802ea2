namespace ReactiveEtl;

/// <summary>Sums, products and quotients: int and bigint overflow is an error, <c>/</c> divides as doubles or decimals, by zero is an error.</summary>
internal static class Arithmetic
{
    public static BoundExpression Bind(SqlCall call)
    {
        var (symbol, isTry) = call.Function switch
        {
            "try_add" => ("+", true),
            "try_subtract" => ("-", true),
            "try_multiply" => ("*", true),
            "try_divide" => ("/", true),
            "try_mod" => ("%", true),
            "mod" => ("%", false),
            var other => (other, false),
        };
        if (symbol is "+" or "-" && TimeArithmetic.Sum(call, symbol) is { } time) return time;
        if (symbol is "*" && (call[0].Type.Kind is SqlKind.DayTime || call[1].Type.Kind is SqlKind.DayTime)) return TimeArithmetic.Multiple(call);
        var type = OperandType(call, symbol);
        var operation = Operation(symbol, type, ResultType(call, symbol, type));
        var result = call.Strict(ResultType(call, symbol, type), isTry ? Tried(operation) : operation, Operand(call, 0, type), Operand(call, 1, type));
        return call.Function is "mod" or "pmod" || isTry ? result : result with { Name = OperatorFunctions.Infix(call) };
    }

    public static BoundExpression Negated(SqlCall call)
    {
        var number = Number(call);
        var negated = number.Type.Kind switch
        {
            SqlKind.Int8 or SqlKind.Int16 or SqlKind.Int32 => call.Strict(number.Type, v => InRange(checked(-(int)v[0]), number.Type), number),
            SqlKind.Int64 or SqlKind.DayTime => call.Strict(number.Type, v => checked(-(long)v[0]), number),
            SqlKind.Decimal => call.Strict(number.Type, v => ((SqlDecimal)v[0]).Negated(), number),
            _ => call.Strict(number.Type, v => -(double)v[0], number),
        };
        return call.Function == "negative" ? negated : negated with { Name = $"(- {call[0].Name})" };
    }

    /// <summary>The only argument as a number; a text is a double.</summary>
    public static BoundExpression Number(SqlCall call, int place = 0) =>
        call[place].Type.IsNumber || call[place].Type.Kind == SqlKind.DayTime ? call[place] : call.As(place, SqlType.Double);

    private static SqlType OperandType(SqlCall call, string symbol)
    {
        var (left, right) = (call[0].Type, call[1].Type);
        if (left.Kind == SqlKind.String && right.IsNumber) left = SqlCoercion.Common(left, right)!.Value;
        else if (right.Kind == SqlKind.String && left.IsNumber) right = SqlCoercion.Common(left, right)!.Value;
        if (left.Kind == SqlKind.Void) left = right.Kind == SqlKind.Void ? SqlType.Double : right;
        if (right.Kind == SqlKind.Void) right = left;
        if (!left.IsNumber || !right.IsNumber) throw call.Mismatch();
        if (symbol == "div" && left.IsInteger && right.IsInteger) return SqlType.Int64;
        var type = SqlCoercion.Number(left, right);
        return symbol == "/" && (type.IsInteger || type.Kind == SqlKind.Single) ? SqlType.Double : type;
    }

    /// <summary>An operand as the type; decimals keep their own digits, from which the result's follow.</summary>
    private static BoundExpression Operand(SqlCall call, int place, SqlType type)
    {
        if (type.Kind != SqlKind.Decimal) return call.Cast(call[place], type);
        return call[place].Type.Kind == SqlKind.Decimal ? call[place] : call.Cast(call[place], Digits(call[place]));
    }

    /// <summary>The digits of an operand among decimals: an integer constant has only its own.</summary>
    private static SqlType Digits(BoundExpression operand)
    {
        if (operand is BoundLiteral { Type.IsInteger: true } literal) return SqlType.Decimal(Math.Abs(Convert.ToDecimal(literal.Value, null)).ToString(null as IFormatProvider).Length, 0);
        return operand.Type.AsDecimal();
    }

    private static SqlType ResultType(SqlCall call, string symbol, SqlType type)
    {
        if (symbol == "div") return SqlType.Int64;
        if (type.Kind != SqlKind.Decimal) return type;
        var (l, r) = (Digits(call[0]), Digits(call[1]));
        var scale = Math.Max(l.Scale, r.Scale);
        var quotient = Math.Max(6, l.Scale + r.Precision + 1);
        return symbol switch
        {
            "+" or "-" => SqlType.FittedDecimal(Math.Max(l.Precision - l.Scale, r.Precision - r.Scale) + scale + 1, scale),
            "*" => SqlType.FittedDecimal(l.Precision + r.Precision + 1, l.Scale + r.Scale),
            "/" => SqlType.FittedDecimal(l.Precision - l.Scale + r.Scale + quotient, quotient),
            _ => SqlType.FittedDecimal(Math.Min(l.Precision - l.Scale, r.Precision - r.Scale) + scale, scale),
        };
    }

    private static Func<object[], object?> Operation(string symbol, SqlType type, SqlType result) => type.Kind switch
    {
        SqlKind.Int8 or SqlKind.Int16 or SqlKind.Int32 => v => InRange(OfInt32(symbol, (int)v[0], (int)v[1]), type),
        SqlKind.Int64 => v => OfInt64(symbol, (long)v[0], (long)v[1]),
        SqlKind.Single or SqlKind.Double when symbol == "div" => throw new SqlQueryException("div divides integers and decimals; use / for doubles."),
        // Of two singles the double result, made a single, is the nearest one.
        SqlKind.Single => v => (double)(float)OfDouble(symbol, (double)v[0], (double)v[1]),
        SqlKind.Double => v => OfDouble(symbol, (double)v[0], (double)v[1]),
        _ => v => OfDecimal(symbol, (SqlDecimal)v[0], (SqlDecimal)v[1], result),
    };

    /// <summary>An integer that its type holds.</summary>
    public static int InRange(int value, SqlType type) => type.Kind switch
    {
        SqlKind.Int8 => checked((sbyte)value),
        SqlKind.Int16 => checked((short)value),
        _ => value,
    };

    private static int OfInt32(string symbol, int left, int right) => symbol switch
    {
        "+" => checked(left + right),
        "-" => checked(left - right),
        "*" => checked(left * right),
        "%" => right == -1 ? 0 : left % NotZero(right),
        _ => right == -1 ? 0 : (int)PositiveRemainder(left, NotZero(right)),
    };

    private static long OfInt64(string symbol, long left, long right) => symbol switch
    {
        "+" => checked(left + right),
        "-" => checked(left - right),
        "*" => checked(left * right),
        "div" => left == long.MinValue && right == -1 ? throw new OverflowException() : left / NotZero(right),
        "%" => right == -1 ? 0 : left % NotZero(right),
        _ => right == -1 ? 0 : PositiveRemainder(left, NotZero(right)),
    };

    private static double OfDouble(string symbol, double left, double right) => symbol switch
    {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        "/" => left / NotZero(right),
        "%" => left % NotZero(right),
        _ => PositiveRemainder(left, NotZero(right)),
    };

    private static object? OfDecimal(string symbol, SqlDecimal left, SqlDecimal right, SqlType type)
    {
        if (symbol is "/" or "%" or "div" or "pmod" && right.Unscaled.IsZero) throw new DivideByZeroException();
        if (symbol == "div") return SqlCasts.Conversion(SqlType.Decimal(38, 0), SqlType.Int64, null!)!(new SqlDecimal(SqlDecimal.Divide(left, right, 6).Truncated(), 0));
        var result = symbol switch
        {
            "+" => SqlDecimal.Add(left, right),
            "-" => SqlDecimal.Add(left, right.Negated()),
            "*" => SqlDecimal.Multiply(left, right),
            "/" => SqlDecimal.Divide(left, right, type.Scale),
            "%" => SqlDecimal.Remainder(left, right),
            _ => SqlDecimal.Remainder(SqlDecimal.Add(SqlDecimal.Remainder(left, right), right), right),
        };
        return result.In(type) ?? throw new OverflowException();
    }

    /// <summary>Null where the operation fails on its values.</summary>
    private static Func<object[], object?> Tried(Func<object[], object?> operation) => values =>
    {
        try
        {
            return operation(values);
        }
        catch (Exception error) when (error is ArithmeticException or SqlQueryException)
        {
            return null;
        }
    };

    private static long PositiveRemainder(long left, long right) => left % right is < 0 and var rest ? (rest + right) % right : left % right;

    private static double PositiveRemainder(double left, double right) => left % right is < 0 and var rest ? (rest + right) % right : left % right;

    private static int NotZero(int divisor) => divisor != 0 ? divisor : throw new DivideByZeroException();

    private static long NotZero(long divisor) => divisor != 0 ? divisor : throw new DivideByZeroException();

    private static double NotZero(double divisor) => divisor != 0 ? divisor : throw new DivideByZeroException();
}
