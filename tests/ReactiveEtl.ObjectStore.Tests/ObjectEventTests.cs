using System.Net;
using System.Reactive.Concurrency;

namespace ReactiveEtl.Tests.Objects;

/// <summary>What a query over objects tells of them.</summary>
public sealed class ObjectEventTests
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    private readonly HistoricalScheduler _scheduler = new(DateTimeOffset.UtcNow);
    private readonly List<string> _told = [];

    private sealed record Item(long Number);

    private sealed record Total(int Key, long Sum);

    public static TheoryData<string> Kinds => TestedStore.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Events_OfAnObject_AreItsLife(string kind)
    {
        using var tested = TestedStore.Open(kind);
        tested.Put("in/a.json", Text(1));
        await using var query = Watch(tested, new WatchOptions());
        Assert.Equal(["PollingOnly in", "Found in/a.json", "Ready in/a.json"], Told());
        tested.Put("in/b.json", Text(20));
        _scheduler.AdvanceBy(Poll);
        Assert.Equal(["Found in/b.json", "Ready in/b.json"], Told());
        tested.Put("in/b.json", Text(300));
        _scheduler.AdvanceBy(2 * Poll);
        Assert.Equal(["Changed in/b.json"], Told());
        tested.Delete("in/a.json");
        _scheduler.AdvanceBy(2 * Poll);
        Assert.Equal(["Vanished in/a.json"], Told());
        tested.Put("in/a.json", Text(4000));
        _scheduler.AdvanceBy(Poll);
        Assert.Equal(["Found in/a.json", "Ready in/a.json"], Told());
        Assert.Equal(4021, query.Table.Current.Rows.Single().Sum);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Events_OfAnObjectThatIsCleanedUp_EndWithIt(string kind)
    {
        using var tested = TestedStore.Open(kind);
        tested.Put("in/a.json", Text(1));
        tested.Put("in/b.json", Text(2));
        await using var query = Watch(tested, new WatchOptions { CleanUp = CleanUp.Delete });
        Assert.Equal(["PollingOnly in", "Found in/a.json", "Found in/b.json", "Ready in/a.json", "Ready in/b.json", "Cleaned in/a.json", "Cleaned in/b.json"], Told());
        Assert.Empty(tested.Keys());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Events_OfAnObjectThatIsNotWhatItsNameSays_AreThatItIsSkipped(string kind)
    {
        using var tested = TestedStore.Open(kind);
        tested.Put("in/a.json.gz", "no gzip");
        await using var query = Watch(tested, new WatchOptions { SkipUnreadable = true });
        Assert.Equal(["PollingOnly in", "Found in/a.json.gz", "Ready in/a.json.gz", "Skipped in/a.json.gz"], Told());
    }

    [Fact]
    public async Task Events_OfAnObjectThatCannotBeReadForAWhile_AreThatItIsTriedAgain_AndTheOthersGoOn()
    {
        using var tested = TestedStore.Open("memory", TestedStore.Quick with { MaxRetries = 1 });
        tested.Put("in/a.json", Text(1));
        tested.Put("in/b.json", Text(20));
        var left = 4;
        tested.Memory!.Fault = request => request.RequestUri!.AbsolutePath.EndsWith("a.json", StringComparison.Ordinal) && left-- > 0 ? MemoryS3.Error(HttpStatusCode.ServiceUnavailable, "SlowDown") : null;
        await using var query = Watch(tested, new WatchOptions());
        Assert.Equal(["Retried in/a.json"], Told().Where(told => told.StartsWith("Retried", StringComparison.Ordinal)));
        Assert.Equal(20, query.Table.Current.Rows.Single().Sum);
        _scheduler.AdvanceBy(TimeSpan.FromMinutes(1));
        Assert.Equal(["Retried in/a.json", "Ready in/a.json"], Told());
        Assert.Equal(21, query.Table.Current.Rows.Single().Sum);
    }

    [Fact]
    public async Task Events_OfAListingOrACleanUpThatFails_AreThatItIsTriedAgain()
    {
        using var tested = TestedStore.Open("memory", TestedStore.Quick with { MaxRetries = 0 });
        tested.Put("in/a.json", Text(1));
        var refused = HttpMethod.Delete;
        tested.Memory!.Fault = request => request.Method == refused ? MemoryS3.Error(HttpStatusCode.ServiceUnavailable, "SlowDown") : null;
        await using var query = Watch(tested, new WatchOptions { CleanUp = CleanUp.Delete });
        Assert.Equal("Retried in/a.json", Told()[^1]);
        refused = HttpMethod.Get;
        _scheduler.AdvanceBy(Poll);
        Assert.Equal(["Retried in"], Told());
        tested.Memory.Fault = null;
        _scheduler.AdvanceBy(Poll);
        Assert.Equal(["Cleaned in/a.json"], Told());
        Assert.Null(query.Exception);
    }

    private static string Text(int number) => $"{{\"number\":{number}}}";

    private StreamingQuery<Total> Watch(TestedStore tested, WatchOptions options)
    {
        var query = JsonFiles.In(tested.PathOf("in"), "*", tested.Store).Watch<Item>(options with { PollInterval = Poll }, _scheduler).GroupBy(e => 0).Select(g => new Total(g.Key, g.Sum(e => e.Number))).Start("events");
        query.Events.Subscribe(told => _told.Add($"{told.Kind} {told.Path[tested.PathOf("").Length..]}"));
        _scheduler.AdvanceBy(TimeSpan.FromSeconds(0.5));
        return query;
    }

    /// <summary>What was told since the last time.</summary>
    private string[] Told()
    {
        string[] told = [.. _told];
        _told.Clear();
        return told;
    }
}
