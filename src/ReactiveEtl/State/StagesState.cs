namespace ReactiveEtl;

/// <summary>What a run knows of event time and of keys from batch to batch.</summary>
/// <remarks>
/// Invariant: between batches nothing of a batch that was not committed is in it. The query's thread changes it between batches; during one, workers read
/// the times, and where records are read in order, the one worker adds keys.
/// </remarks>
internal sealed class StagesState
{
    private readonly List<DistinctKeys> _distinct = [];
    private EventTimeOptions? _options;

    public BatchTimes Times { get; } = new();

    /// <summary>How the event time moves; null before the first batch, and where rows have none.</summary>
    public EventTimeOptions? Options => _options;

    /// <summary>Whether the watermark has moved since the batch that ran last.</summary>
    public bool HasAdvanced => Times.Watermark.Eviction > Times.Watermark.Late;

    /// <summary>Whether keys are compared, so that a watermark that moves makes some be forgotten.</summary>
    public bool ComparesKeys => _distinct.Count > 0;

    /// <summary>How many keys are known.</summary>
    public long KeyCount => _distinct.Sum(keys => (long)keys.Count);

    /// <summary>The last instant at which a known key is forgotten; null where none is by then.</summary>
    public long? LastEnd => _distinct.Max(keys => keys.LastEnd);

    /// <summary>The stages of a plan for one worker.</summary>
    public RowStages NewStages(LoweredRows plan)
    {
        foreach (var stage in plan.Stages.OfType<DistinctStage>().Skip(_distinct.Count)) _distinct.Add(NewKeys(stage, plan.EventTime));
        return plan.MayRefuse ? new TimedStages(plan, Times, _distinct) : new RowStages(plan);
    }

    /// <summary>Begins a batch, perhaps not for the first time.</summary>
    public void Begin(LoweredRows plan, DateTimeOffset now)
    {
        _options = plan.EventTime?.Options;
        Times.Running = Times.Watermark.Eviction;
        if (_options?.MaxFutureSkew is { } skew) Times.FutureLimit = MicrosecondTime.Of(now) + (skew.Ticks / TimeSpan.TicksPerMicrosecond);
        foreach (var keys in _distinct) keys.Undo();
    }

    /// <summary>Ends a batch: its keys are known, and those that its watermark has reached are forgotten.</summary>
    /// <param name="greatest">The greatest event time of the batch, or null.</param>
    public void Commit(long? greatest)
    {
        foreach (var keys in _distinct) keys.Commit(Times.Watermark.Eviction);
        if (_options is not null) Times.Watermark = Times.Watermark.Next(greatest, _options.Lateness.Delay);
    }

    private static DistinctKeys NewKeys(DistinctStage stage, EventTimeColumn? time)
    {
        var timeColumn = time is null ? -1 : stage.Keys.ToList().FindIndex(time.Is);
        return new DistinctKeys([.. stage.Keys.Select(key => key.Type)], timeColumn < 0 ? null : timeColumn, stage.IsWithinWatermark ? time!.Options.Lateness.Delay : null);
    }
}
