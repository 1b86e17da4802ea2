using System.Globalization;
using System.Numerics;

namespace ReactiveEtl;

/// <summary>Texts to numbers, as Spark's cast reads them.</summary>
internal static class SqlNumberReader
{
    /// <summary>A sign and digits, blanks around them; null for anything else.</summary>
    public static BigInteger? Whole(string text) =>
        BigInteger.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : null;

    /// <summary>As Java reads doubles (a type letter may follow), and the names of what is no finite number in any case.</summary>
    public static double? Double(string text)
    {
        var number = text.Trim();
        switch (number.ToUpperInvariant())
        {
            case "NAN": return double.NaN;
            case "INF" or "+INF" or "INFINITY" or "+INFINITY": return double.PositiveInfinity;
            case "-INF" or "-INFINITY": return double.NegativeInfinity;
            default: break;
        }

        if (number.Length > 1 && number[^1] is 'd' or 'D' or 'f' or 'F') number = number[..^1];
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(number, Style, CultureInfo.InvariantCulture, out var value) && !char.IsAsciiLetter(number[^1]) ? value : null;
    }
}
