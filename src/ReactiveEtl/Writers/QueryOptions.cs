namespace ReactiveEtl;

/// <summary>How a query runs.</summary>
public sealed record QueryOptions
{
    /// <summary>Which rows are output; by default all of a table, and of a stream without aggregation the new ones.</summary>
    public OutputMode? OutputMode { get; init; }

    /// <summary>A stopped query of the same plan, to go on exactly where it stopped: its table, its files, its batch ids.</summary>
    public StreamingQuery? ResumeFrom { get; init; }
}
