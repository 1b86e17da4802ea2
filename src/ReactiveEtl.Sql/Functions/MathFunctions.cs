using System.Globalization;
using System.Numerics;

namespace ReactiveEtl;

/// <summary>Functions of numbers.</summary>
internal static class MathFunctions
{
    public static SqlFunction? Find(string name) => name switch
    {
        "sqrt" => OfDouble("SQRT", Math.Sqrt),
        "cbrt" => OfDouble("CBRT", Math.Cbrt),
        "log1p" => new(1, call => call.Strict(SqlType.Double, v => (double)v[0] <= -1
            ? null
            : Math.Abs((double)v[0]) < 1e-5
                ? (double)v[0] - ((double)v[0] * (double)v[0] / 2)
                : Math.Log(1 + (double)v[0]), call.As(0, SqlType.Double)) with
        { Name = SqlCall.NameOf("LOG1P", call.Arguments) }),
        "exp" => OfDouble("EXP", Math.Exp),
        "expm1" => OfDouble("EXPM1", x => Math.Abs(x) < 1e-5 ? x + (x * x / 2) : Math.Exp(x) - 1),
        "ln" => Logarithm("ln", Math.Log),
        "log10" => Logarithm("LOG10", Math.Log10),
        "log2" => Logarithm("LOG2", Math.Log2),
        "log" => new(1, 2, Log),
        "sin" => OfDouble("SIN", Math.Sin),
        "cos" => OfDouble("COS", Math.Cos),
        "tan" => OfDouble("TAN", Math.Tan),
        "asin" => OfDouble("ASIN", Math.Asin),
        "acos" => OfDouble("ACOS", Math.Acos),
        "atan" => OfDouble("ATAN", Math.Atan),
        "sinh" => OfDouble("SINH", Math.Sinh),
        "cosh" => OfDouble("COSH", Math.Cosh),
        "tanh" => OfDouble("TANH", Math.Tanh),
        "cot" => OfDouble("COT", x => 1 / Math.Tan(x)),
        "degrees" => OfDouble("DEGREES", x => x * (180 / Math.PI)),
        "radians" => OfDouble("RADIANS", x => x * (Math.PI / 180)),
        "rint" => OfDouble("rint", x => Math.Round(x, MidpointRounding.ToEven)),
        "sign" => OfDouble("sign", x => double.IsNaN(x) ? x : Math.Sign(x)),
        "signum" => OfDouble("SIGNUM", x => double.IsNaN(x) ? x : Math.Sign(x)),
        "pow" => OfDoubles("pow", Math.Pow),
        "power" => OfDoubles("POWER", Math.Pow),
        "atan2" => OfDoubles("ATAN2", Math.Atan2),
        "hypot" => OfDoubles("HYPOT", (x, y) => Math.Sqrt((x * x) + (y * y))),
        "pi" => new(0, call => call.Lazy(SqlType.Double, _ => Math.PI) with { Name = "PI()" }),
        "e" => new(0, call => call.Lazy(SqlType.Double, _ => Math.E) with { Name = "E()" }),
        "abs" => new(1, Absolute),
        "factorial" => new(1, call => call.Strict(SqlType.Int64, v => Factorial((int)v[0]), call.As(0, SqlType.Int32))),
        "bin" => new(1, call => call.Strict(SqlType.String, v => Convert.ToString((long)v[0], 2), call.As(0, SqlType.Int64))),
        "hex" => new(1, Hex),
        "shiftleft" => new(2, call => call[0].Type.Kind == SqlKind.Int64
            ? call.Strict(SqlType.Int64, v => (long)v[0] << (int)v[1], call[0], call.As(1, SqlType.Int32))
            : call.Strict(SqlType.Int32, v => (int)v[0] << (int)v[1], call.As(0, SqlType.Int32), call.As(1, SqlType.Int32))),
        "shiftright" => new(2, call => call[0].Type.Kind == SqlKind.Int64
            ? call.Strict(SqlType.Int64, v => (long)v[0] >> (int)v[1], call[0], call.As(1, SqlType.Int32))
            : call.Strict(SqlType.Int32, v => (int)v[0] >> (int)v[1], call.As(0, SqlType.Int32), call.As(1, SqlType.Int32))),
        "bit_count" => new(1, call => call.Strict(SqlType.Int32, v => BitOperations.PopCount((ulong)(long)v[0]), call.As(0, SqlType.Int64))),
        _ => null,
    };

    private static SqlFunction OfDouble(string name, Func<double, double> function) =>
        new(1, call => call.Strict(SqlType.Double, v => function((double)v[0]), call.As(0, SqlType.Double)) with { Name = SqlCall.NameOf(name, call.Arguments) });

    private static SqlFunction OfDoubles(string name, Func<double, double, double> function) => new(2, call =>
        call.Strict(SqlType.Double, v => function((double)v[0], (double)v[1]), call.As(0, SqlType.Double), call.As(1, SqlType.Double)) with { Name = SqlCall.NameOf(name, call.Arguments) });

    /// <summary>Null where there is no logarithm.</summary>
    private static SqlFunction Logarithm(string name, Func<double, double> function) => new(1, call =>
        call.Strict(SqlType.Double, v => (double)v[0] <= 0
            ? null
            : function((double)v[0]), call.As(0, SqlType.Double)) with
        { Name = SqlCall.NameOf(name, call.Arguments) });

    private static BoundCall Log(SqlCall call)
    {
        if (call.Count == 1) return (BoundCall)Logarithm("LOG", Math.Log).Bind(call) with { Name = $"LOG(E(), {call[0].Name})" };
        return call.Strict(SqlType.Double, v => (double)v[0] <= 0 || (double)v[1] <= 0
            ? null
            : Math.Log((double)v[1]) / Math.Log((double)v[0]), call.As(0, SqlType.Double), call.As(1, SqlType.Double)) with
        {
            Name = SqlCall.NameOf("LOG", call.Arguments),
        };
    }

    private static BoundCall Absolute(SqlCall call)
    {
        var number = Arithmetic.Number(call);
        return number.Type.Kind switch
        {
            SqlKind.Int8 or SqlKind.Int16 or SqlKind.Int32 => call.Strict(number.Type, v => Arithmetic.InRange(checked(Math.Abs((int)v[0])), number.Type), number),
            SqlKind.Int64 or SqlKind.DayTime => call.Strict(number.Type, v => checked(Math.Abs((long)v[0])), number),
            SqlKind.Decimal => call.Strict(number.Type, v => new SqlDecimal(BigInteger.Abs(((SqlDecimal)v[0]).Unscaled), ((SqlDecimal)v[0]).Scale), number),
            _ => call.Strict(number.Type, v => Math.Abs((double)v[0]), number),
        };
    }

    private static BoundCall Hex(SqlCall call) => call[0].Type.Kind == SqlKind.String
        ? call.Strict(SqlType.String, v => Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes((string)v[0])), call[0])
        : call.Strict(SqlType.String, v => ((long)v[0]).ToString("X", CultureInfo.InvariantCulture), call.As(0, SqlType.Int64));

    private static long? Factorial(int number)
    {
        if (number is < 0 or > 20) return null;
        var product = 1L;
        for (var i = 2; i <= number; i++) product *= i;
        return product;
    }
}
