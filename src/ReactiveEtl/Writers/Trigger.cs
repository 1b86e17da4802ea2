namespace ReactiveEtl;

/// <summary>When the batches of a query run.</summary>
/// <example><c>new QueryOptions { Trigger = Trigger.AvailableNow }</c></example>
public sealed record Trigger
{
    private Trigger(string name, TimeSpan? interval, bool ends, bool takesAll)
    {
        Name = name;
        Interval = interval;
        Ends = ends;
        TakesAll = takesAll;
    }

    /// <summary>As soon as the batch before is done, and as data comes: the default.</summary>
    public static Trigger AsSoonAsPossible { get; } = new("as soon as possible", null, false, false);

    /// <summary>What is there when the query starts, in as many batches as its limits make, then the batch without data that is due; then it completes. No window is closed by that.</summary>
    public static Trigger AvailableNow { get; } = new("available now", null, true, false);

    /// <summary>What is there when the query starts, in one batch whatever the limits, then the batch without data that is due; then it completes.</summary>
    public static Trigger Once { get; } = new("once", null, true, true);

    /// <summary>The name, for people.</summary>
    public string Name { get; }

    internal TimeSpan? Interval { get; }

    /// <summary>Whether the query ends when all that was there is read.</summary>
    internal bool Ends { get; }

    /// <summary>Whether a batch takes all there is.</summary>
    internal bool TakesAll { get; }

    /// <summary>At every interval from the start on; a batch that is overdue, since the one before took longer, begins at once, and those that were missed are not made up for.</summary>
    /// <exception cref="ArgumentException">The interval is not positive.</exception>
    public static Trigger Every(TimeSpan interval) => interval > TimeSpan.Zero
        ? new Trigger($"every {interval}", interval, false, false)
        : throw new ArgumentException($"The interval is {interval}; expected a positive time.", nameof(interval));

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
