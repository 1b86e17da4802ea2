using System.Globalization;

namespace ReactiveEtl;

/// <summary>Texts to dates and instants, as Spark's cast reads them: <c>2024-3-1</c>, <c>2024-03-01 10:00:00.5+01:00</c>.</summary>
internal static class SqlTimeReader
{
    /// <summary>The day, or null; what stands behind a blank or T after the day is not looked at.</summary>
    public static int? Date(string text)
    {
        var at = 0;
        text = text.Trim();
        if (Day(text, ref at) is not { } date) return null;
        return at == text.Length || (date.Parts == 3 && text[at] is ' ' or 'T') ? SqlTimes.Days(date.Year, date.Month, date.DayOfMonth) : null;
    }

    /// <summary>The instant, or null; without a zone the text is local time of the session.</summary>
    public static long? Timestamp(string text, SqlZone zone)
    {
        if (Parts(text) is not var (local, named)) return null;
        return named.Length == 0 ? zone.ToInstant(local) : Zone(named)?.ToInstant(local);
    }

    /// <summary>The local time, or null; a zone in the text is not looked at, as long as it is one.</summary>
    public static long? Local(string text) => Parts(text) is var (local, named) && (named.Length == 0 || Zone(named) is not null) ? local : null;

    private static (long Local, string Zone)? Parts(string text)
    {
        var at = 0;
        text = text.Trim();
        if (Day(text, ref at) is not { } date || SqlTimes.Days(date.Year, date.Month, date.DayOfMonth) is not { } days) return null;
        var local = days * MicrosecondTime.PerDay;
        if (at == text.Length) return (local, "");
        if (date.Parts != 3 || text[at] is not (' ' or 'T')) return null;
        at++;
        return Time(text, ref at) is { } time ? (local + time, text[at..].Trim()) : null;
    }

    /// <summary>A zone by id, or by offset: <c>Z</c>, <c>UTC</c>, <c>+1</c>, <c>-08:00</c>, <c>GMT+1</c>; null where there is none such.</summary>
    public static SqlZone? Zone(string id)
    {
        if (id is "Z" or "z" or "UTC" or "GMT" or "UT") return new(TimeZoneInfo.Utc);
        var offset = id.StartsWith("UTC", StringComparison.Ordinal) || id.StartsWith("GMT", StringComparison.Ordinal) ? id[3..] : id;
        if (offset.Length > 1 && offset[0] is '+' or '-') return Offset(offset);
        return TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? new(zone) : null;
    }

    private static SqlZone? Offset(string text)
    {
        var digits = text[1..];
        var parts = digits.Contains(':', StringComparison.Ordinal) ? digits.Split(':') : digits.Length > 2 ? [digits[..^2], digits[^2..]] : [digits];
        var minutes = 0;
        if (parts.Length > 2 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var hours)) return null;
        if (parts.Length == 2 && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out minutes)) return null;
        if (hours > 14 || minutes > 59) return null;
        var offset = new TimeSpan(hours, minutes, 0);
        var name = $"{text[0]}{hours:00}:{minutes:00}";
        return new(TimeZoneInfo.CreateCustomTimeZone(name, text[0] == '-' ? -offset : offset, name, name));
    }

    private static (int Year, int Month, int DayOfMonth, int Parts)? Day(string text, ref int at)
    {
        var isNegative = text.StartsWith('-');
        if (isNegative || text.StartsWith('+')) at++;
        if (Digits(text, ref at, 4, 7) is not { } year) return null;
        if (isNegative) year = -year;
        if (at >= text.Length || text[at] != '-') return (year, 1, 1, 1);
        at++;
        if (Digits(text, ref at, 1, 2) is not { } month) return null;
        if (at >= text.Length || text[at] != '-') return (year, month, 1, 2);
        at++;
        return Digits(text, ref at, 1, 2) is { } day ? (year, month, day, 3) : null;
    }

    /// <summary>Hours, minutes, seconds and fraction, as far as they are there, in microseconds; further digits are cut.</summary>
    private static long? Time(string text, ref int at)
    {
        if (Digits(text, ref at, 1, 2) is not { } hour || hour > 23) return null;
        int minute = 0, second = 0;
        long fraction = 0;
        if (at < text.Length && text[at] == ':')
        {
            at++;
            if (Digits(text, ref at, 1, 2) is not { } m || m > 59) return null;
            minute = m;
            if (at < text.Length && text[at] == ':')
            {
                at++;
                if (Digits(text, ref at, 1, 2) is not { } s || s > 59) return null;
                second = s;
                if (at < text.Length && text[at] == '.') fraction = Fraction(text, ref at);
            }
        }

        return (((((hour * 60L) + minute) * 60) + second) * MicrosecondTime.PerSecond) + fraction;
    }

    private static long Fraction(string text, ref int at)
    {
        long fraction = 0;
        var unit = MicrosecondTime.PerSecond / 10;
        for (at++; at < text.Length && char.IsAsciiDigit(text[at]); at++)
        {
            fraction += (text[at] - '0') * unit;
            unit /= 10;
        }

        return fraction;
    }

    private static int? Digits(string text, ref int at, int least, int most)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
        return at - start >= least && at - start <= most ? int.Parse(text.AsSpan(start, at - start), CultureInfo.InvariantCulture) : null;
    }
}
