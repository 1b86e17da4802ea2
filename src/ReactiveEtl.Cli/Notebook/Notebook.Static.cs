using System.Reactive.Linq;

namespace ReactiveEtl.Cli;

// Cells 1 to 5: the files as they are now.
internal sealed partial class Notebook
{
    private async Task<Snapshot<HourlyCount>> ReadStaticallyAsync()
    {
        var written = sample.Written == 0 ? "there already" : $"{sample.Written} written now";
        screen.Line($"{sample.Files} files of sample data (seed {sample.Seed}, {written}): {Path.Combine(sample.Directory, SampleDirectory.Pattern)}");

        Cell(1, "The schema, and the files as they are now", $"""
            record DeviceEvent(DateTimeOffset Time, string Action);
            var files = JsonFiles.In("{sample.Directory}", "{SampleDirectory.Pattern}");
            var events = files.Read<DeviceEvent>();
            """);
        var events = _files.Read<DeviceEvent>();
        var batch = await events.Batches.FirstAsync().RunAsync(cancellation);
        var schema = RowSchema.Parse("time timestamp, action string");
        Show(ShowText.Of(schema, batch.Rows.Take(11).Select(e => new Row(schema, e.Time, e.Action)), 10, 20, Chicago));
        await PauseAsync(AfterCell);

        Cell(2, "Counts by action and hour", """
            record HourlyCount(string Action, Window Window, long Count);
            static TableStream<HourlyCount> HourlyCounts(RowStream<DeviceEvent> events) =>
                events.Window(e => e.Time, Window.Tumbling(TimeSpan.FromHours(1)))
                      .GroupBy(e => e.Action)
                      .Select(g => new HourlyCount(g.Key, g.Window, g.Count()));
            var counts = await HourlyCounts(events);
            """);
        var counts = await NotebookQueries.HourlyCounts(events).LastAsync().RunAsync(cancellation);
        screen.Line($"{counts.Rows.Count} groups of {counts.Prefix.Rows} events in {counts.Prefix.Files} files");
        await PauseAsync(AfterCell);

        const string Name = "static_counts";
        var table = counts.As(Name);
        Cell(3, "The counts as a table of SQL", $"""
            counts.As("{Name}").Sql("{NotebookQueries.All(Name)}").Show(100, truncate: false);
            """);
        ShowUnordered(table.Sql(NotebookQueries.All(Name), Chicago), 100, truncate: 0);
        await PauseAsync(AfterCell);

        Cell(4, "Totals", NotebookQueries.Totals(Name));
        ShowUnordered(table.Sql(NotebookQueries.Totals(Name), Chicago), 20, truncate: 20);
        await PauseAsync(AfterCell);

        Cell(5, "By time, as a table and as a chart", NotebookQueries.ByTime(Name));
        var byTime = table.Sql(NotebookQueries.ByTime(Name), Chicago);
        Show(byTime.Text(int.MaxValue));
        Chart(byTime);
        await PauseAsync(AfterCell);
        return counts;
    }
}
