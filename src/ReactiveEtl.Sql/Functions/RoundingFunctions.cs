using System.Globalization;
using System.Numerics;

namespace ReactiveEtl;

/// <summary>Rounding: half away from zero (round), half to even (bround), down (floor) and up (ceil), on the decimal text of a number.</summary>
internal static class RoundingFunctions
{
    public static SqlFunction? Find(string name) => name switch
    {
        "round" or "bround" => new(1, 2, Round),
        "floor" or "ceil" or "ceiling" => new(1, 2, Whole),
        _ => null,
    };

    private static BoundCall Round(SqlCall call)
    {
        var digits = Digits(call);
        var number = Arithmetic.Number(call);
        var mode = call.Function == "bround" ? MidpointRounding.ToEven : MidpointRounding.AwayFromZero;
        var name = $"{call.Function}({call[0].Name}, {digits})";
        return number.Type.Kind switch
        {
            SqlKind.Int8 or SqlKind.Int16 or SqlKind.Int32 => call.Strict(number.Type, v => Arithmetic.InRange(checked((int)Rounded((int)v[0], digits, mode)), number.Type), [number, .. call.Arguments.Skip(1)]) with { Name = name },
            SqlKind.Int64 => call.Strict(number.Type, v => checked((long)Rounded((long)v[0], digits, mode)), [number, .. call.Arguments.Skip(1)]) with { Name = name },
            SqlKind.Decimal => OfDecimal(call, number, digits, mode) with { Name = name },
            SqlKind.Single => call.Strict(number.Type, v => (double)(float)OfDouble((double)v[0], digits, mode), [number, .. call.Arguments.Skip(1)]) with { Name = name },
            _ => call.Strict(SqlType.Double, v => OfDouble((double)v[0], digits, mode), [number, .. call.Arguments.Skip(1)]) with { Name = name },
        };
    }

    private static BoundCall Whole(SqlCall call)
    {
        var mode = call.Function == "floor" ? MidpointRounding.ToNegativeInfinity : MidpointRounding.ToPositiveInfinity;
        var number = Arithmetic.Number(call);
        if (call.Count == 2)
        {
            var digits = Digits(call);
            var exact = call.Cast(number, number.Type.AsDecimal());
            return OfDecimal(call, exact, digits, mode) with { Name = call.Name };
        }

        var name = SqlCall.NameOf(call.Function switch { "floor" => "FLOOR", "ceil" => "CEIL", _ => "ceiling" }, call.Arguments);
        switch (number.Type.Kind)
        {
            case SqlKind.Int8 or SqlKind.Int16 or SqlKind.Int32 or SqlKind.Int64:
                return call.Strict(SqlType.Int64, v => Convert.ToInt64(v[0], CultureInfo.InvariantCulture), number) with { Name = name };
            case SqlKind.Decimal when number.Type.Scale == 0:
                return call.Strict(number.Type, v => v[0], number) with { Name = name };
            case SqlKind.Decimal:
                return OfDecimal(call, number, 0, mode, SqlType.Decimal(number.Type.Precision - number.Type.Scale + 1, 0)) with { Name = name };
            default:
                return call.Strict(SqlType.Int64, v => ToInt64(mode == MidpointRounding.ToNegativeInfinity
                    ? Math.Floor((double)v[0])
                    : Math.Ceiling((double)v[0])), number) with
                { Name = name };
        }
    }

    /// <summary>The second argument, a constant; 0 without it.</summary>
    private static int Digits(SqlCall call) => call.Count == 1 ? 0 : SqlEvaluators.Constant(call.As(1, SqlType.Int32)) as int? ?? 0;

    private static BoundCall OfDecimal(SqlCall call, BoundExpression number, int digits, MidpointRounding mode, SqlType? type = null)
    {
        var (precision, scale) = (number.Type.Precision, number.Type.Scale);
        var whole = precision - scale + 1;
        var result = type ?? (digits < 0 ? SqlType.Decimal(Math.Max(whole, 1 - digits), 0) : SqlType.Decimal(whole + Math.Min(scale, digits), Math.Min(scale, digits)));
        return call.Strict(result, v => Rounded((SqlDecimal)v[0], digits, mode).In(result) ?? throw new OverflowException(), [number, .. call.Arguments.Skip(1)]);
    }

    private static double OfDouble(double value, int digits, MidpointRounding mode) =>
        double.IsFinite(value) ? Rounded(SqlDecimal.Of(value), digits, mode).ToDouble() : value;

    private static BigInteger Rounded(long value, int digits, MidpointRounding mode) => digits >= 0
        ? value
        : Rounded(new SqlDecimal(value, 0), digits, mode).Unscaled;

    /// <summary>The number with at most so many digits behind the point; before it where they are negative.</summary>
    private static SqlDecimal Rounded(SqlDecimal value, int digits, MidpointRounding mode)
    {
        if (digits >= value.Scale) return value;
        var unit = SqlDecimal.Power(value.Scale - digits);
        var quotient = BigInteger.DivRem(value.Unscaled, unit, out var rest);
        var half = (BigInteger.Abs(rest) * 2).CompareTo(unit);
        var away = mode switch
        {
            MidpointRounding.AwayFromZero => half >= 0,
            MidpointRounding.ToEven => half > 0 || (half == 0 && !quotient.IsEven),
            MidpointRounding.ToNegativeInfinity => rest.Sign < 0,
            _ => rest.Sign > 0,
        };
        if (away) quotient += value.Unscaled.Sign;
        return digits >= 0 ? new(quotient, digits) : new(quotient * SqlDecimal.Power(-digits), 0);
    }

    private static long ToInt64(double value) => double.IsNaN(value) ? 0 : value is >= long.MinValue and <= long.MaxValue ? (long)value : throw new OverflowException();
}
