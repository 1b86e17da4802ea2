namespace ReactiveEtl.Tests.Operators;

public sealed class DurationTests
{
    [Theory]
    [InlineData("1 hour", 3_600_000_000)]
    [InlineData("  1   HOURS ", 3_600_000_000)]
    [InlineData("interval 90 minute", 5_400_000_000)]
    [InlineData("interval '90' second", 90_000_000)]
    [InlineData("Interval '1 day' ", 86_400_000_000)]
    [InlineData("1 hour -30 minutes", 1_800_000_000)]
    [InlineData("1.5 seconds", 1_500_000)]
    [InlineData(".5 seconds", 500_000)]
    [InlineData("1.0000019 seconds", 1_000_001)]
    [InlineData("1 millisecond 1 microsecond", 1_001)]
    public void Parse_ReadsWhatSparkReads(string text, long microseconds) => Assert.Equal(TimeSpan.FromMicroseconds(microseconds), Duration.Parse(text));

    [Theory]
    [InlineData("0.5 hour")]
    [InlineData("1.5 milliseconds")]
    [InlineData("1.0000000001 seconds")]
    [InlineData("'1 hour'")]
    [InlineData("1hour")]
    [InlineData("1 h")]
    [InlineData("1 month")]
    [InlineData("interval")]
    [InlineData("")]
    public void Parse_RefusesWhatSparkRefuses(string text) => Assert.Throws<ArgumentException>(() => Duration.Parse(text));
}
