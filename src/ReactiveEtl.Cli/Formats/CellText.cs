using System.Globalization;

namespace ReactiveEtl.Cli;

/// <summary>A value as the machine-readable formats write it: in UTC, in no culture's way.</summary>
internal static class CellText
{
    /// <summary>The text of a value; null for a null.</summary>
    public static string? Of(object? value) => value switch
    {
        null => null,
        string text => text,
        bool flag => flag ? "true" : "false",
        DateTimeOffset time => OfTime(time),
        DateTime time => time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        ValueList list => $"[{string.Join(", ", list.Select(item => Of(item) ?? "null"))}]",
        _ => value.ToString(),
    };

    /// <summary>An instant as <c>2016-07-26T03:00:00Z</c>, with as many digits of a fraction as it has.</summary>
    public static string OfTime(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFZ", CultureInfo.InvariantCulture);
}
