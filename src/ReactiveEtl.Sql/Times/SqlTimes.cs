namespace ReactiveEtl;

/// <summary>Calendar arithmetic on days and microseconds since 1970-01-01, with Spark's rules.</summary>
internal static class SqlTimes
{
    // 0001-01-01 and 9999-12-31, the calendar of DateOnly.
    private const int FirstDay = -719_162;
    private const int LastDay = 2_932_896;

    // Far beyond what rows hold, but far within what days and microseconds hold.
    private const int MostYear = 200_000;

    public static long FloorDiv(long value, long by) => value >= 0 ? value / by : ((value + 1) / by) - 1;

    public static long FloorMod(long value, long by) => value - (FloorDiv(value, by) * by);

    /// <summary>The day as rows hold it.</summary>
    public static DateOnly Date(int days) => days is >= FirstDay and <= LastDay
        ? DateOnly.FromDayNumber(days - FirstDay)
        : throw new SqlQueryException($"The date {CalendarDate.Of(days)} is outside of the years 1 to 9999.");

    public static int Days(DateOnly date) => date.DayNumber + FirstDay;

    /// <summary>The day of a local time.</summary>
    public static CalendarDate Day(long local) => CalendarDate.Of(FloorDiv(local, MicrosecondTime.PerDay));

    public static DayOfWeek DayOfWeek(int days) => (DayOfWeek)FloorMod(days + 4L, 7);

    /// <summary>The week of a day by ISO 8601, and the year that it belongs to: that of its Thursday.</summary>
    public static (int Year, int Week) Week(int days)
    {
        var thursday = CalendarDate.Of(days - FloorMod(days + 3L, 7) + 3);
        return (thursday.Year, ((thursday.DayOfYear - 1) / 7) + 1);
    }

    /// <summary>The day of a year, month and day, or null where there is none.</summary>
    public static int? Days(int year, int month, int day) =>
        Math.Abs(year) <= MostYear && month is >= 1 and <= 12 && day >= 1 && day <= CalendarDate.DaysInMonth(year, month)
            ? new CalendarDate(year, month, day).Days
            : null;

    /// <summary>An instant that <see cref="DateTimeOffset"/> holds.</summary>
    public static long Checked(long microseconds) => microseconds is >= MicrosecondTime.Min and <= MicrosecondTime.Max
        ? microseconds
        : throw new SqlQueryException("The time is outside of the years 1 to 9999.");

    /// <summary>So many months later; a day that the month lacks is its last one.</summary>
    public static int AddMonths(int days, int months)
    {
        var date = CalendarDate.Of(days);
        var month = (date.Year * 12L) + date.Month - 1 + months;
        var (year, inYear) = (FloorDiv(month, 12), (int)FloorMod(month, 12) + 1);
        if (Math.Abs(year) > MostYear) throw new OverflowException();
        return new CalendarDate((int)year, inYear, Math.Min(date.Day, CalendarDate.DaysInMonth((int)year, inYear))).Days;
    }

    /// <summary>So many months later at the same local time.</summary>
    public static long AddMonths(long instant, int months, SqlZone zone)
    {
        var local = zone.ToLocal(instant);
        var day = (int)FloorDiv(local, MicrosecondTime.PerDay);
        return zone.ToInstant((AddMonths(day, months) * MicrosecondTime.PerDay) + FloorMod(local, MicrosecondTime.PerDay), zone.OffsetAt(instant));
    }

    /// <summary>So much later: whole days keep the local time, over clock changes too; the rest is time that passes.</summary>
    public static long Add(long instant, long microseconds, SqlZone zone)
    {
        var (days, rest) = (microseconds / MicrosecondTime.PerDay, microseconds % MicrosecondTime.PerDay);
        var moved = days == 0 ? instant : zone.ToInstant(checked(zone.ToLocal(instant) + (days * MicrosecondTime.PerDay)), zone.OffsetAt(instant));
        return checked(moved + rest);
    }

    /// <summary>The start of the week, month, ... of a day; null for a unit that has none.</summary>
    public static int? Truncated(int days, string unit)
    {
        var date = CalendarDate.Of(days);
        return unit.ToUpperInvariant() switch
        {
            "WEEK" => days - (int)FloorMod(days + 3L, 7),
            "MON" or "MONTH" or "MM" => new CalendarDate(date.Year, date.Month, 1).Days,
            "QUARTER" => new CalendarDate(date.Year, ((date.Month - 1) / 3 * 3) + 1, 1).Days,
            "YEAR" or "YYYY" or "YY" => new CalendarDate(date.Year, 1, 1).Days,
            _ => null,
        };
    }

    /// <summary>The start of the hour, day, month, ... of an instant in the zone; null for a unit that there is not.</summary>
    public static long? Truncated(long instant, string unit, SqlZone zone)
    {
        var local = zone.ToLocal(instant);
        long Down(long by) => instant - FloorMod(local, by);
        switch (unit.ToUpperInvariant())
        {
            case "MICROSECOND": return instant;
            case "MILLISECOND": return instant - FloorMod(instant, 1_000);
            case "SECOND": return instant - FloorMod(instant, MicrosecondTime.PerSecond);
            case "MINUTE": return Down(60 * MicrosecondTime.PerSecond);
            case "HOUR": return Down(3_600 * MicrosecondTime.PerSecond);
            case "DAY" or "DD": return zone.StartOf((int)FloorDiv(local, MicrosecondTime.PerDay));
            default: return Truncated((int)FloorDiv(local, MicrosecondTime.PerDay), unit) is { } day ? zone.StartOf(day) : null;
        }
    }

    /// <summary>Whole months between two local times, towards zero.</summary>
    public static long MonthsBetween(long from, long to)
    {
        var (start, end) = (Day(from), Day(to));
        var months = ((end.Year - start.Year) * 12L) + end.Month - start.Month;
        var startRest = (start.Day * MicrosecondTime.PerDay) + FloorMod(from, MicrosecondTime.PerDay);
        var endRest = (end.Day * MicrosecondTime.PerDay) + FloorMod(to, MicrosecondTime.PerDay);
        if (months > 0 && endRest < startRest) months--;
        else if (months < 0 && endRest > startRest) months++;
        return months;
    }
}
