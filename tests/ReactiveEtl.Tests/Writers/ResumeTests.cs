
namespace ReactiveEtl.Tests.Writers;

/// <summary>A query that goes on where a stopped one was: state and position are those of the same batch, and of one owner.</summary>
public sealed class ResumeTests
{
    private sealed record Item(string Name, long Number);

    private sealed record Counted(string Name, long Count);

    [Fact]
    public async Task Resume_InTheMomentOfTheStop_CountsNothingTwice()
    {
        using var directory = new TemporaryFiles();
        directory.Add("1.json", """{"name":"a","number":1}""");
        var plan = Counts(directory);
        var stopped = plan.Start("first");
        var resumed = new TaskCompletionSource<StreamingQuery<string, Counted>>();
        using var subscription = stopped.Table.Subscribe(_ => stopped.StopAsync(), () => resumed.SetResult(plan.Start("second", new QueryOptions { ResumeFrom = stopped })));
        await using var query = await resumed.Task;
        directory.Add("2.json", """{"name":"b","number":1}""");
        await query.ProcessAllAvailableAsync();
        Assert.Equal([new("a", 1), new("b", 1)], query.Table.Current.Rows);
        Assert.Equal((1, 2, 2), (query.Table.Current.Prefix.BatchId, query.Table.Current.Prefix.Files, query.Table.Current.Prefix.Rows));
        Assert.Equal(stopped.Id, query.Id);
    }

    [Fact]
    public async Task Resume_Twice_IsRefused()
    {
        using var directory = new TemporaryFiles();
        var plan = Counts(directory);
        var stopped = plan.Start("first");
        await stopped.StopAsync();
        await using var second = plan.Start("second", new QueryOptions { ResumeFrom = stopped });
        Assert.Throws<ArgumentException>(() => plan.Start("third", new QueryOptions { ResumeFrom = stopped }));
    }

    [Fact]
    public async Task Resume_OfARunningQuery_OrByAnotherPlan_IsRefused()
    {
        using var directory = new TemporaryFiles();
        var first = Counts(directory).Start("first");
        Assert.Throws<ArgumentException>(() => Counts(directory).Start("second", new QueryOptions { ResumeFrom = first }));
        await first.StopAsync();
        var other = Items(directory).GroupBy(item => item.Name).Select(g => new Counted(g.Key, g.Count(item => item.Number > 1)));
        var refused = Assert.Throws<ArgumentException>(() => other.Start("second", new QueryOptions { ResumeFrom = first }));
        Assert.Contains("CountTrue", refused.Message, StringComparison.Ordinal);
    }

    private static RowStream<Item> Items(TemporaryFiles directory) => JsonFiles.In(directory.Path, "*.json").Watch<Item>();

    private static TableStream<string, Counted> Counts(TemporaryFiles directory) => Items(directory).GroupBy(item => item.Name).Select(g => new Counted(g.Key, g.Count()));

    private sealed class TemporaryFiles : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("resume-").FullName;

        public void Add(string name, string text)
        {
            var path = System.IO.Path.Combine(Path, name);
            File.WriteAllText(path + ".tmp", text);
            File.SetLastWriteTimeUtc(path + ".tmp", new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc));
            File.Move(path + ".tmp", path);
        }

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
