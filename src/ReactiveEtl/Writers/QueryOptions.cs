namespace ReactiveEtl;

/// <summary>How a query runs.</summary>
public sealed record QueryOptions
{
    /// <summary>
    /// What is output, and so what is kept: with <see cref="OutputMode.Complete"/> nothing is late and nothing is evicted. By default all of a table, of one with
    /// event time what the watermark leaves, and of a stream without aggregation the new rows.
    /// </summary>
    public OutputMode? OutputMode { get; init; }

    /// <summary>When batches run; by default as soon as possible. Others need a source that the query knows: no operator of others between.</summary>
    public Trigger Trigger { get; init; } = Trigger.AsSoonAsPossible;

    /// <summary>How long a final row stays in the table, in event time behind the end of its group; null (the default) for ever. Refused where no row is ever final.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>
    /// Whether a batch without data runs when the watermark has moved and no data waits, so that what is final is told at once; true by default. Else it is
    /// told with the next data.
    /// </summary>
    public bool BatchesWithoutData { get; init; } = true;

    /// <summary>A stopped query of the same plan, to go on exactly where it stopped: its table, its files, its batch ids.</summary>
    public StreamingQuery? ResumeFrom { get; init; }

    internal void Validate()
    {
        if (OutputMode is { } mode && !Enum.IsDefined(mode)) throw new ArgumentException($"There is no output mode {mode}.");
        if (Retention < TimeSpan.Zero) throw new ArgumentException($"{nameof(Retention)} is {Retention}; expected a time that is not negative, or null for ever.");
    }
}
