using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ReactiveEtl.Cli;

/// <summary>The streaming query while it runs: status, progress, speed, and the counts as they grow. A live view in a terminal, else a line a version.</summary>
internal sealed class StreamView(Screen screen, StreamingQuery<HourlyCount> query, int files, IReadOnlyList<string> actions, TimeZoneInfo zone)
{
    private const int BarWidth = 50;

    // What the live view leaves of a terminal's lines to the chart.
    private const int OtherLines = 8;

    /// <summary>Runs something that shows versions one after the other.</summary>
    /// <param name="first">What is seen before, in a live view.</param>
    /// <param name="run">Gets what shows a version.</param>
    public Task RunAsync(Snapshot<HourlyCount>? first, Func<Action<Snapshot<HourlyCount>>, Task> run) => screen.IsTerminal
        ? screen.LiveAsync(Picture(first ?? query.Table.Current), show => run(version => show(Picture(version))))
        : run(version => screen.Line(Line(version)));

    private string Line(Snapshot<HourlyCount> version)
    {
        var (done, left) = Bar(version, '#', '.');
        return $"{Status} [{done}{left}] {Files(version)}, {Figures(version)}";
    }

    private Rows Picture(Snapshot<HourlyCount> version)
    {
        var (done, left) = Bar(version, '━', '━');
        return new Rows(
            new Paragraph(Status, new Style(Color.Green)).Append($"  {query.Name}: {query.Status.Message}"),
            new Paragraph(done, new Style(Color.Yellow3)).Append(left, new Style(Color.Grey)).Append($"  {Files(version)}"),
            new Paragraph(Figures(version)),
            Chart(version));
    }

    private string Status => query.Status.State.ToString().ToUpperInvariant();

    private (string Done, string Left) Bar(Snapshot<HourlyCount> version, char full, char rest)
    {
        var done = (int)(BarWidth * version.Prefix.Files / files);
        return (new string(full, done), new string(rest, BarWidth - done));
    }

    private string Files(Snapshot<HourlyCount> version) => $"{version.Prefix.Files}/{files} files";

    private string Figures(Snapshot<HourlyCount> version)
    {
        var totals = actions.Select(action => $"{action} {version.Rows.Where(row => row.Action == action).Sum(row => row.Count)}");
        var speed = (version.Progress?.RowsPerSecond ?? 0).ToString("F0", CultureInfo.InvariantCulture);
        return $"{version.Prefix.Rows} rows, {speed} rows/s, {string.Join(", ", totals)}";
    }

    /// <summary>The last windows, as many as the terminal has lines for.</summary>
    private IRenderable Chart(Snapshot<HourlyCount> version)
    {
        var windows = version.Rows.Select(row => row.Window).Distinct().Order().TakeLast(Math.Max(1, screen.Height - OtherLines)).ToHashSet();
        var counts = version.Rows.Where(row => windows.Contains(row.Window)).OrderBy(row => row.Window)
            .Select(row => (TimeZoneInfo.ConvertTime(row.Window.End, zone).ToString("MMM-dd HH:mm", CultureInfo.InvariantCulture), row.Action, row.Count));
        return CountChart.Of(counts, actions, screen.ChartWidth);
    }
}
