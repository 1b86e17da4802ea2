using System.Globalization;

namespace ReactiveEtl;

/// <summary>Reads a text by a pattern, strictly: every field has its width, and nothing may follow.</summary>
internal sealed class DatePatternReader(string text, DatePattern pattern, SqlZone zone)
{
    private static readonly DateTimeFormatInfo English = CultureInfo.InvariantCulture.DateTimeFormat;

    private int _at;
    private int _year = 1970, _month = 1, _day = 1;
    private int? _dayOfYear, _half;
    private int _hour, _minute, _second;
    private int? _hourOfHalf;
    private long _fraction;
    private SqlZone? _zone;

    /// <summary>The instant, or null where the text does not follow the pattern.</summary>
    public static long? Read(string text, DatePattern pattern, SqlZone zone) => new DatePatternReader(text, pattern, zone).Instant();

    private long? Instant()
    {
        for (var i = 0; i < pattern.Fields.Count; i++)
        {
            var field = pattern.Fields[i];
            var isAdjacent = i + 1 < pattern.Fields.Count && IsNumber(pattern.Fields[i + 1]);
            if (!(field.Letter == '\0' ? Literal(field.Text) : Field(field, isAdjacent))) return null;
        }

        if (_at != text.Length) return null;
        var days = _dayOfYear is { } ofYear ? SqlTimes.Days(_year, 1, 1) + ofYear - 1 : SqlTimes.Days(_year, _month, _day);
        if (days is not { } day || (_dayOfYear is { } last && last > (CalendarDate.DaysInMonth(_year, 2) == 29 ? 366 : 365))) return null;
        var hour = _hourOfHalf is { } half ? half + (12 * (_half ?? 0)) : _hour;
        if (hour > 23 || _minute > 59 || _second > 59) return null;
        var seconds = (((hour * 60L) + _minute) * 60) + _second;
        return (_zone ?? zone).ToInstant((day * MicrosecondTime.PerDay) + (seconds * MicrosecondTime.PerSecond) + _fraction);
    }

    private static bool IsNumber(DateField field) => field.Letter is 'y' or 'd' or 'D' or 'H' or 'h' or 'k' or 'K' or 'm' or 's' or 'S' || (field.Letter is 'M' or 'L' && field.Count < 3);

    private bool Field(DateField field, bool isAdjacent)
    {
        switch (field.Letter)
        {
            case 'y': return Year(field.Count, isAdjacent);
            case 'M' or 'L' when field.Count == 3: return Name(English.AbbreviatedMonthNames, ref _month);
            case 'M' or 'L' when field.Count == 4: return Name(English.MonthNames, ref _month);
            case 'M' or 'L': return Number(field.Count, isAdjacent, ref _month);
            case 'd': return Number(field.Count, isAdjacent, ref _day);
            case 'D': return Optional(field.Count, isAdjacent, ref _dayOfYear);
            case 'H': return Number(field.Count, isAdjacent, ref _hour);
            case 'k': return Number(field.Count, isAdjacent, ref _hour) && (_hour %= 24) >= 0;
            case 'h': return Optional(field.Count, isAdjacent, ref _hourOfHalf) && _hourOfHalf is >= 1 and <= 12 && (_hourOfHalf %= 12) >= 0;
            case 'K': return Optional(field.Count, isAdjacent, ref _hourOfHalf) && _hourOfHalf < 12;
            case 'm': return Number(field.Count, isAdjacent, ref _minute);
            case 's': return Number(field.Count, isAdjacent, ref _second);
            case 'S': return Fraction(field.Count);
            case 'a': return Half();
            case 'E': return DayName(field.Count == 4 ? English.DayNames : English.AbbreviatedDayNames);
            case 'X' or 'x' or 'Z' or 'V' or 'z' or 'O': return Zone();
            default: throw new SqlQueryException($"The letter '{field.Letter}' of a date pattern is not supported for reading.");
        }
    }

    private bool Literal(string literal)
    {
        if (string.Compare(text, _at, literal, 0, literal.Length, StringComparison.OrdinalIgnoreCase) != 0) return false;
        _at += literal.Length;
        return true;
    }

    private bool Year(int count, bool isAdjacent)
    {
        var width = count == 2 ? 2 : isAdjacent ? count : 10;
        var start = _at;
        if (!Digits(count == 1 ? 1 : count, width, out _year)) return false;
        // Two digits are of this century, as in Java.
        if (count == 2) _year += 2000;
        return _at - start <= count || count != 4 || width == 10;
    }

    private bool Number(int count, bool isAdjacent, ref int value)
    {
        if (!Digits(count, count == 1 && !isAdjacent ? 19 : Math.Max(count, count == 1 ? 1 : count), out var read)) return false;
        value = read;
        return true;
    }

    private bool Optional(int count, bool isAdjacent, ref int? value)
    {
        var read = 0;
        if (!Number(count, isAdjacent, ref read)) return false;
        value = read;
        return true;
    }

    private bool Fraction(int count)
    {
        var start = _at;
        for (var unit = MicrosecondTime.PerSecond / 10; _at < text.Length && _at - start < count && char.IsAsciiDigit(text[_at]); unit /= 10) _fraction += (text[_at++] - '0') * unit;
        return _at - start == count;
    }

    private bool Half()
    {
        if (Literal("AM")) _half = 0;
        else if (Literal("PM")) _half = 1;
        else return false;
        return true;
    }

    private bool Name(string[] names, ref int value)
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (names[i].Length == 0 || !Literal(names[i])) continue;
            value = i + 1;
            return true;
        }

        return false;
    }

    private bool DayName(string[] names) => names.Any(Literal);

    private bool Zone()
    {
        var start = _at;
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] is '+' or '-' or ':' or '/' or '_')) _at++;
        _zone = SqlTimeReader.Zone(text[start.._at]);
        return _zone is not null;
    }

    private bool Digits(int least, int most, out int value)
    {
        var start = _at;
        while (_at < text.Length && _at - start < most && char.IsAsciiDigit(text[_at])) _at++;
        value = 0;
        return _at - start >= least && int.TryParse(text.AsSpan(start, _at - start), NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
