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
    [InlineData("tinyint", "-128", (sbyte)-128)]
    [InlineData("tinyint", "128", null)]
    [InlineData("tinyint", "1.0", null)]
    [InlineData("smallint", "32767", (short)32767)]
    [InlineData("smallint", "-32769", null)]
    [InlineData("float", "0.1", 0.1f)]
    [InlineData("float", "1e39", float.PositiveInfinity)]
    [InlineData("float", "\"NaN\"", float.NaN)]
    [InlineData("float", "\"0.1\"", null)]
    public async Task SmallNumber_IsInItsRange(string type, string json, object? expected) => Assert.Equal(expected, await JsonReading.Value(type, json));

    /// <summary>Also where the exponent is none that a computer has.</summary>
    [Theory]
    [InlineData("1e400", double.PositiveInfinity)]
    [InlineData("1e2147483648", double.PositiveInfinity)]
    [InlineData("-1e99999999999", double.NegativeInfinity)]
    [InlineData("1e-99999999999", 0.0)]
    [InlineData("0e99999999999", 0.0)]
    public async Task Double_IsTheNearest(string json, double expected)
    {
        Assert.Equal(expected, await JsonReading.Value("double", json));
        Assert.Equal((float)expected, await JsonReading.Value("float", json));
    }

    /// <summary>The single that is nearest to the text, which is not the one nearest to the double of the text.</summary>
    [Fact]
    public async Task Single_IsRoundedOnce() => Assert.Equal(1.0000001f, await JsonReading.Value("float", "1.00000017881393421514957253748434595763683319091796874"));

    [Theory]
    [InlineData("2024-03-10T02:30:00", "2024-03-10T02:30:00")]
    [InlineData("2024-03-10 02:30:00.123456", "2024-03-10T02:30:00.123456")]
    [InlineData("2024-03-10", "2024-03-10T00:00:00")]
    [InlineData("2024-03-10T02:30:00Z", null)]
    [InlineData("2024-03-10T02:30:00+01:00", null)]
    public async Task LocalTimestamp_HasNoZone(string text, string? expected) => Assert.Equal(
        expected is null ? null : DateTime.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), await JsonReading.Value("timestamp_ntz", $"\"{text}\"", TimeZoneInfo.FindSystemTimeZoneById("America/Chicago")));

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
