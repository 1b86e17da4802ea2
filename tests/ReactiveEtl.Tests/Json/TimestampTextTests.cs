using System.Globalization;
using System.Text;

namespace ReactiveEtl.Tests.Json;

/// <summary>Times as texts, against .NET's parsing of ISO forms.</summary>
public class TimestampTextTests
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
