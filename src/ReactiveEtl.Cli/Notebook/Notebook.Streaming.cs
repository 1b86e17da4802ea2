using System.Reactive.Concurrency;
using System.Threading.Channels;

namespace ReactiveEtl.Cli;

// Cells 6 to 13: the same query over files as they come, one a batch.
internal sealed partial class Notebook
{
    private const string Counts = "counts";

    private async Task StreamAsync(Snapshot<HourlyCount> staticCounts)
    {
        Cell(6, "The same, streaming: a file a batch, in the order of their creation", """
            var arriving = files.Watch<DeviceEvent>(new WatchOptions { MaxFilesPerBatch = 1 });
            var streamingCounts = HourlyCounts(arriving);
            """);
        using var scheduler = new EventLoopScheduler();
        using var isFollowed = new ManualResetEventSlim();
        // Nothing is read before the table is followed, so that the version after the first file is seen too.
        scheduler.Schedule(isFollowed.Wait);
        var streamingCounts = NotebookQueries.HourlyCounts(_files.Watch<DeviceEvent>(new WatchOptions { MaxFilesPerBatch = 1 }, scheduler));
        screen.Line($"isStreaming: {streamingCounts.IsStreaming}");

        Cell(7, "Shuffle partitions", "");
        screen.Line("nothing to set: groups are counted where the files are read, without a shuffle");

        Cell(8, "Start", $"""
            await using var query = streamingCounts.Start("{Counts}");
            """);
        await using var query = streamingCounts.Start(Counts);
        screen.Line($"name: {query.Name}, id: {query.Id}");

        Cell(9, "The handle", "query.Status");
        screen.Line(StatusOf(query));
        await PauseAsync(AfterCell);

        var versions = query.Table.Follow(cancellation);
        isFollowed.Set();
        var last = await FollowAsync(new StreamView(screen, query, sample.Files, Actions, Chicago), versions);
        await FinishAsync(query, staticCounts, last);
    }

    /// <summary>Cells 10 and 11: every answer is that of a whole prefix of the files.</summary>
    private async Task<Snapshot<HourlyCount>> FollowAsync(StreamView view, ChannelReader<Snapshot<HourlyCount>> versions)
    {
        Snapshot<HourlyCount>? version = null;
        foreach (var files in new[] { 1, 2, 4 })
        {
            version = await AdvanceAsync(view, versions, version, files);
            Cell(10, files == 1 ? "SQL, after 1 file" : $"The same SQL, after {files} files", NotebookQueries.ByTime(Counts));
            var byTime = version.Sql(NotebookQueries.ByTime(Counts), Chicago);
            Show(byTime.Text(int.MaxValue));
            Chart(byTime);
            await PauseAsync(AfterCell);
        }

        ShowTotals("Totals, so far", version!);
        await PauseAsync(AfterCell);

        var last = await AdvanceAsync(view, versions, version, sample.Files);
        Cell(10, $"The same SQL, after {sample.Files} files", NotebookQueries.ByTime(Counts));
        Chart(last.Sql(NotebookQueries.ByTime(Counts), Chicago));
        ShowTotals("Totals, at the end", last);
        await PauseAsync(AfterCell);
        return last;
    }

    /// <summary>Cell 9, live: the versions until one has so many files.</summary>
    private async Task<Snapshot<HourlyCount>> AdvanceAsync(StreamView view, ChannelReader<Snapshot<HourlyCount>> versions, Snapshot<HourlyCount>? version, int files)
    {
        screen.Line();
        await view.RunAsync(version, async show =>
        {
            await foreach (var next in versions.ReadAllAsync(cancellation))
            {
                show(version = next);
                await PauseAsync(AfterFile);
                if (next.Prefix.Files >= files) break;
            }
        });
        return version!;
    }

    /// <summary>Cells 12 and 13: nothing more comes; a second start begins again; after a stop the table stays.</summary>
    private async Task FinishAsync(StreamingQuery<HourlyCount> query, Snapshot<HourlyCount> staticCounts, Snapshot<HourlyCount> last)
    {
        Cell(12, "All files are consumed", """
            await query.ProcessAllAvailableAsync();
            """);
        await query.ProcessAllAvailableAsync();
        screen.Line(StatusOf(query));
        screen.Line($"the streaming counts {(staticCounts.Rows.ToHashSet().SetEquals(last.Rows) ? "equal" : "differ from")} the static ones");
        screen.Code("""
            await using var again = streamingCounts.Start("counts_again");
            await again.ProcessAllAvailableAsync();
            """);
        await using (var again = NotebookQueries.HourlyCounts(_files.Watch<DeviceEvent>(new WatchOptions { MaxFilesPerBatch = 1 })).Start("counts_again"))
        {
            await again.ProcessAllAvailableAsync();
            screen.Line($"a second start begins again: {again.Table.Current.Prefix}");
        }

        await PauseAsync(AfterCell);
        Cell(13, "Stop; the table stays readable", "await query.StopAsync();");
        await query.StopAsync();
        screen.Line(query.Status.State.ToString().ToUpperInvariant());
        Show(query.Table.Sql(NotebookQueries.OrderedTotals(Counts), Chicago).Text());
    }

    private void ShowTotals(string what, Snapshot<HourlyCount> version)
    {
        Cell(11, what, NotebookQueries.OrderedTotals(Counts));
        Show(version.Sql(NotebookQueries.OrderedTotals(Counts), Chicago).Text());
    }

    private static string StatusOf(StreamingQuery query) =>
        $"{query.Status.State.ToString().ToUpperInvariant()}: {query.Status.Message}; data available: {query.Status.IsDataAvailable}";
}
