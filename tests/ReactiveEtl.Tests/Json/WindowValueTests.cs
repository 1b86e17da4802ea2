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
