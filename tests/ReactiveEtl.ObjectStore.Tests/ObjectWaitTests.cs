using System.Reactive.Linq;

namespace ReactiveEtl.Tests.Objects;

/// <summary>What is waited for: many small objects at once, and nothing for longer than the query runs.</summary>
public sealed class ObjectWaitTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private sealed record Item(long Number);

    private sealed record Total(int Key, long Count, long Sum);

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(16)]
    public async Task ManySmallObjects_AreFetchedAhead_AndNoMoreThanAllowed(int ahead)
    {
        const int Count = 100;
        using var tested = TestedStore.Open("memory", TestedStore.Quick with { ObjectsAhead = ahead });
        for (var i = 0; i < Count; i++) tested.Put($"in/{i}.json", $"{{\"number\":{i}}}");
        var (waiting, most) = (0, 0);
        var isReached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        tested.Memory!.Before = async (request, cancellation) =>
        {
            if (!request.RequestUri!.AbsolutePath.EndsWith(".json", StringComparison.Ordinal)) return;
            var now = Interlocked.Increment(ref waiting);
            InterlockedMax(ref most, now);
            // As many as may be wait for each other, at first.
            if (now == ahead + 1) isReached.TrySetResult();
            try
            {
                await isReached.Task.WaitAsync(Patience, cancellation);
            }
            finally
            {
                // Who waited in vain spares the others that.
                isReached.TrySetResult();
                Interlocked.Decrement(ref waiting);
            }
        };
        var total = await Totals(JsonFiles.In(tested.PathOf("in"), "*.json", tested.Store).Read<Item>(TestedStore.LargeUnits with { Parallelism = 1 }));
        Assert.Equal(new Total(0, Count, Count * (Count - 1) / 2), total.Rows.Single());
        Assert.Equal(ahead + 1, most);
    }

    [Theory]
    [InlineData("GET", "/in/")]
    [InlineData("GET", "list-type")]
    [InlineData("DELETE", "/in/")]
    public async Task RequestsThatHang_AreGivenUp_WhenTheQueryStops(string method, string part)
    {
        using var tested = TestedStore.Open("memory");
        tested.Put("in/a.json", "{\"number\":1}");
        var (hangs, isGivenUp) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        tested.Memory!.Before = async (request, cancellation) =>
        {
            if (request.Method.Method != method || !request.RequestUri!.PathAndQuery.Contains(part, StringComparison.Ordinal)) return;
            hangs.TrySetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, cancellation);
            }
            finally
            {
                isGivenUp.TrySetResult();
            }
        };
        var query = Totals(JsonFiles.In(tested.PathOf("in"), "*.json", tested.Store).Watch<Item>(new WatchOptions { CleanUp = CleanUp.Delete })).Start("hanging");
        await hangs.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        await query.StopAsync().WaitAsync(Patience, TestContext.Current.CancellationToken);
        await isGivenUp.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        tested.Memory.Before = static (_, _) => Task.CompletedTask;
        Assert.Null(query.Exception);
        Assert.Equal(method == "DELETE" ? 1 : 0, query.Table.Current.Prefix.Files);
        Assert.Equal(["in/a.json"], tested.Keys());
    }

    private static void InterlockedMax(ref int most, int now)
    {
        for (var before = Volatile.Read(ref most); now > before;)
        {
            var seen = Interlocked.CompareExchange(ref most, now, before);
            if (seen == before) return;
            before = seen;
        }
    }

    private static TableStream<Total> Totals(RowStream<Item> items) => items.GroupBy(e => 0).Select(g => new Total(g.Key, g.Count(), g.Sum(e => e.Number)));
}
