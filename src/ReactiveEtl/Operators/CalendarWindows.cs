namespace ReactiveEtl;

/// <summary>The units of a calendar that windows can be.</summary>
public enum CalendarUnit
{
    /// <summary>From a full hour of the zone to the next; where clocks change within one, it is cut there.</summary>
    Hour,

    /// <summary>From the first instant of a date to that of the next.</summary>
    Day,

    /// <summary>Seven days.</summary>
    Week,

    /// <summary>From the first day of a month to that of the next.</summary>
    Month,
}

/// <summary>Hours of a zone: each has sixty minutes, but for one that a change of the clocks cuts.</summary>
internal sealed class ZoneHours(TimeZoneInfo zone) : PartitionAssigner
{
    private const long PerHour = 3600 * MicrosecondTime.PerSecond;

    internal override long StartOf(long time)
    {
        var offset = ZoneClock.OffsetAt(zone, time);
        var start = FixedWindows.LastStart(time + offset, PerHour, 0) - offset;
        return ZoneClock.OffsetAt(zone, start) == offset ? start : ZoneClock.ChangeBetween(zone, start, time);
    }

    internal override long EndOf(long start)
    {
        var offset = ZoneClock.OffsetAt(zone, start);
        var end = FixedWindows.LastStart(start + offset, PerHour, 0) + PerHour - offset;
        if (end > MicrosecondTime.Max) return MicrosecondTime.Max + 1;
        return ZoneClock.OffsetAt(zone, end - 1) == offset ? end : ZoneClock.ChangeBetween(zone, start, end - 1);
    }

    public override string ToString() => $"hours of {zone.Id}";
}

/// <summary>Days, weeks or months of a zone: each from the first instant that its clocks show the first date, so that instants never go back to one before.</summary>
internal sealed class ZoneDates(CalendarUnit unit, TimeZoneInfo zone, DayOfWeek firstDayOfWeek) : PartitionAssigner
{
    private const long FirstDay = MicrosecondTime.Min / MicrosecondTime.PerDay;
    private const long LastDay = ((MicrosecondTime.Max + 1) / MicrosecondTime.PerDay) - 1;

    internal override long StartOf(long time)
    {
        var first = FirstOf(Math.Clamp(FloorDay(time + ZoneClock.OffsetAt(zone, time)), FirstDay, LastDay));
        // Clocks that are put back over midnight show the date before once more: its window is over by then.
        if (Next(first) is var next && next <= LastDay && ZoneClock.FirstInstantOf(zone, next) <= time) return ZoneClock.FirstInstantOf(zone, next);
        // What is before the calendar's first date belongs to it.
        return first <= FirstDay ? MicrosecondTime.Min : ZoneClock.FirstInstantOf(zone, first);
    }

    internal override long EndOf(long start)
    {
        var day = FloorDay(start + ZoneClock.OffsetAt(zone, start));
        var next = Next(FirstOf(Math.Clamp(day, FirstDay, LastDay)));
        return next > LastDay ? MicrosecondTime.Max + 1 : ZoneClock.FirstInstantOf(zone, next);
    }

    public override string ToString() => $"{unit} of {zone.Id}";

    private long FirstOf(long day) => unit switch
    {
        CalendarUnit.Day => day,
        CalendarUnit.Week => Math.Max(FirstDay, FixedWindows.LastStart(day, 7, Days(new DateOnly(1, 1, 1).AddDays(((int)firstDayOfWeek + 6) % 7)))),
        _ => Days(Date(day) is var date ? new DateOnly(date.Year, date.Month, 1) : default),
    };

    /// <summary>The first day of the next window; behind the last day where there is none.</summary>
    private long Next(long first) => unit switch
    {
        CalendarUnit.Day => first + 1,
        // The first week of all may be short.
        CalendarUnit.Week => FixedWindows.LastStart(first, 7, Days(new DateOnly(1, 1, 1).AddDays(((int)firstDayOfWeek + 6) % 7))) + 7,
        _ => Date(first) is { Year: 9999, Month: 12 } ? LastDay + 1 : Days(Date(first).AddMonths(1)),
    };

    private static long FloorDay(long local) => FixedWindows.LastStart(local, MicrosecondTime.PerDay, 0) / MicrosecondTime.PerDay;

    private static long Days(DateOnly date) => date.DayNumber + FirstDay;

    private static DateOnly Date(long day) => DateOnly.FromDayNumber((int)(day - FirstDay));
}

/// <summary>What the clocks of a zone show.</summary>
internal static class ZoneClock
{
    /// <summary>By how much the clocks are before UTC at an instant, in microseconds.</summary>
    public static long OffsetAt(TimeZoneInfo zone, long instant) => zone.GetUtcOffset(MicrosecondTime.ToTime(instant)).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>The first instant at which the clocks show a day, given in days since 1970, or what is behind its beginning where they jump over that.</summary>
    public static long FirstInstantOf(TimeZoneInfo zone, long day)
    {
        const long MostOffset = 15 * 3600 * MicrosecondTime.PerSecond;
        var local = day * MicrosecondTime.PerDay;
        var (before, after) = (OffsetAt(zone, local - MostOffset), OffsetAt(zone, local + MostOffset));
        // Two changes so close to each other are known of no zone.
        if (before == after) return Clamp(local - before);
        var change = ChangeBetween(zone, local - MostOffset, local + MostOffset);
        return Clamp(local - before < change ? local - before : Math.Max(change, local - after));
    }

    /// <summary>The first instant behind one that has another offset than it; there is such a one up to the other.</summary>
    public static long ChangeBetween(TimeZoneInfo zone, long from, long to)
    {
        var offset = OffsetAt(zone, from);
        while (to - from > 1)
        {
            var middle = from + ((to - from) / 2);
            if (OffsetAt(zone, middle) == offset) from = middle;
            else to = middle;
        }

        return to;
    }

    private static long Clamp(long instant) => Math.Clamp(instant, MicrosecondTime.Min, MicrosecondTime.Max);
}
