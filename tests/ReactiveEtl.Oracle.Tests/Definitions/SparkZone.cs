using System.Globalization;

namespace ReactiveEtl.Oracle.Tests;

/// <summary>Zones as Spark names them.</summary>
internal static class SparkZone
{
    /// <summary>The short names that Java still knows.</summary>
    public static IReadOnlyDictionary<string, string> ShortNames { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
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
        ["Z"] = "UTC",
    };

    /// <summary>The zone or offset that a short name stands for; any other name as it is.</summary>
    public static string FullName(string name) => ShortNames.GetValueOrDefault(name, name);

    /// <exception cref="ArgumentException">There is no such zone.</exception>
    public static TimeZoneInfo Of(string id)
    {
        try
        {
            return FullName(id) is ['+' or '-', ..] offset ? Fixed(offset) : TimeZoneInfo.FindSystemTimeZoneById(FullName(id));
        }
        catch (TimeZoneNotFoundException e)
        {
            throw new ArgumentException($"There is no time zone '{id}'.", e);
        }
    }

    private static TimeZoneInfo Fixed(string offset)
    {
        var text = offset.Contains(':', StringComparison.Ordinal) ? offset[1..] : offset[1..] + ":00";
        var span = TimeSpan.Parse(text, CultureInfo.InvariantCulture);
        return TimeZoneInfo.CreateCustomTimeZone(offset, offset[0] == '-' ? -span : span, offset, offset);
    }
}
