using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Reactive.Threading.Tasks;
using ReactiveEtl;

// Not below ReactiveEtl: there our names would win over Rx's, which they don't at a user's.
namespace UserCode.Tests;

public sealed class LatestTests
{
    private sealed record Item(string Name);

    private sealed record Counted(string Name, long Count);

    [Fact]
    public async Task Latest_BesideRxsOperatorOfTheName_IsOurs()
    {
        using var source = new Subject<MicroBatch<Item>>();
        var query = source.AsRows().GroupBy(item => item.Name).Select(g => new Counted(g.Key, g.Count())).Start("counts");
        IObservable<Snapshot<Counted>> latest = query.Table.Latest();
        var seen = latest.FirstAsync(version => version.Prefix.BatchId == 1).ToTask(TestContext.Current.CancellationToken);
        source.OnNext(MicroBatch.Of([new Item("a")]));
        source.OnNext(MicroBatch.Of([new Item("a")]));
        Assert.Equal([new Counted("a", 2)], (await seen).Rows);
    }

    [Fact]
    public async Task Latest_WhoseSubscriberThrows_FailsTheQuery()
    {
        using var source = new Subject<MicroBatch<Item>>();
        var query = source.AsRows().GroupBy(item => item.Name).Select(g => new Counted(g.Key, g.Count())).Start("counts");
        using var subscription = query.Table.Latest().Subscribe(_ => throw new InvalidOperationException("mine"));
        source.OnNext(MicroBatch.Of([new Item("a")]));
        var failure = await Assert.ThrowsAsync<StreamingQueryException>(() => query.Completion);
        Assert.Equal("subscriber", failure.Stage);
    }

    [Fact]
    public async Task Latest_UnsubscribedWhileVersionsCome_HarmsNobody()
    {
        using var source = new Subject<MicroBatch<Item>>();
        var query = source.AsRows().GroupBy(item => item.Name).Select(g => new Counted(g.Key, g.Count())).Start("counts");
        using var over = new CancellationTokenSource();
        var coming = Task.Run(
            () =>
            {
                while (!over.IsCancellationRequested) source.OnNext(MicroBatch.Of([new Item("a")]));
            },
            TestContext.Current.CancellationToken);
        for (var i = 0; i < 300; i++) query.Table.Latest().Subscribe(_ => { }).Dispose();
        await over.CancelAsync();
        await coming;
        Assert.Null(query.Exception);
    }

    [Fact]
    public async Task Source_ThatFailsByACancellationOfItsOwn_FailsTheQuery()
    {
        using var source = new Subject<MicroBatch<Item>>();
        var query = source.AsRows().GroupBy(item => item.Name).Select(g => new Counted(g.Key, g.Count())).Start("counts");
        source.OnError(new TaskCanceledException("a timeout"));
        var failure = await Assert.ThrowsAsync<StreamingQueryException>(() => query.Completion);
        Assert.Equal(("source", QueryState.Failed), (failure.Stage, query.Status.State));
    }
}
