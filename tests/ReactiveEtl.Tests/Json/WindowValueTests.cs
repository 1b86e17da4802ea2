namespace ReactiveEtl.Tests.Json;

/// <summary>A window as a value: what lies in it, and which one comes first.</summary>
public sealed class WindowValueTests
{
    private static readonly DateTimeOffset Ten = new(2024, 3, 1, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Window_HoldsItsStart_AndNotItsEnd()
    {
        var window = new Window(Ten, Ten.AddHours(1));
        var microsecond = TimeSpan.FromMicroseconds(1);

        Assert.Equal([false, true, true, false], new[] { Ten - microsecond, Ten, Ten.AddHours(1) - microsecond, Ten.AddHours(1) }.Select(window.Contains));
    }

    [Fact]
    public void Window_ThatEndsWithTheCalendar_HoldsItsLastInstant()
    {
        var window = new Window(Ten, DateTimeOffset.MaxValue);

        Assert.True(window.Contains(DateTimeOffset.MaxValue));
        Assert.False(new Window(Ten, Ten.AddHours(1)).Contains(DateTimeOffset.MaxValue));
    }

    [Fact]
    public void Window_IsPrintedAsSparkDoes()
    {
        Assert.Equal("{2024-03-01 10:00:00, 2024-03-01 10:30:00.25}", $"{new Window(Ten, Ten.AddMinutes(30).AddMilliseconds(250))}");
        Assert.Equal("{2024-03-01 10:00:00.000001, 2024-03-01 22:00:00}", $"{new Window(Ten.AddMicroseconds(1), Ten.AddHours(12))}");
    }

    [Fact]
    public void Windows_AreOrderedByStart_ThenByEnd()
    {
        Window[] sorted = [new(Ten, Ten.AddHours(1)), new(Ten, Ten.AddHours(2)), new(Ten.AddMinutes(1), Ten.AddMinutes(2))];
        foreach (var (place, window) in sorted.Index())
        {
            foreach (var (other, second) in sorted.Index())
            {
                Assert.Equal(place.CompareTo(other), Math.Sign(window.CompareTo(second)));
                Assert.Equal((place < other, place <= other, place > other, place >= other), (window < second, window <= second, window > second, window >= second));
            }
        }
    }
}
