using System.Reactive.Linq;

namespace ReactiveEtl.Tests.Writers;

/// <summary>Who subscribes before the first batch gets everything from it on, also where the source pushes before <c>Start</c> returns.</summary>
public sealed class SubscribeTests
{
    private static readonly DateTimeOffset Ten = new(2024, 3, 1, 10, 0, 0, TimeSpan.Zero);

    private sealed record Event(DateTimeOffset Time, string Name);

    [Fact]
    public async Task Subscribers_BeforeTheFirstBatch_MissNoVersionAndNoLateRecord()
    {
        var (versions, late, progress) = (new List<long>(), new List<RefusedRecord>(), new List<long>());
        await using var query = Counts(0, 120, 121, 0).Start("counts", subscribe: started =>
        {
            started.Table.Subscribe(version => versions.Add(version.Prefix.BatchId));
            started.Late.Subscribe(record => late.Add(record));
            started.Progress.Subscribe(batch => progress.Add(batch.BatchId));
        });
        await query.Completion;
        Assert.Equal(Enumerable.Range(0, versions.Count).Select(id => (long)id), versions);
        Assert.Equal(versions, progress);
        Assert.Single(late);
        var after = new List<long>();
        query.Table.Subscribe(version => after.Add(version.Prefix.BatchId));
        Assert.Equal([versions[^1]], after);
    }

    [Fact]
    public async Task Query_StoppedBeforeTheFirstBatch_ReadsNothing()
    {
        var batches = 0;
        await using var query = Counts(0, 1).Start("counts", subscribe: started =>
        {
            started.Table.Subscribe(_ => batches++);
            _ = started.StopAsync();
        });
        await query.Completion;
        Assert.Equal((0, QueryState.Terminated), (batches, query.Status.State));
    }

    [Fact]
    public async Task RowsWithoutGroups_HaveSubscribersBeforeTheFirstBatchToo()
    {
        var names = new List<string>();
        await using var query = Events(0, 1, 2).EventTime(e => e.Time, TimeSpan.FromMinutes(1)).Start("rows", subscribe: started => started.Table.Subscribe(version => names.AddRange(version.Rows.Select(row => row.Name))));
        await query.Completion;
        Assert.Equal(["0", "1", "2"], names);
    }

    [Fact]
    public async Task Subscriber_ThatThrowsBeforeTheFirstBatch_LeavesWhatWasToGoOn()
    {
        var table = Counts(0, 120, 0);
        await using var stopped = table.Start("counts", subscribe: started => _ = started.StopAsync());
        StreamingQuery? handle = null;
        Assert.Throws<InvalidOperationException>(() => table.Start("counts", new QueryOptions { ResumeFrom = stopped }, started =>
        {
            handle = started;
            throw new InvalidOperationException("mine");
        }));
        Assert.Equal("mine", (await Assert.ThrowsAsync<InvalidOperationException>(() => handle!.Completion)).Message);
        await using var resumed = table.Start("counts", new QueryOptions { ResumeFrom = stopped });
        await resumed.Completion;
        Assert.Equal(2, resumed.Table.Current.Rows.Count);
    }

    [Fact]
    public void Query_ThatCannotRun_TellsWhoHoldsIt()
    {
        Assert.Throws<QueryPlanException>(() => Counts(0).Start("counts", new QueryOptions { Trigger = Trigger.AvailableNow }, _ => Assert.Fail("It can't run.")));
    }

    private static TimedTableStream<string, Event> Counts(params int[] minutes) =>
        Events(minutes).EventTime(e => e.Time, TimeSpan.FromMinutes(1)).Window(Window.Tumbling(TimeSpan.FromHours(1))).GroupBy(e => e.Name).Select(g => new Event(g.Max(e => e.Time), g.Key));

    private static RowStream<Event> Events(params int[] minutes) =>
        minutes.Select(minute => MicroBatch.Of([new Event(Ten.AddMinutes(minute), $"{minute}")])).ToObservable(System.Reactive.Concurrency.ImmediateScheduler.Instance).AsRows();
}
