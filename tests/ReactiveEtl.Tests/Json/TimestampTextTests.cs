using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ReactiveEtl.Oracle.Tests;

namespace ReactiveEtl.Tests.Json;

/// <summary>Times as texts, against .NET's parsing of ISO forms.</summary>
public partial class TimestampTextTests
{
    private static readonly string[] Forms =
    [
        "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.f'Z'", "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", "yyyy-MM-dd' 'HH:mm:ss", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.ffffffzzz",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Times_InIsoForms_AreDotNets(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 5000; i++)
        {
            var time = new DateTimeOffset(random.NextInt64(DateTimeOffset.MinValue.AddDays(1).Ticks, DateTimeOffset.MaxValue.AddDays(-1).Ticks), TimeSpan.Zero).ToOffset(TimeSpan.FromMinutes(random.Next(-14 * 60, 14 * 60)));
            var form = Forms[random.Next(Forms.Length)];
            var written = form.EndsWith("zzz", StringComparison.Ordinal) ? time : time.ToUniversalTime();
            var text = written.ToString(form, CultureInfo.InvariantCulture);
            var expected = DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            Assert.True(TimestampText.TryParse(Encoding.UTF8.GetBytes(text), TimeZoneInfo.Utc, out var microseconds), $"seed {seed}: {text}");
            Assert.True(MicrosecondTime.Of(expected) == microseconds, $"seed {seed}: {text} is {microseconds}");
        }
    }

    [Theory]
    [InlineData("2016-02-30T00:00:00Z")]
    [InlineData("2016-13-01T00:00:00Z")]
    [InlineData("2016-01-01T24:00:00Z")]
    [InlineData("2016-01-01T00:60:00Z")]
    [InlineData("2016-01-01T00:00:60Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("10000-01-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("9999-12-31T23:59:59-01:00")]
    [InlineData("2016-01-01T00:00:00X")]
    [InlineData("2016-01-01T00:00:00+25:00")]
    [InlineData("16-01-01")]
    [InlineData("")]
    [InlineData("now")]
    [InlineData("T10:00:00")]
    [InlineData("2016-01-01T1O:00:00Z")]
    [InlineData("2016-01-01T00:00:00.-Z")]
    [InlineData("2016-01-01T10:00:00+2\0:30")]
    [InlineData("2016-01-01T10:00:00+0２:00")]
    public void Texts_ThatAreNoTime_AreRefused(string text) => Assert.False(TimestampText.TryParse(Encoding.UTF8.GetBytes(text), TimeZoneInfo.Utc, out _));

    [Fact]
    public void Texts_MutatedAtRandom_NeverThrowNorLeaveTheCalendar()
    {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var text = Encoding.UTF8.GetBytes("2016-07-26T02:45:07.123456+05:30");
            for (var change = random.Next(4); change >= 0; change--) text[random.Next(text.Length)] = "0123456789-+:.TZ "u8[random.Next(17)];
            if (TimestampText.TryParse(text.AsSpan(0, random.Next(text.Length + 1)), TimeZoneInfo.Utc, out var time)) Assert.InRange(time, MicrosecondTime.Min, MicrosecondTime.Max);
        }
    }

    /// <summary>The form that files are full of is read at once, and nothing else is: each of some times with every byte at every place, and digits that make up for one another.</summary>
    [Fact]
    public void CommonForm_IsReadWithoutDetours_AndNoOtherIs()
    {
        string[] texts = ["2016-07-26T02:45:07Z", "1969-12-31T23:59:59.9Z", "2024-02-29T00:00:00.123456Z", "0001-10-10T10:10:10.25Z", "1:1:-0:-0:T0::0::0:Z", "1/1/-1/-1/T1/:1/:1/Z", "2016-01-01T00:00:00.Z", "2016-01-01T00:00:00.1234567Z"];
        var read = 0;
        foreach (var text in texts.Select(Encoding.Latin1.GetBytes).SelectMany(text => Enumerable.Range(0, text.Length * 256).Select(change => (byte[])[.. text[..(change / 256)], (byte)change, .. text[((change / 256) + 1)..]])))
        {
            var latin = Encoding.Latin1.GetString(text);
            var expected = CommonForm().IsMatch(latin) ? DocumentedTime.Read(latin, TimeZoneInfo.Utc) : null;
            Assert.True((TimestampText.TryParseCommon(text, out var time) ? MicrosecondTime.ToTime(time) : (DateTimeOffset?)null) == expected, $"'{latin}' is {expected}");
            read += expected is null ? 0 : 1;
        }

        Assert.InRange(read, 500, 2_000);
    }

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z\z")]
    private static partial Regex CommonForm();

    /// <summary>By Java's table of them, written down a second time; also when the zone's name in the system's data means another thing, which it did before railways.</summary>
    [Theory]
    [InlineData("1850-07-01T12:00:00")]
    [InlineData("1990-01-01T12:00:00")]
    [InlineData("2024-07-01T12:00:00")]
    public void ShortNames_OfZones_AreJavas(string local) => Assert.All(SparkZone.ShortNames, pair =>
    {
        var full = DocumentedTime.Read($"{local} {pair.Value}", TimeZoneInfo.Utc);
        Assert.NotNull(full);
        Assert.True(TimestampText.TryParse(Encoding.UTF8.GetBytes($"{local} {pair.Key}"), TimeZoneInfo.Utc, out var time));
        Assert.Equal(full, MicrosecondTime.ToTime(time));
    });

    /// <summary>Parts at the edges of what they may be, put together in every way, and then perhaps changed at a place.</summary>
    [Theory]
    [InlineData("UTC")]
    [InlineData("America/Chicago")]
    [InlineData("Australia/Lord_Howe")]
    public void Texts_OfOddParts_AreReadAsByTheReference(string zoneName)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(zoneName);
        var random = new Random(11);
        var (times, dates) = (0, 0);
        for (var i = 0; i < 100_000; i++)
        {
            var text = Changed(random, string.Concat(Enumerable.Range(0, Parts.Length).TakeWhile(part => part < 4 || random.Next(24) > 0).Select(part => PartOf(random, part))));
            var utf8 = Encoding.UTF8.GetBytes(text);
            var time = DocumentedTime.Read(text, zone);
            Assert.True((TimestampText.TryParse(utf8, zone, out var instant) ? MicrosecondTime.ToTime(instant) : (DateTimeOffset?)null) == time, $"'{text}' is {time}");
            Assert.True((TimestampText.TryParseLocal(utf8, out var local) ? MicrosecondTime.ToTime(local).UtcDateTime : (DateTime?)null) == DocumentedTime.ReadLocal(text), $"'{text}' as a local time");
            var date = DocumentedTime.ReadDate(text);
            Assert.True((TimestampText.TryParseDate(utf8, out var days) ? (long?)days : null) == date?.DayNumber - new DateOnly(1970, 1, 1).DayNumber, $"'{text}' is {date}");
            (times, dates) = (times + (time is null ? 0 : 1), dates + (date is null ? 0 : 1));
        }

        Assert.InRange(times, 10_000, 90_000);
        Assert.InRange(dates, 10_000, 90_000);
    }

    /// <summary>What a text is made of, the usual first.</summary>
    private static readonly string[][] Parts =
    [
        ["", " ", "\t", "+", "-", "\0 ", "\u00a0"],
        ["2016", "2024", "1969", "0001", "9999", "0000", "10000", "016", "002016", "1234567"],
        ["-", "/", ""],
        ["07", "11", "3", "12", "1", "01", "0", "13", "007"],
        ["-", "T", ""],
        ["26", "6", "06", "13", "28", "28", "29", "31", "0", "32", "1"],
        ["T", " ", "t", ""],
        ["02", "01", "2", "10", "23", "00", "24", "1"],
        [":", "-", ""],
        ["45", "30", "5", "00", "59", "60"],
        [":", ".", ""],
        ["07", "7", "59", "60", "00"],
        ["", ".1", ".", ".123456", ".1234567", ".9999999", ".000000", ".123", ".12345678901234567890", ",5"],
        ["", "Z", "z", " ", "  ", "\u00a0", "\u3000", "\t", "\v"],
        [
            "", "+02:00", "-08:00", "+2", "+02", "+0230", "+023015", "+02:30:15", "+2:30", "+18:00", "-18:00", "+18:01", "+02:60", "+02:00:60", "+2:3", "+230", "+", "-", "+02:", "UTC", "GMT", "UT", "UTC+3", "GMT-03:30", "UT+1", "UTC+", "Z+1",
            "PST", "EST", "HST", "pst", "Europe/Berlin", "CET", "Factory", "Nowhere/Else", "europe/berlin", "Europe/Berlin/", "../UTC", "XYZZY", "+0２:00",
        ],
        ["", " ", "\n", "\0", "\u00a0", "\u2003", "x", "Z"],
    ];

    /// <summary>The usual part, or any; of fractions and zones mostly any.</summary>
    private static string PartOf(Random random, int part) => Parts[part][random.Next(8) < (part is 12 or 14 ? 5 : 1) ? random.Next(Parts[part].Length) : 0];

    private static string Changed(Random random, string text)
    {
        if (text.Length == 0 || random.Next(4) > 0) return random.Next(50) == 0 ? text.Replace(" ", new string(' ', 150), StringComparison.Ordinal) : text;
        var at = random.Next(text.Length);
        const string Odd = "0123456789-+:.TZ/ \t\0é\u00a0a";
        var odd = Odd[random.Next(Odd.Length)];
        return random.Next(3) switch { 0 => text.Remove(at, 1), 1 => text.Insert(at, odd.ToString()), _ => $"{text[..at]}{odd}{text[(at + 1)..]}" };
    }

    [Fact]
    public void Times_WithoutAZone_AreInTheReadersZone()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/Chicago");
        Assert.True(TimestampText.TryParse("2016-07-26T02:00:00"u8, zone, out var summer));
        Assert.Equal(new DateTimeOffset(2016, 7, 26, 7, 0, 0, TimeSpan.Zero), MicrosecondTime.ToTime(summer));
        Assert.True(TimestampText.TryParse("2016-11-06T01:30:00"u8, zone, out var twice));
        Assert.Equal(new DateTimeOffset(2016, 11, 6, 6, 30, 0, TimeSpan.Zero), MicrosecondTime.ToTime(twice));
        Assert.True(TimestampText.TryParse("2016-03-13T02:30:00"u8, zone, out var never));
        Assert.Equal(new DateTimeOffset(2016, 3, 13, 8, 30, 0, TimeSpan.Zero), MicrosecondTime.ToTime(never));
    }
}
