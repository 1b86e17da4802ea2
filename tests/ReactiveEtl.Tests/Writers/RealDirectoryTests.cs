using System.Globalization;
using System.Runtime.Versioning;
using ReactiveEtl.Tests.Files;

namespace ReactiveEtl.Tests.Writers;

/// <summary>Random scripts on a real directory, in parallel with reading it: every record of every ready file exactly once, in the recorded order.</summary>
[SupportedOSPlatform("linux")]
public class RealDirectoryTests
{
    private const int Steps = 1500;

    private sealed record Item(long Number);

    private sealed record Picked(long Number);

    public static TheoryData<int> AllSeeds => [.. Enumerable.Range(1, 6)];

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public async Task Script_OfWholeFiles_EachStateOfAFileOnce_AndWhatChangedAfterwardsIsTold(int seed)
    {
        using var directory = new RealDirectory(seed);
        var run = await RunAsync(directory, directory.ActOnWholeFiles, Options(seed) with { Retries = 16 });
        run.AssertEachRecordOfEachSliceInOrder();

        // No file twice as it was, and every file that is there, unless it is told that another one of its name was read.
        var states = run.Slices.Select(slice => (RealDirectory.KeyOf(slice.File), slice.File.Size, slice.File.ModifiedAt)).ToArray();
        Assert.Equal(states.Distinct().Count(), states.Length);
        var read = run.Slices.ToLookup(slice => RealDirectory.KeyOf(slice.File));
        foreach (var file in directory.There)
        {
            var isWhole = read[RealDirectory.KeyOf(file)].Any(slice => slice.Length == file.Size);
            Assert.True(isWhole || run.Told.Contains((SourceEventKind.Changed, file.Path)) || run.Told.Any(told => told.Kind == SourceEventKind.Renamed && told.Path == file.Path), $"Seed {seed}: {file} was not read as it is, and nothing was told.");
        }
    }

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public async Task Script_OfGrowingFiles_Follow_EachRecordOnce(int seed)
    {
        using var directory = new RealDirectory(seed);
        var run = await RunAsync(directory, directory.ActOnGrowingFiles, Options(seed) with { Follow = true });
        run.AssertEachRecordOfEachSliceInOrder();
        Assert.Equal(directory.Records, run.Numbers.Order());
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public async Task Script_OfFilesMovedIn_CleanUp_EachRecordOnceAndNothingIsLeft(int seed, bool archives)
    {
        using var directory = new RealDirectory(seed);
        var run = await RunAsync(directory, directory.MoveIn, Options(seed) with { CleanUp = archives ? CleanUp.Archive(directory.Archive) : CleanUp.Delete });
        Assert.Equal(directory.Records, run.Numbers.Order());
        Assert.Empty(Directory.EnumerateFiles(directory.Root));
        Assert.Equal(Steps, run.Told.Count(told => told.Kind == SourceEventKind.Cleaned));
        if (!archives) return;
        var archived = Directory.EnumerateFiles(directory.Archive).SelectMany(file => Numbers(File.ReadAllText(file)));
        Assert.Equal(run.Numbers.Order(), archived.Order());
    }

    [Fact]
    public async Task Burst_Of100000Renames_IsReadWhole()
    {
        const int count = 100_000;
        var root = Directory.CreateTempSubdirectory("reactive-etl-").FullName;
        try
        {
            foreach (var name in new[] { "staged", "in" }) Directory.CreateDirectory($"{root}/{name}");
            for (var i = 0; i < count; i++) File.WriteAllText($"{root}/staged/{i}", $"{{\"number\":{i}}}");
            await using var query = JsonFiles.In($"{root}/in").Watch<Item>().GroupBy(e => 0).Select(g => new { Count = g.Count(), Sum = g.Sum(e => e.Number), Distinct = g.CountDistinct(e => e.Number) }).Start("burst");
            await query.ProcessAllAvailableAsync();
            for (var i = 0; i < count; i++) File.Move($"{root}/staged/{i}", $"{root}/in/{i}");
            await query.ProcessAllAvailableAsync();
            var row = query.Table.Current.Rows.Single();
            Assert.Equal((count, (long)count * (count - 1) / 2, count), (row.Count, row.Sum, row.Distinct));
            Assert.Equal(count, query.Table.Current.Prefix.Files);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static WatchOptions Options(int seed) => new()
    {
        Recursive = true,
        MaxFilesPerBatch = seed % 3 == 0 ? 1 : seed % 3 == 1 ? null : 7,
        LatestFirst = seed % 2 == 0,
        UseNotifications = seed % 5 != 0,
        SettleTime = TimeSpan.FromMilliseconds(100),
        RetryDelay = TimeSpan.FromMilliseconds(1),
    };

    private static IEnumerable<long> Numbers(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => long.Parse(line["{\"number\":".Length..^1], CultureInfo.InvariantCulture));

    private static async Task<ScriptedRun> RunAsync(RealDirectory directory, Action act, WatchOptions options)
    {
        await using var query = JsonFiles.In(directory.Root).Watch<Item>(options).Select(e => new Picked(e.Number)).Start("script");
        var run = new ScriptedRun(directory);
        using var telling = query.Events.Subscribe(told =>
        {
            lock (run.Told) run.Told.Add((told.Kind, told.Path));
        });
        using var versions = query.Table.Subscribe(version => run.Numbers.AddRange(version.Rows.Select(row => row.Number)));
        await query.ProcessAllAvailableAsync();
        for (var i = 0; i < Steps; i++) act();
        directory.Finish();
        await query.ProcessAllAvailableAsync();
        // Cleaning up comes behind the commit, and so does what a last look finds.
        await query.ProcessAllAvailableAsync();
        await query.StopAsync();
        Assert.Null(query.Exception);
        run.Slices.AddRange(query.Table.Current.Prefix.Slices);
        return run;
    }

    /// <summary>What a query made of a script.</summary>
    private sealed class ScriptedRun(RealDirectory directory)
    {
        public List<(SourceEventKind Kind, string Path)> Told { get; } = [];

        public List<long> Numbers { get; } = [];

        public List<Slice> Slices { get; } = [];

        /// <summary>The rows are those of the slices, no more and no less; a slice that ends within a line counts that as malformed, never as a row.</summary>
        public void AssertEachRecordOfEachSliceInOrder()
        {
            var expected = Slices.SelectMany(slice =>
            {
                var content = directory.Contents[RealDirectory.KeyOf(slice.File)].ToString(0, (int)(slice.Start + slice.Length));
                var whole = content.EndsWith('\n') || content.EndsWith('}') ? content : content[..(content.LastIndexOf('\n') + 1)];
                return RealDirectoryTests.Numbers(whole[(int)slice.Start..]);
            });
            Assert.Equal(expected, Numbers);
        }
    }
}
