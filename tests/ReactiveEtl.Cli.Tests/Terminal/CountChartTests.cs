namespace ReactiveEtl.Cli.Tests;

public sealed class CountChartTests
{
    [Fact]
    public void Chart_DrawsALineATimeAndAColumnAnAction() =>
        Assert.Equal(
            """
                          Open           Close
            Jul-25 22:00  █▍ 179         ▏ 11
            Jul-25 23:00  ████████ 1001  ██▋ 344
            Jul-26 00:00  ███████▉ 999   ██████▌ 815

            """,
            Draw([("Jul-25 22:00", "Close", 11), ("Jul-25 22:00", "Open", 179), ("Jul-25 23:00", "Close", 344), ("Jul-25 23:00", "Open", 1001), ("Jul-26 00:00", "Close", 815), ("Jul-26 00:00", "Open", 999)], 42));

    [Fact]
    public void Chart_ActionMissingAtATime_HasNoBar() =>
        Assert.Equal(
            """
               Open          Close
            a                ██████████ 7
            b  ███████▏ 5

            """,
            Draw([("a", "Close", 7), ("b", "Open", 5)], 29));

    [Fact]
    public void Chart_OfNothing_IsItsHeading() => Assert.Equal("  Open        Close\n", Draw([], 20));

    private static string Draw(IEnumerable<(string Time, string Action, long Count)> counts, int width)
    {
        using var output = new StringWriter { NewLine = "\n" };
        Screen.Over(output).Draw(CountChart.Of(counts, ["Open", "Close"], width));
        return string.Join('\n', output.ToString().Split('\n').Select(line => line.TrimEnd()));
    }
}
