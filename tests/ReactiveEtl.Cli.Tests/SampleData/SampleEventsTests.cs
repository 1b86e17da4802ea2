using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;

namespace ReactiveEtl.Cli.Tests;

/// <summary>The written files, parsed naively, against everything that the notebook says of them.</summary>
public sealed class SampleEventsTests
{
    private static readonly ConcurrentDictionary<int, Lazy<List<List<(long Time, string Action)>>>> Parsed = new();

    public static TheoryData<int> Seeds => [SampleDirectory.DefaultSeed, 0, 2, 42, -1, int.MaxValue, 20_160_726];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Sample_MeetsEveryFigure(int seed)
    {
        var files = Written(seed);
        Assert.Equal(52, Figure.All.Count);
        foreach (var figure in Figure.All)
        {
            var count = files.Take(figure.AfterFiles).SelectMany(events => events)
                .LongCount(e => e.Action == figure.Action && e.Time >= figure.WindowEnd.AddHours(-1).ToUnixTimeSeconds() && e.Time < figure.WindowEnd.ToUnixTimeSeconds());
            Assert.Equal(figure with { Count = count }, figure);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Sample_HoldsFiguresOnlyForItsHours(int seed)
    {
        var files = Written(seed);
        foreach (var afterFiles in new[] { 1, 2, 4 })
        {
            var groups = files.Take(afterFiles).SelectMany(events => events).Select(e => (e.Time / 3600, e.Action)).Distinct().Count();
            Assert.Equal(afterFiles switch { 1 => 6, 2 => 8, _ => 12 }, groups);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Sample_IsInOrderAndOpensNeverFallBehindCloses(int seed)
    {
        var events = Written(seed).SelectMany(file => file).ToList();
        Assert.Equal((1_469_501_107, "Open"), events[0]);
        var open = 0;
        var last = (Time: 0L, Action: "Open");
        foreach (var e in events)
        {
            open += e.Action == "Open" ? 1 : -1;
            if (open < 0) Assert.Fail($"seed {seed}: more closes than opens at {e.Time}");
            if (e.Time < last.Time || (e.Time == last.Time && (last.Action, e.Action) == ("Close", "Open"))) Assert.Fail($"seed {seed}: {e} comes after {last}");
            last = e;
        }

        Assert.Equal(0, open);
        Assert.InRange(DateTimeOffset.FromUnixTimeSeconds(last.Time), new(2016, 7, 28, 6, 45, 0, TimeSpan.Zero), new(2016, 7, 28, 6, 55, 0, TimeSpan.Zero));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Sample_Has100000EventsIn53WindowsAnd104Groups(int seed)
    {
        var files = Written(seed);
        Assert.Equal(50, files.Count);
        Assert.All(files, events => Assert.Equal(2_000, events.Count));
        var events = files.SelectMany(file => file).ToList();
        Assert.Equal(50_000, events.Count(e => e.Action == "Open"));
        Assert.Equal(50_000, events.Count(e => e.Action == "Close"));
        Assert.Equal(53, events.Select(e => e.Time / 3600).Distinct().Count());
        Assert.Equal(104, events.Select(e => (e.Time / 3600, e.Action)).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Sample_ClosesLagByUpToTwoHours(int seed)
    {
        var events = Written(seed).SelectMany(file => file).ToList();
        var opens = events.Where(e => e.Action == "Open").Select(e => e.Time);
        var closes = events.Where(e => e.Action == "Close").Select(e => e.Time);
        Assert.All(opens.Zip(closes, (open, close) => close - open), lag => Assert.InRange(lag, 0, 7200));
    }

    [Fact]
    public void Sample_FirstFileHasTheTutorialsSize()
    {
        var files = SampleEvents.Files(7);
        Assert.Equal(72_530, files[0].Length);
        Assert.StartsWith("{\"time\":1469501107,\"action\":\"Open\"}\n", Encoding.ASCII.GetString(files[0]), StringComparison.Ordinal);
        Assert.All(files, bytes => Assert.Equal((byte)'}', bytes[^1]));
    }

    [Fact]
    public void Sample_IsTheSameForASeedAndAnotherForAnother()
    {
        Assert.Equal(SampleEvents.Files(3), SampleEvents.Files(3));
        Assert.All(SampleEvents.Files(3).Zip(SampleEvents.Files(4)), pair => Assert.NotEqual(pair.First, pair.Second));
    }

    [Fact]
    public void Sample_OfManySeeds_OpensNeverFallBehindCloses()
    {
        for (var seed = 1000; seed < 1060; seed++)
        {
            var (open, least) = (0, 0);
            foreach (var line in SampleEvents.Files(seed).SelectMany(Lines))
            {
                open += line.Length == 35 ? 1 : -1;
                least = Math.Min(least, open);
            }

            Assert.Equal((seed, 0, 0), (seed, open, least));
        }
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Lines(byte[] file)
    {
        for (var start = 0; start < file.Length;)
        {
            var length = file.AsSpan(start).IndexOf((byte)'\n') is >= 0 and var end ? end : file.Length - start;
            yield return file.AsMemory(start, length);
            start += length + 1;
        }
    }

    private static List<List<(long Time, string Action)>> Written(int seed) => Parsed.GetOrAdd(seed, static seed => new(() =>
    {
        using var directory = new TemporaryDirectory();
        SampleDirectory.Prepare(directory.Path, seed);
        return [.. Enumerable.Range(0, 50).Select(i => directory.File($"file-{i}.json")).Select(path => File.ReadAllText(path).Split('\n').Select(Event).ToList())];
    })).Value;

    private static (long Time, string Action) Event(string line)
    {
        using var json = JsonDocument.Parse(line);
        Assert.Equal(["time", "action"], json.RootElement.EnumerateObject().Select(field => field.Name));
        return (json.RootElement.GetProperty("time").GetInt64(), json.RootElement.GetProperty("action").GetString()!);
    }
}
