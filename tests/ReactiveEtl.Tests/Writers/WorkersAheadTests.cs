using System.Collections.Concurrent;
using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace ReactiveEtl.Tests.Writers;

/// <summary>Where units join in any order, a worker does not run away from a slow one: what is kept of units that are read is bounded.</summary>
public sealed class WorkersAheadTests
{
    [Fact]
    public async Task SlowFirstUnit_OthersAreReadAFewAhead_AndNoMore()
    {
        const int files = 100;
        const string line = "{\"name\":\"x\"}\n";
        var directory = new VirtualDirectory();
        for (var i = 0; i < files; i++) directory.Store.Add($"events/{i}.json", line, RandomFiles.Midnight);
        var (other, opened, ahead) = ((Thread?)null, new ConcurrentDictionary<string, bool>(), 0);
        var store = new ChangingStore(directory.Store);
        store.OnRead = (path, _) =>
        {
            if (path != "events/0.json")
            {
                opened[path] = true;
                Volatile.Write(ref other, Thread.CurrentThread);
            }
            else if (ahead == 0)
            {
                // The slow one goes on when the other worker waits, or has read all there is.
                while ((Volatile.Read(ref other)?.ThreadState & ThreadState.WaitSleepJoin) is null or 0 && opened.Count < files - 1) Thread.Yield();
                ahead = opened.Count;
            }
        };
        var rows = JsonFiles.In("events", store).Read<Item>(new ReadOptions { Parallelism = 2, UnitSize = line.Length }, ImmediateScheduler.Instance);
        var table = await rows.GroupBy(e => e.Name).Select(g => new { g.Key, Count = g.Count() });
        Assert.Equal(files, table.Rows.Single().Count);
        Assert.InRange(ahead, 1, 3);
    }

    private sealed record Item(string Name);
}
