using System.Diagnostics;

namespace ReactiveEtl.Benchmarks;

/// <summary>The library, a file a batch and a version a batch, timed from the first version to the last: what a batch costs once all runs.</summary>
internal static class SmallBatchesJob
{
    public static async Task<JobOutcome> RunAsync(JobInput input)
    {
        var files = JsonFiles.In(input.Directory, EventFiles.Pattern);
        (long Batch, long Time)? first = null;
        Snapshot<HourlyCount>? last = null;
        await using var query = ReactiveEtlJob.HourlyCounts(files.Read<DeviceEvent>(new ReadOptions { MaxFilesPerBatch = 1, Parallelism = input.Threads })).Start("counts");
        using var subscription = query.Table.Subscribe(snapshot =>
        {
            first ??= (snapshot.Prefix.BatchId, Stopwatch.GetTimestamp());
            last = snapshot;
        });
        await query.Completion;
        var end = Stopwatch.GetTimestamp();
        if (first is not { } start || last is null || last.Prefix.BatchId == start.Batch) throw new InvalidOperationException("Fewer than two batches.");
        var perBatch = Stopwatch.GetElapsedTime(start.Time, end).TotalSeconds / (last.Prefix.BatchId - start.Batch);
        return new JobOutcome(ReactiveEtlJob.Counts(last), last.Prefix.Rows, last.Prefix.Bytes) { Seconds = perBatch * (last.Prefix.BatchId + 1) };
    }
}
