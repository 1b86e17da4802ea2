using System.Globalization;
using System.Numerics;

namespace ReactiveEtl;

/// <summary>A decimal of up to 38 digits: <c>Unscaled / 10^Scale</c>. Rounds half away from zero, as Spark.</summary>
internal readonly record struct SqlDecimal(BigInteger Unscaled, int Scale) : IComparable<SqlDecimal>
{
    // The widest fraction of System.Decimal, and its largest integer.
    private const int MostScaleOfDecimal = 28;
    private static readonly BigInteger MostOfDecimal = new(decimal.MaxValue);

    public static SqlDecimal Of(decimal value)
    {
        var scale = value.Scale;
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var magnitude = new BigInteger((uint)bits[0]) | (new BigInteger((uint)bits[1]) << 32) | (new BigInteger((uint)bits[2]) << 64);
        return new(value < 0 ? -magnitude : magnitude, scale);
    }

    /// <summary>The exact value of the shortest decimal text of the double, as Spark converts.</summary>
    public static SqlDecimal Of(double value) => Parse(value.ToString("R", CultureInfo.InvariantCulture)) ?? throw new OverflowException($"{value} is no decimal.");

    /// <summary>Reads a number with optional fraction and exponent; null where it is none.</summary>
    public static SqlDecimal? Parse(string text)
    {
        var exponent = 0;
        if (text.AsSpan().IndexOfAny('e', 'E') is var e and >= 0)
        {
            if (!int.TryParse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent) || Math.Abs(exponent) > 400) return null;
            text = text[..e];
        }

        var point = text.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? text : text.Remove(point, 1);
        if (!digits.AsSpan().ContainsAnyInRange('0', '9') || !BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var unscaled)) return null;
        var scale = (point < 0 ? 0 : text.Length - point - 1) - exponent;
        return scale >= 0 ? new(unscaled, scale) : new(unscaled * Power(-scale), 0);
    }

    public static BigInteger Power(int ten) => BigInteger.Pow(10, ten);

    /// <summary>The value with this many digits behind the point.</summary>
    public SqlDecimal Rescaled(int scale) => scale >= Scale
        ? new(Unscaled * Power(scale - Scale), scale)
        : new(DivideHalfUp(Unscaled, Power(Scale - scale)), scale);

    /// <summary>The value in a type, or null where it has more digits.</summary>
    public SqlDecimal? In(SqlType type)
    {
        var rescaled = Rescaled(type.Scale);
        return BigInteger.Abs(rescaled.Unscaled) < Power(type.Precision) ? rescaled : null;
    }

    public static SqlDecimal Add(SqlDecimal left, SqlDecimal right)
    {
        var scale = Math.Max(left.Scale, right.Scale);
        return new(left.Rescaled(scale).Unscaled + right.Rescaled(scale).Unscaled, scale);
    }

    public static SqlDecimal Multiply(SqlDecimal left, SqlDecimal right) => new(left.Unscaled * right.Unscaled, left.Scale + right.Scale);

    public static SqlDecimal Divide(SqlDecimal left, SqlDecimal right, int scale)
    {
        var shift = scale + right.Scale - left.Scale;
        return shift >= 0
            ? new(DivideHalfUp(left.Unscaled * Power(shift), right.Unscaled), scale)
            : new(DivideHalfUp(left.Unscaled, right.Unscaled * Power(-shift)), scale);
    }

    public static SqlDecimal Remainder(SqlDecimal left, SqlDecimal right)
    {
        var scale = Math.Max(left.Scale, right.Scale);
        return new(BigInteger.Remainder(left.Rescaled(scale).Unscaled, right.Rescaled(scale).Unscaled), scale);
    }

    public SqlDecimal Negated() => new(-Unscaled, Scale);

    /// <summary>The whole part, without rounding.</summary>
    public BigInteger Truncated() => BigInteger.Divide(Unscaled, Power(Scale));

    public BigInteger Floor()
    {
        var whole = BigInteger.DivRem(Unscaled, Power(Scale), out var rest);
        return rest.Sign < 0 ? whole - 1 : whole;
    }

    public double ToDouble() => double.Parse(ToString(), CultureInfo.InvariantCulture);

    /// <summary>The value with all digits of its scale, or null where <see cref="decimal"/> cannot hold them.</summary>
    public decimal? ToDecimal()
    {
        if (Scale > MostScaleOfDecimal || BigInteger.Abs(Unscaled) > MostOfDecimal) return null;
        var whole = (decimal)BigInteger.Abs(Unscaled);
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(whole, bits);
        return new decimal(bits[0], bits[1], bits[2], Unscaled.Sign < 0, (byte)Scale);
    }

    public int CompareTo(SqlDecimal other)
    {
        var scale = Math.Max(Scale, other.Scale);
        return Rescaled(scale).Unscaled.CompareTo(other.Rescaled(scale).Unscaled);
    }

    public override string ToString()
    {
        var digits = BigInteger.Abs(Unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(Scale + 1, '0');
        var sign = Unscaled.Sign < 0 ? "-" : "";
        return Scale == 0 ? sign + digits : $"{sign}{digits[..^Scale]}.{digits[^Scale..]}";
    }

    private static BigInteger DivideHalfUp(BigInteger dividend, BigInteger divisor)
    {
        var quotient = BigInteger.DivRem(dividend, divisor, out var rest);
        if (BigInteger.Abs(rest) * 2 < BigInteger.Abs(divisor)) return quotient;
        return quotient + (dividend.Sign * divisor.Sign);
    }
}
