using System.Globalization;

namespace ReactiveEtl;

/// <summary>Offsets from UTC in Java's forms.</summary>
internal static class OffsetText
{
    /// <summary>1: +01 or +0130; 2 and 4: +0100; 3 and 5: +01:00; the last two have seconds where there are any.</summary>
    public static string Iso(TimeSpan offset, int form, string zero)
    {
        if (offset == TimeSpan.Zero) return zero;
        var colon = form is 3 or 5 ? ":" : "";
        var text = string.Create(CultureInfo.InvariantCulture, $"{(offset < TimeSpan.Zero ? "-" : "+")}{Math.Abs(offset.Hours):00}");
        if (form > 1 || offset.Minutes != 0) text += string.Create(CultureInfo.InvariantCulture, $"{colon}{Math.Abs(offset.Minutes):00}");
        return form > 3 && offset.Seconds != 0 ? text + string.Create(CultureInfo.InvariantCulture, $"{colon}{Math.Abs(offset.Seconds):00}") : text;
    }

    /// <summary>GMT-6, or GMT-06:00 in full.</summary>
    public static string Localized(TimeSpan offset, bool full)
    {
        if (offset == TimeSpan.Zero) return "GMT";
        var sign = offset < TimeSpan.Zero ? "-" : "+";
        var (hours, minutes) = (Math.Abs(offset.Hours), Math.Abs(offset.Minutes));
        if (full) return string.Create(CultureInfo.InvariantCulture, $"GMT{sign}{hours:00}:{minutes:00}");
        return minutes == 0 ? string.Create(CultureInfo.InvariantCulture, $"GMT{sign}{hours}") : string.Create(CultureInfo.InvariantCulture, $"GMT{sign}{hours}:{minutes:00}");
    }
}
