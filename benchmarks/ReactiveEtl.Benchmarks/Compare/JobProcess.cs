using System.Diagnostics;

namespace ReactiveEtl.Benchmarks;

/// <summary>The child's side of an engine in C#: a job for every line of the standard input.</summary>
internal static class JobProcess
{
    public static async Task<int> RunAsync(Job job, JobInput input)
    {
        while (await Console.In.ReadLineAsync() is { } command)
        {
            // As in a new process: without the memory of the job before.
            GC.Collect();
            var start = Stopwatch.GetTimestamp();
            var outcome = await job.RunAsync(input);
            var seconds = outcome.Seconds ?? Stopwatch.GetElapsedTime(start).TotalSeconds;
            // Off the job's stack, which calls back from deep within and holds all that it had.
            await Task.Yield();
            Console.WriteLine(command == "check" ? Answer(outcome, seconds) : new Answer(seconds));
        }

        return 0;
    }

    private static Answer Answer(JobOutcome outcome, double seconds)
    {
        if (outcome.Counts is null) return new Answer(seconds, outcome.Rows, outcome.Bytes);
        var hash = default(CountHash);
        foreach (var count in outcome.Counts) hash.Add(count);
        return new Answer(seconds, hash.Rows, outcome.Bytes, hash.Groups, hash.Sum);
    }
}
