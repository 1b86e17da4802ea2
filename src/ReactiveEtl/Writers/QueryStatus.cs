namespace ReactiveEtl;

/// <summary>Whether a query runs.</summary>
public enum QueryState
{
    /// <summary>It runs, or waits for data.</summary>
    Active,

    /// <summary>It was stopped, or its source completed.</summary>
    Terminated,

    /// <summary>It failed.</summary>
    Failed,
}

/// <summary>What a query is doing.</summary>
/// <param name="State">Whether it runs.</param>
/// <param name="IsDataAvailable">Whether files wait to be read.</param>
/// <param name="Message">What it does, for people.</param>
public sealed record QueryStatus(QueryState State, bool IsDataAvailable, string Message);
