using System.Globalization;

namespace ReactiveEtl;

/// <summary>An instant in a zone, from which the fields of a pattern are written; English, as Spark's default locale.</summary>
internal readonly struct DateMoment
{
    private static readonly DateTimeFormatInfo English = CultureInfo.InvariantCulture.DateTimeFormat;

    private readonly long _instant;
    private readonly SqlZone _zone;
    private readonly CalendarDate _date;
    private readonly TimeOnly _time;

    public DateMoment(long instant, SqlZone zone)
    {
        (_instant, _zone) = (instant, zone);
        var local = zone.ToLocal(instant);
        _date = SqlTimes.Day(local);
        _time = new(SqlTimes.FloorMod(local, MicrosecondTime.PerDay) * TimeSpan.TicksPerMicrosecond);
    }

    public string Format(DateField field) => field.Letter switch
    {
        'y' => Year(field.Count),
        'M' or 'L' => field.Count switch { 3 => English.AbbreviatedMonthNames[_date.Month - 1], 4 => English.MonthNames[_date.Month - 1], _ => Padded(_date.Month, field.Count) },
        'd' => Padded(_date.Day, field.Count),
        'D' => Padded(_date.DayOfYear, field.Count),
        'F' => Padded(((_date.Day - 1) % 7) + 1, 1),
        'E' => (field.Count < 4 ? English.AbbreviatedDayNames : English.DayNames)[(int)SqlTimes.DayOfWeek(_date.Days)],
        'Q' or 'q' => Quarter(field.Count),
        'G' => (_date.Year > 0, field.Count < 4) switch { (true, true) => "AD", (true, false) => "Anno Domini", (false, true) => "BC", _ => "Before Christ" },
        'a' => _time.Hour < 12 ? "AM" : "PM",
        'H' => Padded(_time.Hour, field.Count),
        'k' => Padded(_time.Hour == 0 ? 24 : _time.Hour, field.Count),
        'K' => Padded(_time.Hour % 12, field.Count),
        'h' => Padded(_time.Hour % 12 == 0 ? 12 : _time.Hour % 12, field.Count),
        'm' => Padded(_time.Minute, field.Count),
        's' => Padded(_time.Second, field.Count),
        'S' => Fraction(field.Count),
        'z' => ZoneNames.Of(_zone, _instant, full: field.Count == 4),
        'V' => _zone.Info.Id,
        'O' => OffsetText.Localized(Offset, full: field.Count == 4),
        'Z' => field.Count == 4 ? OffsetText.Localized(Offset, full: true) : field.Count == 5 ? OffsetText.Iso(Offset, 5, "Z") : OffsetText.Iso(Offset, 2, "+0000"),
        'X' => OffsetText.Iso(Offset, field.Count, "Z"),
        _ => OffsetText.Iso(Offset, field.Count, field.Count switch { 1 => "+00", 2 or 4 => "+0000", _ => "+00:00" }),
    };

    private TimeSpan Offset => TimeSpan.FromTicks(_zone.OffsetAt(_instant) * TimeSpan.TicksPerMicrosecond);

    private static string Padded(int number, int digits) => number.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');

    /// <summary>The year of the era: before the year 1 they count back. More digits than four letters have a sign.</summary>
    private string Year(int count)
    {
        var year = _date.Year > 0 ? _date.Year : 1 - _date.Year;
        if (count == 2) return Padded(year % 100, 2);
        var text = Padded(year, count);
        return count > 3 && text.Length > count ? "+" + text : text;
    }

    private string Quarter(int count)
    {
        var quarter = ((_date.Month - 1) / 3) + 1;
        var ordinal = quarter switch { 1 => "1st", 2 => "2nd", 3 => "3rd", _ => "4th" };
        return count switch { 3 => $"Q{quarter}", 4 => $"{ordinal} quarter", _ => Padded(quarter, count) };
    }

    private string Fraction(int digits)
    {
        var nanoseconds = SqlTimes.FloorMod(_instant, MicrosecondTime.PerSecond) * 1_000;
        return nanoseconds.ToString("000000000", CultureInfo.InvariantCulture)[..digits];
    }
}
