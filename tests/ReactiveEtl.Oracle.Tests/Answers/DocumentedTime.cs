using System.Globalization;
using System.Text.RegularExpressions;

namespace ReactiveEtl.Oracle.Tests;

/// <summary>Times and dates as texts by the rules of SEMANTICS §3, written down a second time as plainly as possible.</summary>
internal static partial class DocumentedTime
{
    /// <summary>The instant, or null where the text is none of the years 1 to 9999.</summary>
    public static DateTimeOffset? Read(string? text, TimeZoneInfo zone)
    {
        if (text is null || TimePattern().Match(text) is not { Success: true } match || DateOf(match) is not { } date) return null;
        int hour = Number(match, "hour", 0), minute = Number(match, "minute", 0), second = Number(match, "second", 0);
        if (hour > 23 || minute > 59 || second > 59) return null;
        var fraction = match.Groups["fraction"].Value.PadRight(6, '0')[..6];
        var local = date.ToDateTime(new TimeOnly(hour, minute, second)).AddMicroseconds(int.Parse(fraction, CultureInfo.InvariantCulture));
        var offset = match.Groups["zone"].Value is { Length: > 0 } name ? OffsetOf(name.Trim(), local) : OffsetIn(zone, local);
        return offset is { } shift ? OfMicroseconds(((local.Ticks - shift.Ticks) / 10) - (DateTime.UnixEpoch.Ticks / 10)) : null;
    }

    /// <summary>The time without a zone, or null where the text is none, or names one.</summary>
    public static DateTime? ReadLocal(string? text) =>
        text is not null && TimePattern().Match(text) is { Success: true } match && match.Groups["zone"].Length == 0 && Read(text, TimeZoneInfo.Utc) is { } time ? DateTime.SpecifyKind(time.UtcDateTime, DateTimeKind.Unspecified) : null;

    public static DateOnly? ReadDate(string? text) => text is not null && DatePattern().Match(text) is { Success: true } match ? DateOf(match) : null;

    public static DateTimeOffset? OfMicroseconds(decimal microseconds)
    {
        var ticks = (microseconds * 10) + DateTime.UnixEpoch.Ticks;
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks ? new DateTimeOffset((long)ticks, TimeSpan.Zero) : null;
    }

    private static DateOnly? DateOf(Match match)
    {
        int year = Number(match, "year", 1), month = Number(match, "month", 1), day = Number(match, "day", 1);
        if (match.Groups["sign"].Value == "-") year = -year;
        return year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new DateOnly(year, month, day) : null;
    }

    private static int Number(Match match, string part, int missing) =>
        match.Groups[part] is { Success: true } group ? int.Parse(group.Value, CultureInfo.InvariantCulture) : missing;

    private static TimeSpan? OffsetOf(string zone, DateTime local)
    {
        if (zone is "Z" or "UTC" or "GMT" or "UT") return TimeSpan.Zero;
        if (OffsetPattern().Match(zone) is { Success: true } match)
        {
            int hours = Number(match, "h", 0), minutes = Number(match, "m", 0), seconds = Number(match, "s", 0);
            var offset = new TimeSpan(hours, minutes, seconds);
            if (minutes > 59 || seconds > 59 || offset > TimeSpan.FromHours(18)) return null;
            return match.Groups["sign"].Value == "-" ? -offset : offset;
        }

        var id = SparkZone.FullName(zone);
        if (id != zone && OffsetPattern().IsMatch(id)) return OffsetOf(id, local);
        return id != "Factory" && RegionPattern().IsMatch(id) && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var known) ? OffsetIn(known, local) : null;
    }

    /// <summary>Of a time that comes twice the earlier instant; one that does not come is moved on by the gap.</summary>
    private static TimeSpan OffsetIn(TimeZoneInfo zone, DateTime local)
    {
        if (zone.HasIanaId && zone.Id == "UTC") return TimeSpan.Zero;
        var offsets = Enumerable.Range(-24, 49).Select(hours => zone.GetUtcOffset(new DateTimeOffset(Clamped(local, hours), TimeSpan.Zero))).Distinct().ToList();
        var fitting = offsets.Where(offset => zone.GetUtcOffset(new DateTimeOffset(Clamped(local, 0), TimeSpan.Zero) - offset) == offset).ToList();
        return fitting.Count > 0 ? fitting.Max() : offsets[0];
    }

    private static DateTime Clamped(DateTime time, int hours) =>
        new(Math.Clamp(time.Ticks + (hours * TimeSpan.TicksPerHour), TimeSpan.TicksPerDay, DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay), DateTimeKind.Unspecified);

    [GeneratedRegex("""^[\0- ]*(?<sign>[+-])?(?<year>[0-9]{4,6})(-(?<month>[0-9]{1,2})(-(?<day>[0-9]{1,2})([T ](?<hour>[0-9]{1,2})(:(?<minute>[0-9]{1,2})(:(?<second>[0-9]{1,2})((\.(?<fraction>[0-9]*))?(?<zone>[\0- ]*[^0-9.\0- ].*?)?)?)?)?)?)?)?[\0- ]*$""", RegexOptions.Singleline)]
    private static partial Regex TimePattern();

    [GeneratedRegex("""^[\0- ]*(?<sign>[+-])?(?<year>[0-9]{4,6})(-(?<month>[0-9]{1,2})(-(?<day>[0-9]{1,2})([T ].*)?)?)?[\0- ]*$""", RegexOptions.Singleline)]
    private static partial Regex DatePattern();

    [GeneratedRegex("^[A-Z][A-Za-z0-9/_+-]*$")]
    private static partial Regex RegionPattern();

    [GeneratedRegex("""^(UTC|GMT|UT)?(?<sign>[+-])((?<h>[0-9]{1,2})|(?<h>[0-9]{1,2}):(?<m>[0-9]{1,2})(:(?<s>[0-9][0-9]))?|(?<h>[0-9][0-9])(?<m>[0-9][0-9])((?<s>[0-9][0-9]))?)$""")]
    private static partial Regex OffsetPattern();
}
