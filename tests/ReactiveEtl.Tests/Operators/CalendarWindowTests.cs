namespace ReactiveEtl.Tests.Operators;

/// <summary>Windows of a zone's calendar against its clocks, minute by minute over the days on which they change (demand 25).</summary>
public sealed class CalendarWindowTests
{
    public static TheoryData<string, string> Changes => new()
    {
        { "Europe/London", "2024-03-31" },
        { "Europe/London", "2024-10-27" },
        { "America/New_York", "2024-03-10" },
        { "America/New_York", "2024-11-03" },
        { "Australia/Lord_Howe", "2024-04-07" },
        { "Australia/Lord_Howe", "2024-10-06" },
        { "America/Sao_Paulo", "2018-02-18" },
        { "America/Sao_Paulo", "2018-11-04" },
        { "Africa/Cairo", "2024-04-26" },
        { "Asia/Tokyo", "2024-03-31" },
        { "Asia/Kathmandu", "1985-12-31" },
        { "Pacific/Apia", "2011-12-30" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Instant_IsInExactlyOneWindowOfEachUnit(string zoneId, string day)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(zoneId);
        var middle = new DateTimeOffset(DateTime.Parse(day, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.Zero);
        foreach (var unit in Enum.GetValues<CalendarUnit>())
        {
            var assigner = (PartitionAssigner)Window.Calendar(unit, zone);
            var before = default(Window?);
            for (var time = middle.AddDays(-3); time < middle.AddDays(3); time = time.AddMinutes(unit == CalendarUnit.Hour ? 1 : 7))
            {
                var window = assigner.WindowOf(assigner.StartOf(MicrosecondTime.Of(time)));
                Assert.True(window.Contains(time), $"{unit} of {zoneId}: {time:O} is not in {window}");
                if (before is { } last && last != window) Assert.Equal(last.End, window.Start);
                before = window;
                var local = TimeZoneInfo.ConvertTime(time, zone);
                var start = TimeZoneInfo.ConvertTime(window.Start, zone);
                if (unit == CalendarUnit.Hour) Assert.True(window.End - window.Start <= TimeSpan.FromHours(1));
                if (unit == CalendarUnit.Day && zoneId != "America/Sao_Paulo") Assert.Equal(local.Date, start.Date);
                if (unit == CalendarUnit.Month) Assert.Equal((start.Date, 1), (new DateTime(local.Year, local.Month, 1), start.Day));
                if (unit == CalendarUnit.Week) Assert.True(start.DayOfWeek == DayOfWeek.Monday || zoneId is "America/Sao_Paulo" or "Pacific/Apia");
                Assert.Equal(window.StartMicroseconds - 1, assigner.LastEndedBy(window.StartMicroseconds));
            }
        }
    }

    [Theory]
    [InlineData("2024-03-31", 23)]
    [InlineData("2024-10-27", 25)]
    [InlineData("2024-06-01", 24)]
    public void Day_InLondon_HasItsHours(string day, int hours)
    {
        var assigner = (PartitionAssigner)Window.Calendar(CalendarUnit.Day, TimeZoneInfo.FindSystemTimeZoneById("Europe/London"));
        var window = assigner.WindowOf(assigner.StartOf(MicrosecondTime.Of(new DateTimeOffset(DateTime.Parse(day, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.Zero).AddHours(12))));
        Assert.Equal(TimeSpan.FromHours(hours), window.End - window.Start);
    }

    [Fact]
    public void Calendar_HasEnds()
    {
        foreach (var unit in Enum.GetValues<CalendarUnit>())
        {
            foreach (var zone in new[] { TimeZoneInfo.Utc, TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo"), TimeZoneInfo.FindSystemTimeZoneById("America/New_York") })
            {
                var assigner = (PartitionAssigner)Window.Calendar(unit, zone);
                foreach (var time in new[] { MicrosecondTime.Min, MicrosecondTime.Max, MicrosecondTime.Max - 1 })
                {
                    var start = assigner.StartOf(time);
                    Assert.True(start <= time && time < assigner.EndOf(start), $"{unit} of {zone.Id} at {time}: {start} to {assigner.EndOf(start)}");
                }
            }
        }
    }
}
