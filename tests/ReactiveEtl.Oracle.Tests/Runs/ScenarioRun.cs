namespace ReactiveEtl.Oracle.Tests;

/// <summary>What our engine did with a scenario, step by step; of a read, the one step.</summary>
/// <param name="Refusal">Why it was not started, or null.</param>
/// <param name="Steps">As far as they came: nothing follows one that failed.</param>
/// <param name="Refused">The records set aside.</param>
internal sealed record ScenarioRun(ArgumentException? Refusal, IReadOnlyList<StepRun> Steps, IReadOnlyList<RefusedRecord> Refused)
{
    public IEnumerable<BatchRun> Batches => Steps.SelectMany(step => step.Batches);

    /// <summary>Puts the files of each step as the oracle did, and waits until the query has nothing left to do.</summary>
    public static async Task<ScenarioRun> OfStream(Scenario scenario)
    {
        using var directory = new TemporaryDirectory();
        var batches = new List<BatchRun>();
        var steps = new List<StepRun>();
        var refused = new List<RefusedRecord>();
        StreamingQuery<Row>? query;
        try
        {
            query = Start(scenario, directory, null, batches);
        }
        catch (ArgumentException e)
        {
            return new ScenarioRun(e, [], []);
        }

        var files = 0;
        var failure = await Process(query);
        Assert.Empty(batches);
        foreach (var step in scenario.Json.GetProperty("steps").EnumerateArray())
        {
            if (failure is not null) break;
            var restarts = step.TryGetProperty("restart", out var restart) && restart.GetBoolean();
            if (restarts) await query.StopAsync();
            foreach (var file in InputFile.Of(step, files))
            {
                file.Put(directory.Root);
                files++;
            }

            if (restarts)
            {
                refused.AddRange(query.RecentRefused);
                query = Start(scenario, directory, query, batches);
            }

            failure = await Process(query);
            steps.Add(new StepRun([.. batches], failure));
            batches.Clear();
        }

        refused.AddRange(query.RecentRefused);
        await query.DisposeAsync();
        return new ScenarioRun(null, steps, refused);
    }

    public static async Task<ScenarioRun> OfRead(Scenario scenario)
    {
        using var directory = new TemporaryDirectory();
        new InputFile("f0000.json", InputFile.BytesOf(scenario.Json), 0).Put(directory.Root);
        StreamingQuery<Row> query;
        try
        {
            query = FrontDoor.StartRead(scenario, directory.Input);
        }
        catch (ArgumentException e)
        {
            return new ScenarioRun(e, [], []);
        }

        await using (query)
        {
            Exception? failure = null;
            try
            {
                await query.Completion;
            }
            catch (StreamingQueryException e)
            {
                failure = e;
            }

            // A read that failed has no version, one that succeeded has one: that of batch 0.
            var batches = failure is null ? [BatchRun.Of(query.Table.Current, query.Table.Current.Rows, 0)] : Array.Empty<BatchRun>();
            return new ScenarioRun(null, [new StepRun(batches, failure)], query.RecentRefused);
        }
    }

    private static StreamingQuery<Row> Start(Scenario scenario, TemporaryDirectory directory, StreamingQuery? stopped, List<BatchRun> batches)
    {
        var scheduler = new HeldScheduler();
        try
        {
            return Watched(FrontDoor.StartStream(scenario, directory.Input, scheduler, stopped), scenario, batches);
        }
        finally
        {
            scheduler.LetGo();
        }
    }

    private static StreamingQuery<Row> Watched(StreamingQuery<Row> query, Scenario scenario, List<BatchRun> batches)
    {
        var (lastBatch, lastFile) = (query.Table.Current.Prefix.BatchId, query.Table.Current.Prefix.Files);
        query.Table.Changes(FrontDoor.ModeOf(scenario.Query)).Subscribe(new Observer(output =>
        {
            var snapshot = output.Version;
            if (snapshot.Prefix.BatchId <= lastBatch) return;
            batches.Add(BatchRun.Of(output, lastFile));
            (lastBatch, lastFile) = (snapshot.Prefix.BatchId, snapshot.Prefix.Files);
        }));
        return query;
    }

    /// <summary>Null, or what the query failed with.</summary>
    private static async Task<Exception?> Process(StreamingQuery query)
    {
        try
        {
            await query.ProcessAllAvailableAsync();
            return null;
        }
        catch (Exception e) when (e is StreamingQueryException or InvalidOperationException)
        {
            return query.Exception ?? e;
        }
    }

    private sealed class Observer(Action<BatchOutput<Row>> onNext) : IObserver<BatchOutput<Row>>
    {
        public void OnNext(BatchOutput<Row> value) => onNext(value);

        // The query's own handle tells the same.
        public void OnError(Exception error)
        {
        }

        public void OnCompleted()
        {
        }
    }
}

/// <summary>The batches of one step, and what ended the query in it.</summary>
internal sealed record StepRun(IReadOnlyList<BatchRun> Batches, Exception? Failure);

/// <summary>One batch: what was output, and which bytes it read.</summary>
internal sealed record BatchRun(long Id, IReadOnlyList<string> Rows, string? Watermark, long Dropped, long StateRows, RowSchema Schema, IReadOnlyList<(string Path, byte[] Bytes)> Files)
{
    /// <summary>The rows that the mode outputs; the files behind those that were read before.</summary>
    public static BatchRun Of(BatchOutput<Row> output, long filesBefore) => Of(output.Version, output.Rows, filesBefore);

    public static BatchRun Of(Snapshot<Row> snapshot, IEnumerable<Row> rows, long filesBefore)
    {
        var watermark = snapshot.Prefix.Watermark is { } time ? Canonical.Value(time, new ColumnSchema("watermark", ColumnType.Timestamp)).Trim('"') : null;
        var files = snapshot.Prefix.Slices.Skip((int)filesBefore)
            .Select(slice => (slice.File.Path, File.ReadAllBytes(slice.File.Path)[(int)slice.Start..(int)(slice.Start + slice.Length)])).ToList();
        return new BatchRun(snapshot.Prefix.BatchId, [.. rows.Select(Canonical.Row)], watermark, snapshot.Progress!.Dropped, snapshot.Progress.Groups, snapshot.Schema, files);
    }
}
