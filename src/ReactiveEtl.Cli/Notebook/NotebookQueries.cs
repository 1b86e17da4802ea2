namespace ReactiveEtl.Cli;

/// <summary>A line of the files.</summary>
internal sealed record DeviceEvent(DateTimeOffset Time, string Action);

/// <summary>How often an action happened in an hour.</summary>
internal sealed record HourlyCount(string Action, Window Window, long Count);

/// <summary>What the notebook asks: one query for files as they are and for files as they come, and SQL over its answers.</summary>
internal static class NotebookQueries
{
    public static TableStream<HourlyCount> HourlyCounts(RowStream<DeviceEvent> events) =>
        events.Window(e => e.Time, Window.Tumbling(TimeSpan.FromHours(1)))
            .GroupBy(e => e.Action)
            .Select(g => new HourlyCount(g.Key, g.Window, g.Count()));

    public static string All(string table) => $"select * from {table}";

    public static string Totals(string table) => $"select action, sum(count) as total_count from {table} group by action";

    public static string OrderedTotals(string table) => $"{Totals(table)} order by action";

    public static string ByTime(string table) =>
        $"""select action, date_format(window.end, "MMM-dd HH:mm") as time, count from {table} order by time, action""";
}
