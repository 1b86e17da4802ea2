using System.Globalization;

namespace ReactiveEtl;

/// <summary>A day of the proleptic calendar, also outside of the years 1 to 9999: local times at the calendar's ends get there.</summary>
internal readonly record struct CalendarDate(int Year, int Month, int Day)
{
    private const int DaysOf400Years = 146_097;

    // 0000-03-01, from which leap days come last in a year.
    private const int EpochBefore1970 = 719_468;

    /// <summary>The day so many days after 1970-01-01.</summary>
    public static CalendarDate Of(long days)
    {
        var shifted = days + EpochBefore1970;
        var era = (shifted >= 0 ? shifted : shifted - (DaysOf400Years - 1)) / DaysOf400Years;
        var dayOfEra = (int)(shifted - (era * DaysOf400Years));
        var yearOfEra = (dayOfEra - (dayOfEra / 1_460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        var dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var month = ((5 * dayOfYear) + 2) / 153;
        var day = dayOfYear - (((153 * month) + 2) / 5) + 1;
        return new((int)(yearOfEra + (era * 400)) + (month >= 10 ? 1 : 0), month < 10 ? month + 3 : month - 9, day);
    }

    /// <summary>Days since 1970-01-01.</summary>
    public int Days
    {
        get
        {
            var year = Month <= 2 ? Year - 1 : Year;
            var era = (year >= 0 ? year : year - 399) / 400;
            var yearOfEra = year - (era * 400);
            var dayOfYear = (((153 * (Month > 2 ? Month - 3 : Month + 9)) + 2) / 5) + Day - 1;
            return (era * DaysOf400Years) + (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear - EpochBefore1970;
        }
    }

    public int DayOfYear => Days - new CalendarDate(Year, 1, 1).Days + 1;

    public static int DaysInMonth(int year, int month) => month switch
    {
        2 => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };

    /// <summary>At least four digits of the year, with a sign where it has more or is before 0.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Year > 9999 ? "+" : Year < 0 ? "-" : "")}{Math.Abs(Year):0000}-{Month:00}-{Day:00}");
}
