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
        return TimeSpan.FromMicroseconds(MicrosecondsOf(text, daysOfMonth) ?? throw new ArgumentException($"\"{text}\" is no length of time; expected {Expected}."));
    }

    /// <summary>A length of time in microseconds; null where the text is none.</summary>
    /// <exception cref="ArgumentException">It holds months or years, and it is not said how many days these have.</exception>
    internal static long? MicrosecondsOf(string text, int? daysOfMonth = null)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        // Behind the word, as a literal of SQL, the number or the whole may stand in quotes.
        if (words is [var first, ..] && first.Equals("interval", StringComparison.OrdinalIgnoreCase)) words = [.. words[1..].Select(word => word.Trim('\''))];
        if (words.Length == 0 || words.Length % 2 != 0) return null;
        long microseconds = 0;
        for (var i = 0; i < words.Length; i += 2)
        {
            if (!decimal.TryParse(words[i], NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return null;
            if (UnitOf(words[i + 1], text, daysOfMonth) is not { } unit) return null;
            // Seconds alone may have a fraction, down to a nanosecond; what is finer than a microsecond is cut.
            var isWhole = number == Math.Truncate(number);
            if (!isWhole && (unit != MicrosecondTime.PerSecond || number.Scale > 9)) return null;
            var amount = Math.Truncate(number * unit);
            if (Math.Abs(amount) > long.MaxValue / 20) return null;
            microseconds += (long)amount;
        }

        return microseconds;
    }

    private static long? UnitOf(string unit, string text, int? daysOfMonth) => unit.ToUpperInvariant() switch
    {
        "MICROSECOND" or "MICROSECONDS" => 1,
        "MILLISECOND" or "MILLISECONDS" => 1_000,
        "SECOND" or "SECONDS" => MicrosecondTime.PerSecond,
        "MINUTE" or "MINUTES" => 60 * MicrosecondTime.PerSecond,
        "HOUR" or "HOURS" => 3600 * MicrosecondTime.PerSecond,
        "DAY" or "DAYS" => MicrosecondTime.PerDay,
        "WEEK" or "WEEKS" => 7 * MicrosecondTime.PerDay,
        "MONTH" or "MONTHS" when daysOfMonth is { } days => days * MicrosecondTime.PerDay,
        "YEAR" or "YEARS" when daysOfMonth is { } days => 12 * days * MicrosecondTime.PerDay,
        "MONTH" or "MONTHS" or "YEAR" or "YEARS" => throw new ArgumentException($"\"{text}\" holds a {unit}, which has no fixed length; expected {Expected}."),
        _ => null,
    };
}
