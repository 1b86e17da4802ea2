namespace ReactiveEtl.Sql.Tests;

/// <summary>Times in a session zone; the answers are Spark's.</summary>
public class TimeTests
{
    [Theory]
    [InlineData("America/Chicago", "date_format(timestamp'2024-03-10 08:30:00Z', 'yyyy-MM-dd HH:mm z XXX zzzz O')", "2024-03-10 03:30 CDT -05:00 Central Daylight Time GMT-5")]
    [InlineData("America/Chicago", "unix_timestamp(timestamp'2024-03-10 02:30:00')", "1710059400")]
    [InlineData("America/Chicago", "unix_timestamp(timestamp'2024-11-03 01:30:00')", "1730615400")]
    [InlineData("America/Chicago", "timestamp'2024-03-10 00:00:00' + interval 1 day", "2024-03-11 00:00:00")]
    [InlineData("America/Chicago", "timestamp'2024-03-10 00:00:00' + interval 23 hours", "2024-03-11 00:00:00")]
    [InlineData("America/Chicago", "timestampdiff(hour, timestamp'2024-03-09 12:00:00', timestamp'2024-03-10 12:00:00')", "24")]
    [InlineData("America/Chicago", "date_trunc('day', timestamp'2024-11-03 07:30:00Z')", "2024-11-03 00:00:00")]
    [InlineData("Asia/Kolkata", "date_trunc('hour', timestamp'2024-07-04 09:08:07Z')", "2024-07-04 14:00:00")]
    [InlineData("Asia/Kolkata", "date_format(timestamp'2024-07-04 09:08:07Z', 'HH:mm z XXX')", "14:38 IST +05:30")]
    [InlineData("Europe/Berlin", "date_format(timestamp'2024-10-27 00:30:00Z', 'HH:mm z')", "02:30 CEST")]
    [InlineData("Europe/Berlin", "date_format(timestamp'2024-10-27 01:30:00Z', 'HH:mm z')", "02:30 CET")]
    [InlineData("Europe/Berlin", "cast(timestamp'9999-12-31 23:59:59Z' as string)", "+10000-01-01 00:59:59")]
    [InlineData("Europe/Berlin", "year(timestamp'9999-12-31 23:59:59Z')", "10000")]
    [InlineData("Asia/Tokyo", "to_date(timestamp'2024-03-01 20:00:00Z')", "2024-03-02")]
    [InlineData("Asia/Tokyo", "cast(date'2024-03-01' as timestamp) = timestamp'2024-02-29 15:00:00Z'", "true")]
    public void Expression_InAZone_GivesSparksValue(string zone, string expression, string expected) => Assert.Equal(expected, Tables.Answer($"select {expression}", zone));

    [Theory]
    [InlineData("add_months(date'2024-01-31', 1)", "2024-02-29")]
    [InlineData("months_between(timestamp'2024-03-15 12:00:00', '2024-01-10')", "2.17741935")]
    [InlineData("weekofyear('2024-12-30')", "1")]
    [InlineData("dayofweek('2024-03-03')", "1")]
    [InlineData("next_day('2024-03-01', 'friday')", "2024-03-08")]
    [InlineData("trunc('2024-03-15', 'week')", "2024-03-11")]
    [InlineData("date'2024-03-01' + 1", "2024-03-02")]
    [InlineData("timestamp'2024-03-01' - timestamp'2024-02-29 23:00:00'", "INTERVAL '0 01:00:00' DAY TO SECOND")]
    [InlineData("interval '1 day 2 hours'", "INTERVAL '1 02' DAY TO HOUR")]
    [InlineData("timestamp'2024-01-31' + interval 1 month", "2024-02-29 00:00:00")]
    [InlineData("cast('2024-3-1 1:2' as timestamp)", "2024-03-01 01:02:00")]
    [InlineData("unix_timestamp('2024-03-01 00:00:00')", "1709251200")]
    [InlineData("from_unixtime(0, 'yyyy')", "1970")]
    public void Expression_OfTimes_GivesSparksValue(string expression, string expected) => Assert.Equal(expected, Tables.Answer($"select {expression}"));

    [Fact]
    public void Now_IsOneMomentOfTheClock()
    {
        using var session = new SqlSession(clock: new StoppedClock());
        Assert.Equal(Tables.At("2024-02-29T23:30:00Z"), session.Query("select now() as n, current_timestamp as c").Rows[0]["n"]);
        Assert.Equal(new DateOnly(2024, 2, 29), session.Query("select current_date as d").Rows[0]["d"]);
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Tables.At("2024-02-29T23:30:00Z");
    }
}
