namespace ReactiveEtl.Benchmarks;

/// <summary>A way to do the job that is written in C#; it runs in a process of its own like the others.</summary>
/// <param name="Name">What the engine is called that runs it.</param>
/// <param name="RunAsync">Does it once.</param>
internal sealed record Job(string Name, Func<JobInput, Task<JobOutcome>> RunAsync)
{
    public static IReadOnlyList<Job> All { get; } =
    [
        new("ReactiveEtl", ReactiveEtlJob.RunAsync),
        new("ReactiveEtl, a batch a file", SmallBatchesJob.RunAsync),
        new("naive Rx + System.Text.Json", NaiveRxJob.RunAsync),
        new("Utf8JsonReader loop", input => Task.FromResult(ReaderLoopJob.Run(input))),
        new("reading alone", ReadingJob.RunAsync),
        new("reading and arithmetic", ArithmeticJob.RunAsync),
    ];
}

/// <summary>What is asked: these files, in this shape, on so many threads.</summary>
internal sealed record JobInput(string Directory, string Shape, int Threads)
{
    public IEnumerable<string> Files => System.IO.Directory.EnumerateFiles(Directory, EventFiles.Pattern);
}

/// <summary>What came out; <paramref name="Counts"/> is looked at after the time is taken, and null where the job is only a bound.</summary>
internal sealed record JobOutcome(IEnumerable<GroupCount>? Counts, long? Rows = null, long? Bytes = null)
{
    /// <summary>The time where the job measures it itself, since a part of it doesn't belong.</summary>
    public double? Seconds { get; init; }
}
