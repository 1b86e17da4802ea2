using System.Globalization;

namespace ReactiveEtl;

/// <summary>Lengths of time as texts, as Spark writes them: <c>1 hour</c>, <c>90 minutes</c>, <c>interval 1 day 12 hours</c>.</summary>
public static class Duration
{
    private const string Expected = "a number and a unit, one or several times: microseconds, milliseconds, seconds, minutes, hours, days or weeks, as in \"1 hour\" or \"1 day 12 hours\"";

    /// <summary>Reads a length of time.</summary>
    /// <exception cref="ArgumentException">The text is none; the message says what is expected.</exception>
    public static TimeSpan Parse(string text) => ParseWithMonths(text, daysOfMonth: null);

    /// <summary>Reads a length of time that may hold months and years, where it is said how many days a month has.</summary>
    internal static TimeSpan ParseWithMonths(string text, int? daysOfMonth)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (LengthOf(text) is not { } length) throw new ArgumentException($"\"{text}\" is no length of time; expected {Expected}.");
        if (length.HoldsMonths && daysOfMonth is null) throw new ArgumentException($"\"{text}\" holds months or years, which have no fixed length; expected {Expected}.");
        return TimeSpan.FromMicroseconds(length.Microseconds + (length.Months * (daysOfMonth ?? 0) * MicrosecondTime.PerDay));
    }

    /// <summary>What a text says; null where it is no length of time.</summary>
    internal static CalendarLength? LengthOf(string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        // Behind the word, as a literal of SQL, the number or the whole may stand in quotes.
        if (words is [var first, ..] && first.Equals("interval", StringComparison.OrdinalIgnoreCase)) words = [.. words[1..].Select(word => word.Trim('\''))];
        if (words.Length == 0 || words.Length % 2 != 0) return null;
        var length = default(CalendarLength);
        for (var i = 0; i < words.Length; i += 2)
        {
            if (!decimal.TryParse(words[i], NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return null;
            if (UnitOf(words[i + 1]) is not var (months, microseconds)) return null;
            // Seconds alone may have a fraction, down to a nanosecond; what is finer than a microsecond is cut.
            var isWhole = number == Math.Truncate(number);
            if (!isWhole && (microseconds != MicrosecondTime.PerSecond || number.Scale > 9)) return null;
            if (Math.Abs(number) > long.MaxValue / (20m * Math.Max(microseconds, months * 31 * MicrosecondTime.PerDay))) return null;
            length = new CalendarLength(length.Months + (months * (long)number), length.Microseconds + (long)Math.Truncate(number * microseconds), length.HoldsMonths || months > 0);
        }

        return length;
    }

    private static (int Months, long Microseconds)? UnitOf(string unit) => unit.ToUpperInvariant() switch
    {
        "MICROSECOND" or "MICROSECONDS" => (0, 1),
        "MILLISECOND" or "MILLISECONDS" => (0, 1_000),
        "SECOND" or "SECONDS" => (0, MicrosecondTime.PerSecond),
        "MINUTE" or "MINUTES" => (0, 60 * MicrosecondTime.PerSecond),
        "HOUR" or "HOURS" => (0, 3600 * MicrosecondTime.PerSecond),
        "DAY" or "DAYS" => (0, MicrosecondTime.PerDay),
        "WEEK" or "WEEKS" => (0, 7 * MicrosecondTime.PerDay),
        "MONTH" or "MONTHS" => (1, 0),
        "YEAR" or "YEARS" => (12, 0),
        _ => null,
    };
}

/// <summary>A length of time on the calendar: months, then microseconds.</summary>
/// <param name="Months">How many months, a year being twelve.</param>
/// <param name="Microseconds">The rest, of days of 24 hours.</param>
/// <param name="HoldsMonths">Whether it speaks of months or years at all, so that its length depends on where it begins.</param>
internal readonly record struct CalendarLength(long Months, long Microseconds, bool HoldsMonths)
{
    /// <summary>Where it ends, in UTC, when it begins at an instant; at most at the calendar's end.</summary>
    public long EndFrom(long start) => FixedWindows.End(Months == 0 ? start : MonthsBehind(start), Microseconds);

    private long MonthsBehind(long start)
    {
        var time = MicrosecondTime.ToTime(start);
        var month = (time.Year * 12L) + time.Month - 1 + Months;
        if (month >= 10_000 * 12) return MicrosecondTime.Max + 1;
        if (month < 12) return MicrosecondTime.Min;
        return MicrosecondTime.Of(time.AddMonths((int)Months));
    }
}
