using System.Buffers;
using System.Text;

namespace ReactiveEtl;

/// <summary>Times and dates as texts, by Spark's rule: ISO-8601 with optional parts, fraction and zone; never an answer that needs today's date.</summary>
internal static class TimestampText
{
    private const int MaxZone = 128;
    private const int Year = 0, Month = 1, Day = 2, Hour = 3, Minute = 4, Second = 5, Fraction = 6;

    private static readonly SearchValues<char> RegionCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_+-");

    /// <summary>The instant in microseconds; further digits of the fraction are cut. False for no time, and for one outside the years 1 to 9999.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, TimeZoneInfo zone, out long microseconds)
    {
        microseconds = 0;
        text = Trim(text);
        if (TryParseCommon(text, out microseconds)) return true;
        if (!TryLocal(text, out var local, out var zoneText)) return false;
        if (zoneText.IsEmpty) microseconds = ToUtc(local, zone);
        else if (!TryZone(zoneText, local, out microseconds)) return false;
        return microseconds is >= MicrosecondTime.Min and <= MicrosecondTime.Max;
    }

    /// <summary>A time without a zone, in microseconds as if it were UTC; false where the text names a zone.</summary>
    public static bool TryParseLocal(ReadOnlySpan<byte> text, out long microseconds) => TryLocal(Trim(text), out microseconds, out var zone) && zone.IsEmpty;

    private static bool TryLocal(ReadOnlySpan<byte> text, out long local, out ReadOnlySpan<byte> zone)
    {
        local = 0;
        Span<int> parts = [1, 1, 1, 0, 0, 0, 0];
        if (!TrySplit(text, parts, out zone)) return false;
        if (parts[Hour] > 23 || parts[Minute] > 59 || parts[Second] > 59 || !TryDays(parts, out var days)) return false;
        local = (days * MicrosecondTime.PerDay) + ((((parts[Hour] * 60L) + parts[Minute]) * 60 + parts[Second]) * MicrosecondTime.PerSecond) + parts[Fraction];
        return true;
    }

    /// <summary>The day since 1970-01-01; what stands behind a 'T' or a space is not looked at.</summary>
    public static bool TryParseDate(ReadOnlySpan<byte> text, out long days)
    {
        text = Trim(text);
        var end = text.IndexOfAny((byte)'T', (byte)' ');
        Span<int> parts = [1, 1, 1, 0, 0, 0, 0];
        days = 0;
        // Only a whole date may have something behind it.
        if (end >= 0 && text[..end].Count((byte)'-') < 2) return false;
        return TrySplit(end >= 0 ? text[..end] : text, parts, out _) && TryDays(parts, out days);
    }

    /// <summary>The length of <c>yyyy-MM-ddTHH:mm:ssZ</c>.</summary>
    public const int CommonLength = 20;

    /// <summary>The commonest form, <c>yyyy-MM-ddTHH:mm:ssZ</c> with up to six digits of a fraction or none, without detours.</summary>
    public static bool TryParseCommon(ReadOnlySpan<byte> text, out long microseconds)
    {
        microseconds = 0;
        if (text.Length < CommonLength || text[^1] != 'Z' || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':') return false;
        Span<int> parts = [Two(text, 0) * 100 + Two(text, 2), Two(text, 5), Two(text, 8)];
        int hour = Two(text, 11), minute = Two(text, 14), second = Two(text, 17);
        if (hour > 23 || minute > 59 || second > 59 || !TryDays(parts, out var days) || !TryFraction(text[(CommonLength - 1)..^1], out var fraction)) return false;
        microseconds = (days * MicrosecondTime.PerDay) + ((((hour * 60L) + minute) * 60 + second) * MicrosecondTime.PerSecond) + fraction;
        return true;
    }

    /// <summary>Nothing, or a point and one to six digits, in microseconds; a point alone, which the long way takes, has no place for a layout's digits.</summary>
    private static bool TryFraction(ReadOnlySpan<byte> text, out int microseconds)
    {
        microseconds = 0;
        if (text.IsEmpty) return true;
        if (text.Length is < 2 or > 7 || text[0] != '.') return false;
        foreach (var digit in text[1..])
        {
            if (!char.IsAsciiDigit((char)digit)) return false;
            microseconds = (microseconds * 10) + digit - '0';
        }

        microseconds = Scaled(microseconds, text.Length - 1);
        return true;
    }

    /// <summary>Two digits, or a number that is greater than all parts of a time where they are none.</summary>
    private static int Two(ReadOnlySpan<byte> text, int at)
    {
        uint high = text[at] - (uint)'0', low = text[at + 1] - (uint)'0';
        return high <= 9 && low <= 9 ? (int)((high * 10) + low) : 100_000;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        while (text.Length > 0 && text[0] <= ' ') text = text[1..];
        while (text.Length > 0 && text[^1] <= ' ') text = text[..^1];
        return text;
    }

    /// <summary>The parts of <c>[+-]y-m-d[T ]h:m:s.fraction zone</c>, as many as are there.</summary>
    private static bool TrySplit(ReadOnlySpan<byte> text, scoped Span<int> parts, out ReadOnlySpan<byte> zone)
    {
        zone = default;
        if (text.IsEmpty) return false;
        var negative = text[0] == '-';
        if (text[0] is (byte)'-' or (byte)'+') text = text[1..];
        int part = Year, value = 0, digits = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var b = text[i];
            if (b is >= (byte)'0' and <= (byte)'9')
            {
                if (part != Fraction || digits < 6) value = (value * 10) + (b - '0');
                if (++digits > 6 && part != Fraction) return false;
                continue;
            }

            if (!Fits(part, digits)) return false;
            var isSeparator = part switch
            {
                Year or Month => b == '-',
                Day => b is (byte)'T' or (byte)' ',
                Hour or Minute => b == ':',
                Second => b == '.',
                _ => false,
            };
            if (!isSeparator && part < Second) return false;
            parts[part] = part == Fraction ? Scaled(value, digits) : value;
            if (!isSeparator)
            {
                zone = text[i..];
                parts[Year] = negative ? -parts[Year] : parts[Year];
                return true;
            }

            (value, digits) = (0, 0);
            part++;
        }

        if (!Fits(part, digits)) return false;
        parts[part] = part == Fraction ? Scaled(value, digits) : value;
        parts[Year] = negative ? -parts[Year] : parts[Year];
        return true;
    }

    private static bool Fits(int part, int digits) => part switch
    {
        Year => digits is >= 4 and <= 6,
        Fraction => true,
        _ => digits is 1 or 2,
    };

    private static int Scaled(int value, int digits)
    {
        for (; digits < 6; digits++) value *= 10;
        return value;
    }

    private static bool TryDays(ReadOnlySpan<int> parts, out long days)
    {
        days = 0;
        if (parts[Year] is < 1 or > 9999 || parts[Month] is < 1 or > 12) return false;
        if (parts[Day] < 1 || parts[Day] > DateTime.DaysInMonth(parts[Year], parts[Month])) return false;
        days = new DateOnly(parts[Year], parts[Month], parts[Day]).DayNumber + (MicrosecondTime.Min / MicrosecondTime.PerDay);
        return true;
    }

    /// <summary>A local time in a zone: the earlier instant where it comes twice, moved on by the gap where it does not come.</summary>
    /// <remarks>Asks the zone for instants only: of local times it does not know the gaps that a change of the standard offset leaves.</remarks>
    private static long ToUtc(long local, TimeZoneInfo zone)
    {
        if (ReferenceEquals(zone, TimeZoneInfo.Utc)) return local;
        long before = OffsetAt(local - MicrosecondTime.PerDay, zone), after = OffsetAt(local + MicrosecondTime.PerDay, zone);
        return before != after && OffsetAt(local - before, zone) != before && OffsetAt(local - after, zone) == after ? local - after : local - before;
    }

    /// <summary>The offset of a zone at an instant, in microseconds.</summary>
    private static long OffsetAt(long instant, TimeZoneInfo zone) => zone.GetUtcOffset(MicrosecondTime.ToTime(instant)).Ticks / TimeSpan.TicksPerMicrosecond;

    private static bool TryZone(ReadOnlySpan<byte> text, long local, out long microseconds)
    {
        Span<char> chars = stackalloc char[MaxZone];
        // No name is as long as that: there are spaces before it, and they may be as many as they like.
        ReadOnlySpan<char> name = Encoding.UTF8.TryGetChars(text, chars, out var length) ? chars[..length] : Encoding.UTF8.GetString(text);
        return TryZone(name.Trim(), local, out microseconds);
    }

    private static bool TryZone(ReadOnlySpan<char> name, long local, out long microseconds)
    {
        microseconds = local;
        if (name is "Z" or "UTC" or "GMT" or "UT") return true;
        var prefix = name.StartsWith("UTC", StringComparison.Ordinal) || name.StartsWith("GMT", StringComparison.Ordinal) ? 3 : name.StartsWith("UT", StringComparison.Ordinal) ? 2 : 0;
        string? known = null;
        if (TryOffset(name[prefix..], out var seconds) || (ShortZoneNames.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out known) && TryOffset(known, out seconds)))
        {
            microseconds = local - (seconds * MicrosecondTime.PerSecond);
            return true;
        }

        if (!IsRegion(name) || !TimeZoneInfo.TryFindSystemTimeZoneById(known ?? name.ToString(), out var zone)) return false;
        microseconds = ToUtc(local, zone);
        return true;
    }

    /// <summary>Whether the name can be one of Java's regions: not a path of the system's data, nor a Windows name, nor the placeholder for no zone.</summary>
    private static bool IsRegion(ReadOnlySpan<char> id) => id.Length > 0 && char.IsAsciiLetterUpper(id[0]) && id is not "Factory" && !id.ContainsAnyExcept(RegionCharacters);

    /// <summary>Java's forms of an offset: +h, +hh, +hh:mm, +h:mm, +hhmm, +hh:mm:ss, +hhmmss, up to 18 hours.</summary>
    private static bool TryOffset(ReadOnlySpan<char> text, out long seconds)
    {
        seconds = 0;
        if (text.Length < 2 || text[0] is not ('+' or '-')) return false;
        Span<Range> ranges = stackalloc Range[4];
        var digits = text[1..];
        long hours, minutes = 0, rest = 0;
        if (digits.Contains(':'))
        {
            var count = digits.Split(ranges, ':');
            if (count is < 2 or > 3 || !TryNumber(digits[ranges[0]], 2, out hours) || !TryNumber(digits[ranges[1]], 2, out minutes)) return false;
            if (count == 3 && (digits[ranges[2]].Length != 2 || !TryNumber(digits[ranges[2]], 2, out rest))) return false;
        }
        else
        {
            if (digits.Length is not (1 or 2 or 4 or 6) || !TryNumber(digits[..Math.Min(2, digits.Length)], 2, out hours)) return false;
            if (digits.Length >= 4 && !TryNumber(digits[2..4], 2, out minutes)) return false;
            if (digits.Length == 6 && !TryNumber(digits[4..6], 2, out rest)) return false;
        }

        seconds = (((hours * 60) + minutes) * 60) + rest;
        if (minutes > 59 || rest > 59 || seconds > 18 * 3600) return false;
        if (text[0] == '-') seconds = -seconds;
        return true;
    }

    /// <summary>Digits alone: what .NET parses as a number may have zero bytes behind it.</summary>
    private static bool TryNumber(ReadOnlySpan<char> text, int maxDigits, out long value)
    {
        value = 0;
        if (text.Length < 1 || text.Length > maxDigits) return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c)) return false;
            value = (value * 10) + c - '0';
        }

        return true;
    }

    /// <summary>The short names that Java still knows.</summary>
    private static readonly Dictionary<string, string> ShortZoneNames = new(StringComparer.Ordinal)
    {
        ["ACT"] = "Australia/Darwin",
        ["AET"] = "Australia/Sydney",
        ["AGT"] = "America/Argentina/Buenos_Aires",
        ["ART"] = "Africa/Cairo",
        ["AST"] = "America/Anchorage",
        ["BET"] = "America/Sao_Paulo",
        ["BST"] = "Asia/Dhaka",
        ["CAT"] = "Africa/Harare",
        ["CNT"] = "America/St_Johns",
        ["CST"] = "America/Chicago",
        ["CTT"] = "Asia/Shanghai",
        ["EAT"] = "Africa/Addis_Ababa",
        ["ECT"] = "Europe/Paris",
        ["EST"] = "-05:00",
        ["HST"] = "-10:00",
        ["IET"] = "America/Indiana/Indianapolis",
        ["IST"] = "Asia/Kolkata",
        ["JST"] = "Asia/Tokyo",
        ["MIT"] = "Pacific/Apia",
        ["MST"] = "-07:00",
        ["NET"] = "Asia/Yerevan",
        ["NST"] = "Pacific/Auckland",
        ["PLT"] = "Asia/Karachi",
        ["PNT"] = "America/Phoenix",
        ["PRT"] = "America/Puerto_Rico",
        ["PST"] = "America/Los_Angeles",
        ["SST"] = "Pacific/Guadalcanal",
        ["VST"] = "Asia/Ho_Chi_Minh",
    };
}
