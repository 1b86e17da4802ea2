using System.Globalization;
using System.Text;

namespace ReactiveEtl;

/// <summary>Values as Spark's cast to string writes them; the box of <see cref="ShowText"/> and SQL share it.</summary>
internal static class SparkText
{
    /// <summary>The text of a row's value; times are in the zone; null is null.</summary>
    public static string? Of(object? value, TimeZoneInfo zone) => value switch
    {
        null => null,
        string text => text,
        bool truth => truth ? "true" : "false",
        float number => OfSingle(number),
        double number => OfDouble(number),
        DateTimeOffset time => OfTimestamp(MicrosecondTime.Of(time), zone),
        DateTime time => OfTimestamp((long)ClrColumn.ToVector(time), TimeZoneInfo.Utc),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Window window => OfWindow(window, zone),
        ValueList list => $"[{string.Join(", ", list.Select(item => Of(item, zone) ?? "NULL"))}]",
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        var other => other.ToString(),
    };

    /// <summary>Spark 4's form of a struct: <c>{2016-07-26 08:00:00, 2016-07-26 09:00:00}</c>.</summary>
    public static string OfWindow(Window window, TimeZoneInfo zone) =>
        $"{{{OfTimestamp(window.StartMicroseconds, zone)}, {OfTimestamp(window.EndMicroseconds, zone)}}}";

    /// <summary>Local time with as much of the fraction as is not zero.</summary>
    public static string OfTimestamp(long microseconds, TimeZoneInfo zone)
    {
        var local = microseconds + (zone.GetUtcOffset(MicrosecondTime.ToTime(microseconds)).Ticks / TimeSpan.TicksPerMicrosecond);
        var days = local / MicrosecondTime.PerDay;
        var time = local % MicrosecondTime.PerDay;
        if (time < 0) (days, time) = (days - 1, time + MicrosecondTime.PerDay);
        return $"{CalendarDate.Of(days)} {new TimeOnly(time * TimeSpan.TicksPerMicrosecond).ToString("HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture)}";
    }

    /// <summary>As Java's <c>Double.toString</c>: always a point, and an exponent from 1.0E7 on and below 0.001.</summary>
    public static string OfDouble(double value)
    {
        if (double.IsNaN(value)) return "NaN";
        if (double.IsInfinity(value)) return value > 0 ? "Infinity" : "-Infinity";
        if (value == 0) return double.IsNegative(value) ? "-0.0" : "0.0";

        return OfDigits(value < 0, ShortestDigits(value));
    }

    /// <summary>As Java's <c>Float.toString</c>.</summary>
    public static string OfSingle(float value) =>
        !float.IsFinite(value) || value == 0 ? OfDouble(value) : OfDigits(value < 0, Digits(Math.Abs(value).ToString("R", CultureInfo.InvariantCulture)));

    private static string OfDigits(bool isNegative, (string Digits, int Exponent) number)
    {
        var (digits, exponent) = number;
        var text = new StringBuilder(24);
        if (isNegative) text.Append('-');
        if (exponent is >= -3 and < 7) AppendPlain(text, digits, exponent);
        else text.Append(digits[0]).Append('.').Append(digits.Length > 1 ? digits[1..] : "0").Append('E').Append(exponent.ToString(CultureInfo.InvariantCulture));
        return text.ToString();
    }

    private static void AppendPlain(StringBuilder text, string digits, int exponent)
    {
        if (exponent < 0)
        {
            text.Append("0.").Append('0', -exponent - 1).Append(digits);
            return;
        }

        var whole = exponent + 1;
        text.Append(digits.Length >= whole ? digits[..whole] : digits.PadRight(whole, '0'));
        text.Append('.').Append(digits.Length > whole ? digits[whole..] : "0");
    }

    /// <summary>The fewest digits that read back, without zeros at the ends, and the power of ten of the first one.</summary>
    /// <remarks>Java writes at least two digits; where one would do (4.9E-324) they are the two that come closest.</remarks>
    private static (string Digits, int Exponent) ShortestDigits(double value)
    {
        var magnitude = Math.Abs(value);
        var (digits, exponent) = Digits(magnitude.ToString("R", CultureInfo.InvariantCulture));
        if (digits.Length > 1) return (digits, exponent);
        var two = magnitude.ToString("E1", CultureInfo.InvariantCulture);
        return double.Parse(two, CultureInfo.InvariantCulture) == magnitude ? Digits(two) : (digits, exponent);
    }

    private static (string Digits, int Exponent) Digits(string text)
    {
        var power = 0;
        if (text.IndexOf('E', StringComparison.Ordinal) is var e and >= 0)
        {
            power = int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            text = text[..e];
        }

        var point = text.IndexOf('.', StringComparison.Ordinal) is var p and >= 0 ? p : text.Length;
        var all = text.Replace(".", "", StringComparison.Ordinal);
        var digits = all.TrimStart('0');
        var exponent = point - 1 - (all.Length - digits.Length) + power;
        digits = digits.TrimEnd('0');
        return (digits, exponent);
    }
}
