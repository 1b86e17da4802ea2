using System.Globalization;
using System.Numerics;

namespace ReactiveEtl;

/// <summary>Constant intervals: months, or days to microseconds, with the names that Spark gives them.</summary>
internal static class SqlIntervals
{
    private static readonly string[] Units = ["YEAR", "MONTH", "WEEK", "DAY", "HOUR", "MINUTE", "SECOND", "MILLISECOND", "MICROSECOND"];
    private static readonly string[] DayTimeFields = ["DAY", "HOUR", "MINUTE", "SECOND"];
    private static readonly string[] YearMonthFields = ["YEAR", "MONTH"];

    private static readonly long[] FieldSizes =
        [MicrosecondTime.PerDay, 3_600 * MicrosecondTime.PerSecond, 60 * MicrosecondTime.PerSecond, MicrosecondTime.PerSecond];

    public static bool IsUnit(string word) => Array.IndexOf(Units, Singular(word)) >= 0;

    /// <summary><c>interval '1 day 2 hours'</c></summary>
    public static LiteralExpression Parse(string text, int position)
    {
        var words = text.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToList();
        if (words.Count > 0 && words[0].Equals("interval", StringComparison.OrdinalIgnoreCase)) words.RemoveAt(0);
        if (words.Count == 0 || words.Count % 2 != 0) throw Bad(text, position);
        return Of([.. words.Chunk(2).Select(pair => (pair[0], pair[1]))], position);
    }

    /// <summary><c>interval 1 day 2 hours</c></summary>
    public static LiteralExpression Of(IReadOnlyList<(string Number, string Unit)> parts, int position)
    {
        long months = 0, microseconds = 0;
        var fields = new SortedSet<int>();
        var monthFields = new SortedSet<int>();
        foreach (var (number, unit) in parts)
        {
            var name = Singular(unit);
            if (SqlDecimal.Parse(number) is not { } value || Array.IndexOf(Units, name) < 0) throw Bad($"{number} {unit}", position);
            if (name is "YEAR" or "MONTH")
            {
                monthFields.Add(name == "YEAR" ? 0 : 1);
                months += Whole(value, name == "YEAR" ? 12 : 1, number, position);
                continue;
            }

            var (field, size) = name switch
            {
                "WEEK" => (0, 7 * MicrosecondTime.PerDay),
                "MILLISECOND" => (3, 1_000L),
                "MICROSECOND" => (3, 1L),
                _ => (Array.IndexOf(DayTimeFields, name), FieldSizes[Array.IndexOf(DayTimeFields, name)]),
            };
            fields.Add(field);
            microseconds += Whole(value, size, number, position);
        }

        if (fields.Count > 0 && monthFields.Count > 0) throw new SqlQueryException(
            "An interval of both months and days is not supported; add one after the other.", position);
        return fields.Count > 0 ? DayTime(microseconds, fields.Min, fields.Max, position) : YearMonth((int)months, monthFields.Min, monthFields.Max, position);
    }

    /// <summary><c>interval '01:02:03' hour to second</c>, <c>interval '1-2' year to month</c></summary>
    public static LiteralExpression Range(string text, string from, string to, int position)
    {
        var (first, last) = (Array.IndexOf(DayTimeFields, Singular(from)), Array.IndexOf(DayTimeFields, Singular(to)));
        var negative = text.TrimStart().StartsWith('-');
        var numbers = text.Trim().TrimStart('-', '+').Split([' ', ':', '-'], StringSplitOptions.RemoveEmptyEntries);
        if (Singular(from) == "YEAR" && Singular(to) == "MONTH" && numbers.Length == 2 && int.TryParse(numbers[0], out var years) && int.TryParse(numbers[1], out var months))
        {
            return YearMonth((negative ? -1 : 1) * ((years * 12) + months), 0, 1, position);
        }

        if (first < 0 || last <= first || numbers.Length != last - first + 1) throw Bad(text, position);
        long total = 0;
        for (var i = first; i <= last; i++)
        {
            if (SqlDecimal.Parse(numbers[i - first]) is not { } value) throw Bad(text, position);
            total += Whole(value, FieldSizes[i], text, position);
        }

        return DayTime(negative ? -total : total, first, last, position);
    }

    /// <summary>Spark's text: <c>INTERVAL '1 02:03' DAY TO MINUTE</c>; the first field has no most, the others two digits.</summary>
    public static string Text(long value, SqlType type)
    {
        var (first, last) = type.Fields;
        var sign = value < 0 ? "-" : "";
        var rest = Math.Abs(value);
        if (type.Kind == SqlKind.YearMonth)
        {
            var months = (first, last) switch { (0, 0) => $"{rest / 12}", (1, 1) => $"{rest}", _ => $"{rest / 12}-{rest % 12}" };
            return $"INTERVAL '{sign}{months}' {Fields(YearMonthFields, first, last)}";
        }

        var text = sign;
        for (var field = first; field <= last; field++)
        {
            var count = rest / FieldSizes[field];
            rest %= FieldSizes[field];
            text += field == first ? "" : field == 1 ? " " : ":";
            text += field == 0 ? count.ToString(CultureInfo.InvariantCulture) : count.ToString("00", CultureInfo.InvariantCulture);
            if (field == 3 && rest > 0) text += "." + rest.ToString("000000", CultureInfo.InvariantCulture).TrimEnd('0');
        }

        return $"INTERVAL '{text}' {Fields(DayTimeFields, first, last)}";
    }

#pragma warning disable CA1308 // Spark's names of types are lower case.
    public static string TypeName(SqlType type) =>
        $"interval {Fields(type.Kind == SqlKind.DayTime ? DayTimeFields : YearMonthFields, type.Fields.First, type.Fields.Last).ToLowerInvariant()}";
#pragma warning restore CA1308

    private static LiteralExpression DayTime(long microseconds, int first, int last, int position)
    {
        var type = SqlType.Interval(SqlKind.DayTime, first, last);
        return new(microseconds, type, Text(microseconds, type), position);
    }

    private static LiteralExpression YearMonth(int months, int first, int last, int position)
    {
        var type = SqlType.Interval(SqlKind.YearMonth, first, last);
        return new(months, type, Text(months, type), position);
    }

    private static string Fields(string[] names, int first, int last) => first == last ? names[first] : $"{names[first]} TO {names[last]}";

    private static long Whole(SqlDecimal number, long size, string text, int position)
    {
        var total = SqlDecimal.Multiply(number, new(size, 0));
        if (total.Rescaled(0).CompareTo(total) != 0 || BigInteger.Abs(total.Unscaled) > long.MaxValue) throw Bad(text, position);
        return (long)total.Rescaled(0).Unscaled;
    }

    private static string Singular(string unit)
    {
        var upper = unit.ToUpperInvariant();
        return upper.EndsWith('S') ? upper[..^1] : upper;
    }

    private static SqlQueryException Bad(string text, int position) =>
        new($"'{text}' is no interval; an interval is written as in interval 1 hour, interval '1 day 2 hours', interval '01:30:00' hour to second.", position);
}
