namespace ReactiveEtl.Cli;

/// <summary>The tutorial's notebook, cell by cell: what the user writes, and what comes.</summary>
/// <remarks>Runs on one thread of its own; the streaming query runs beside it, and is only read here by versions of its table.</remarks>
internal sealed partial class Notebook(Screen screen, Sample sample, bool isFast, CancellationToken cancellation)
{
    // As the tutorial prints its times.
    private static readonly TimeZoneInfo Chicago = TimeZoneInfo.FindSystemTimeZoneById("America/Chicago");
    private static readonly TimeSpan AfterCell = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan AfterFile = TimeSpan.FromSeconds(0.15);
    private static readonly string[] Actions = ["Open", "Close"];

    private readonly JsonFiles _files = JsonFiles.In(sample.Directory, SampleDirectory.Pattern);

    public async Task RunAsync()
    {
        var staticCounts = await ReadStaticallyAsync();
        await StreamAsync(staticCounts);
    }

    private void Cell(int number, string what, string code)
    {
        screen.Title($"[{number}] {what}");
        if (code.Length > 0) screen.Code(code);
    }

    /// <summary>The box of an answer that has no order: by window, then key.</summary>
    private void ShowUnordered(SqlResult result, int count, int truncate) =>
        Show(ShowText.Of(result.Schema, result.Rows.Order(new RowOrder(result.Schema)), count, truncate, Chicago));

    /// <summary>A box, without the blank line behind it: the next title brings one.</summary>
    private void Show(string box) => screen.Line(box.TrimEnd());

    private void Chart(SqlResult byTime) =>
        screen.Draw(CountChart.Of(byTime.Rows.Select(row => (row.Get<string>("time"), row.Get<string>("action"), row.Get<long>("count"))), Actions, screen.ChartWidth));

    /// <summary>Time for a reader at a terminal.</summary>
    private Task PauseAsync(TimeSpan pause) => isFast || !screen.IsTerminal ? Task.CompletedTask : Task.Delay(pause, cancellation);
}
