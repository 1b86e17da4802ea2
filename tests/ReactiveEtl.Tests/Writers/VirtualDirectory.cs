using System.Reactive.Concurrency;
using Microsoft.Reactive.Testing;
using ReactiveEtl.Testing;

namespace ReactiveEtl.Tests.Writers;

/// <summary>A directory in memory under a virtual clock, and queries over it.</summary>
internal sealed class VirtualDirectory
{
    /// <summary>When tests begin: behind the modification times of the random files.</summary>
    public static readonly DateTimeOffset Begin = RandomFiles.Midnight.AddDays(2);

    public VirtualDirectory()
    {
        Scheduler.AdvanceTo(Begin.UtcTicks);
        Store = new MemoryFileStore(Scheduler);
        Store.AddDirectory("events");
    }

    public TestScheduler Scheduler { get; } = new();

    public MemoryFileStore Store { get; }

    public JsonFiles Files => JsonFiles.In("events", "*.json", Store);

    public RowStream<Reading> Watch(WatchOptions? options = null) => Files.Watch<Reading>(options, Scheduler);

    public RowStream<Reading> Read(ReadOptions? options = null) => Files.Read<Reading>(options, Scheduler);

    public void Add(params InputFile[] files)
    {
        foreach (var file in files) Store.Add(file.Path, file.Bytes, file.ModifiedAt);
    }

    /// <summary>Lets the files arrive one by one, or several at a time, over the next minute.</summary>
    public void Arrive(IEnumerable<InputFile> files, Random random)
    {
        var at = Scheduler.Now;
        foreach (var file in files)
        {
            if (random.Next(2) == 0) at = at.AddTicks(random.NextInt64(5 * TimeSpan.TicksPerSecond));
            Scheduler.Schedule(at, () => Add(file));
        }
    }

    /// <summary>Goes on by a time.</summary>
    public void Pass(TimeSpan time) => Scheduler.AdvanceBy(time.Ticks);

    /// <summary>Goes on until something is so.</summary>
    public void PassUntil(Func<bool> isReached)
    {
        for (var second = 0; second < 600 && !isReached(); second++) Pass(TimeSpan.FromSeconds(1));
        Assert.True(isReached(), "Ten minutes of virtual time did not bring it.");
    }

    /// <summary>Goes on until a query has read as many files; what it failed with is the test's failure.</summary>
    public void PassUntil<TRow>(StreamingQuery<TRow> query, int files) => PassUntil(() => query.Exception is { } failure
        ? throw new InvalidOperationException("The query failed.", failure)
        : query.Table.Current.Prefix.Files >= files);
}
