namespace ReactiveEtl;

/// <summary>A query can't be started as it is: what its steps ask for does not go together.</summary>
public sealed class QueryPlanException : ArgumentException
{
    internal QueryPlanException(string step, string message)
        : base($"{step}: {message}") => Step = step;

    /// <summary>The step that can't be.</summary>
    public string Step { get; }
}
