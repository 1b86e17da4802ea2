using System.Reactive.Concurrency;
using Microsoft.Reactive.Testing;
using ReactiveEtl.Testing;

namespace ReactiveEtl.Tests.Files;

/// <summary>A watched or read directory in virtual time: what was handed out, at which tick.</summary>
internal sealed class SourceTest : IObserver<FileBatch>
{
    public const long Second = TimeSpan.TicksPerSecond;
    public const long Minute = TimeSpan.TicksPerMinute;

    /// <summary>A modification time that is old enough for a file to be ready at the first look.</summary>
    public static readonly DateTimeOffset Old = Time(0);

    /// <summary>When tests begin, so that there is a time before it.</summary>
    public const long Begin = 1000 * Second;

    /// <summary>All ways in which a notifier behaves, or lies.</summary>
    public static TheoryData<NotifierMode> Notifiers => [.. Enum.GetValues<NotifierMode>()];

    public SourceTest()
    {
        Scheduler.AdvanceTo(Begin);
        Store = new MemoryFileStore(Scheduler);
        Store.AddDirectory("events");
    }

    public TestScheduler Scheduler { get; } = new();

    public MemoryFileStore Store { get; }

    public List<(long Tick, FileBatch Batch)> Batches { get; } = [];

    public List<SourceEvent> Events { get; } = [];

    public Exception? Error { get; private set; }

    public bool IsCompleted { get; private set; }

    public Action<FileBatch>? Handler { get; set; }

    public DirectoryRun? Run { get; private set; }

    /// <summary>What was handed out: the tick since the beginning, the names of the files.</summary>
    public IEnumerable<string> Trace => Batches.Select(batch => $"{batch.Tick - Begin}: {Names(batch.Batch)}");

    public IEnumerable<string> Files => Batches.SelectMany(batch => batch.Batch.Slices).Select(slice => slice.File.Path["events/".Length..]);

    public static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);

    public SourceTest Watch(WatchOptions? options = null, FilePattern? pattern = null, SourcePosition? from = null)
    {
        var source = DirectorySource.Watch(Store, pattern ?? FilePattern.In("events"), options ?? new WatchOptions(), Scheduler, from, Events.Add);
        Run = source.Subscribe(this);
        return this;
    }

    public SourceTest Read(ReadOptions? options = null, FilePattern? pattern = null, SourcePosition? from = null)
    {
        var source = DirectorySource.Read(Store, pattern ?? FilePattern.In("events"), options ?? new ReadOptions(), Scheduler, from, Events.Add);
        Run = source.Subscribe(this);
        return this;
    }

    /// <summary>Takes a run that the test made itself.</summary>
    public SourceTest Own(DirectoryRun run)
    {
        Run = run;
        return this;
    }

    /// <summary>Goes on to a time since the beginning.</summary>
    public SourceTest GoTo(long ticks)
    {
        Scheduler.AdvanceTo(Begin + ticks);
        return this;
    }

    /// <summary>Does something at a time since the beginning.</summary>
    public SourceTest At(long ticks, Action action)
    {
        Scheduler.Schedule(Time(Begin + ticks), action);
        return this;
    }

    public IEnumerable<string> Told(SourceEventKind kind) => Events.Where(told => told.Kind == kind).Select(told => told.Path);

    public void OnNext(FileBatch value)
    {
        Batches.Add((Scheduler.Clock, value));
        Handler?.Invoke(value);
    }

    public void OnError(Exception error)
    {
        Assert.True(Error is null && !IsCompleted, "A run ends once.");
        Error = error;
    }

    public void OnCompleted()
    {
        Assert.True(Error is null && !IsCompleted, "A run ends once.");
        IsCompleted = true;
    }

    private static string Names(FileBatch batch) => string.Join(' ', batch.Slices.Select(slice => slice.File.Path["events/".Length..]));
}
