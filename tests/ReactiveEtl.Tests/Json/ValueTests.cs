namespace ReactiveEtl.Tests.Json;

/// <summary>What single values mean, as Spark answers.</summary>
public sealed class ValueTests
{
    [Theory]
    [InlineData("-0", 0.0)]
    [InlineData("-0.0", -0.0)]
    [InlineData("-0e0", -0.0)]
    public async Task Double_OfAnInteger_HasNoNegativeZero(string json, double expected) =>
        Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits((double)(await JsonReading.Value("double", json))!));

    [Theory]
    [InlineData("2024-03-01T23:00:00-08:00", true)]
    [InlineData("2024-3-1 x", true)]
    [InlineData("2024-03-01T", true)]
    [InlineData("2024-03", true)]
    [InlineData("2024-03T", false)]
    [InlineData("2024T", false)]
    [InlineData("2024-03-01x", false)]
    public async Task Date_MayHaveATimeBehindAWholeDateOnly(string text, bool isDate) =>
        Assert.Equal(isDate ? new DateOnly(2024, 3, 1) : null, await JsonReading.Value("date", $"\"{text}\""));

    [Theory]
    [InlineData("Europe/Berlin", "2024-03-31T02:30:00", "2024-03-31T01:30:00")]
    [InlineData("Europe/Berlin", "2024-10-27T02:30:00", "2024-10-27T00:30:00")]
    [InlineData("Europe/Berlin", "2024-10-27T03:00:00", "2024-10-27T02:00:00")]
    [InlineData("Australia/Lord_Howe", "2024-10-06T02:15:00", "2024-10-05T15:45:00")]
    [InlineData("Pacific/Apia", "2011-12-29T23:00:00", "2011-12-30T09:00:00")]
    [InlineData("Pacific/Apia", "2011-12-30T12:00:00", "2011-12-30T22:00:00")]
    [InlineData("Pacific/Apia", "2011-12-31T00:00:00", "2011-12-30T10:00:00")]
    public async Task LocalTime_IsTheEarlierOfTwo_AndMovedOnByAGap(string zone, string local, string utc) =>
        Assert.Equal(DateTimeOffset.Parse(utc + "Z", System.Globalization.CultureInfo.InvariantCulture),
            await JsonReading.Value("timestamp", $"\"{local}\"", TimeZoneInfo.FindSystemTimeZoneById(zone)));

    [Theory]
    [InlineData("GB", true)]
    [InlineData("CET", true)]
    [InlineData("EST5EDT", true)]
    [InlineData("GMT0", true)]
    [InlineData("Europe/Berlin", true)]
    [InlineData("europe/berlin", false)]
    [InlineData("PDT", false)]
    [InlineData("Factory", false)]
    [InlineData("posixrules", false)]
    public async Task Zone_IsARegionByItsExactName(string zone, bool isZone) =>
        Assert.Equal(isZone, await JsonReading.Value("timestamp", $"\"2024-03-01T10:00:00 {zone}\"") is not null);
}
