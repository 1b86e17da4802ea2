using System.Diagnostics;
using System.Globalization;
using ReactiveEtl.Tests.Operators;

namespace ReactiveEtl.Tests.Writers;

/// <summary>The structure is real: bounded memory, shared versions, lazy steps, no objects on the way of columns.</summary>
public class StructureTests
{
    private const long Megabyte = 1 << 20;

    [ThreadStatic]
    private static int _made;

    private sealed record Counting
    {
        public Counting(string? action, bool open)
        {
            _made++;
            (Action, Open) = (action, open);
        }

        public string? Action { get; }

        public bool Open { get; }
    }

    [Fact]
    public async Task File_OfTwoGigabytes_IsCountedInAHeapOf96Megabytes()
    {
        var answer = await RunAsync(["count", "2"], new() { ["DOTNET_GCHeapHardLimit"] = (96 * Megabyte).ToString("X", CultureInfo.InvariantCulture) });
        Assert.Equal((2048 * Megabyte).ToString(CultureInfo.InvariantCulture), answer[0]);
        var rows = long.Parse(answer[1], CultureInfo.InvariantCulture);
        Assert.InRange(rows, 2048 * Megabyte / 40, 2048 * Megabyte / 35);
        Assert.Equal([$"Open={rows / 2}", $"Close={rows / 2}"], answer[2..4]);
        Assert.Equal((96 * Megabyte).ToString(CultureInfo.InvariantCulture), answer[4]);
    }

    [Fact]
    public async Task Version_OfAMillionGroupsOfWhichTenChanged_AllocatesLittle()
    {
        var answer = await RunAsync(["publish", "1000000", "10"], []);
        Assert.Equal(["1000000", "10", "1000020"], answer[..3]);
        Assert.InRange(long.Parse(answer[3], CultureInfo.InvariantCulture), 1, 64 << 10);
    }

    [Fact]
    public void Steps_OpenNoFileBeforeTheScan()
    {
        var directory = new VirtualDirectory();
        directory.Add(new RandomFiles(1).Make(5));
        var opens = new List<int>();
        var rows = directory.Watch(new WatchOptions { MaxFilesPerBatch = 1 }).Where(e => e.Open).Select(e => new { e.Action, e.Level }).WhereRow(e => e.Level != Level.Low).SelectRow(e => e.Action);
        using var subscription = rows.Batches.Subscribe(_ => opens.Add(directory.Store.Opens));
        directory.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal([0, 0, 0, 0, 0], opens);
        Assert.Equal(0, directory.Store.Opens);
    }

    [Fact]
    public void Columns_MakeNoObjectOfTheRowType()
    {
        var directory = new VirtualDirectory();
        directory.Store.Add("events/a.json", string.Concat(Enumerable.Repeat("{\"action\":\"Open\",\"open\":true}\n{\"action\":null,\"open\":false}\n", 50)), RandomFiles.Midnight);
        var rows = directory.Files.Read<Counting>(null, directory.Scheduler);
        _made = 0;
        var onColumns = rows.Where(e => e.Open || e.Action == null).Select(e => new { e.Action, e.Open }).GroupBy(e => e.Action).Select(g => new { g.Key, Count = g.Count(e => e.Open), First = g.First(e => e.Action) });
        Assert.Equal(50, directory.Last(onColumns).Rows[0].Count);
        Assert.DoesNotContain("on rows", onColumns.Explain(), StringComparison.Ordinal);
        Assert.Equal(0, _made);

        var onRows = rows.WhereRow(e => e.Open).GroupBy(e => e.Action).Select(g => new { g.Key, Count = g.Count() });
        Assert.Equal(50, directory.Last(onRows).Rows[0].Count);
        Assert.Contains("on rows", onRows.Explain(), StringComparison.Ordinal);
        Assert.Equal(100, _made);
    }

    /// <summary>Runs the console program of this solution that is built beside the tests, in Release, and gives its answer in words.</summary>
    private static async Task<string[]> RunAsync(string[] arguments, Dictionary<string, string> environment)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "../../../../ReactiveEtl.BoundedMemory/bin/Release/net10.0/ReactiveEtl.BoundedMemory.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
        return (await output).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
    }
}
