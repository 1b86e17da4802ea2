using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ReactiveEtl.Cli;

/// <summary>A bar for each (time, action): a line a time, a column of bars an action, all on one scale.</summary>
/// <remarks>Plain characters; where the console has colours, each action has its own.</remarks>
internal static class CountChart
{
    private const string Eighths = " ▏▎▍▌▋▊▉";
    private const char Full = '█';
    private static readonly Color[] Colors = [Color.Yellow3, Color.DodgerBlue1, Color.Green3, Color.MediumOrchid];

    /// <summary>The chart as lines, in the order of the counts.</summary>
    /// <param name="counts">What to draw; an action missing at a time has no bar.</param>
    /// <param name="actions">The columns, from the left.</param>
    /// <param name="width">How many characters a line may have.</param>
    public static IRenderable Of(IEnumerable<(string Time, string Action, long Count)> counts, IReadOnlyList<string> actions, int width)
    {
        var times = counts.GroupBy(count => count.Time, StringComparer.Ordinal).ToList();
        var greatest = Math.Max(1, times.SelectMany(time => time).Select(count => count.Count).DefaultIfEmpty().Max());
        var digits = Number(greatest).Length;
        var timeWidth = times.Select(time => time.Key.Length).DefaultIfEmpty().Max();
        var barWidth = Math.Max(8, ((width - timeWidth) / actions.Count) - digits - 3);

        var lines = new List<IRenderable> { Heading(actions, timeWidth, barWidth + 1 + digits) };
        foreach (var time in times)
        {
            var line = new Paragraph(time.Key.PadRight(timeWidth));
            for (var i = 0; i < actions.Count; i++)
            {
                var count = time.Where(count => count.Action == actions[i]).Sum(count => count.Count);
                var bar = Bar(count, greatest, barWidth);
                line.Append("  ").Append(bar, ColorOf(i)).Append((count > 0 ? $" {Number(count)}" : "").PadRight(i < actions.Count - 1 ? barWidth + 1 + digits - bar.Length : 0));
            }

            lines.Add(line);
        }

        return new Rows(lines);
    }

    private static Paragraph Heading(IReadOnlyList<string> actions, int timeWidth, int columnWidth)
    {
        var heading = new Paragraph(new string(' ', timeWidth));
        for (var i = 0; i < actions.Count; i++) heading.Append("  ").Append(i < actions.Count - 1 ? actions[i].PadRight(columnWidth) : actions[i], ColorOf(i));
        return heading;
    }

    /// <summary>A bar in eighths of a character; a count above zero is never without any.</summary>
    private static string Bar(long count, long greatest, int width)
    {
        var eighths = (int)(8.0 * width * count / greatest);
        if (count > 0) eighths = Math.Max(1, eighths);
        var end = eighths % 8 > 0 ? Eighths[eighths % 8].ToString() : "";
        return new string(Full, eighths / 8) + end;
    }

    private static Style ColorOf(int action) => new(Colors[action % Colors.Length]);

    private static string Number(long count) => count.ToString(CultureInfo.InvariantCulture);
}
