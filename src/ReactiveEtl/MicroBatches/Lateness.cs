namespace ReactiveEtl;

/// <summary>How far behind the greatest event time seen a record may be and still count: the watermark stays that far behind.</summary>
/// <remarks>Whole milliseconds, as Spark's watermark; what is finer is cut. A <see cref="TimeSpan"/> is one.</remarks>
/// <example><c>events.EventTime(e => e.Time, lateness: TimeSpan.FromMinutes(10))</c></example>
public readonly partial record struct Lateness
{
    private Lateness(TimeSpan delay, bool isExact)
    {
        if (delay < TimeSpan.Zero) throw new ArgumentException($"The lateness is {delay}; expected a time that is not negative.", nameof(delay));
        Delay = TimeSpan.FromMilliseconds(delay.Ticks / TimeSpan.TicksPerMillisecond);
        IsExact = isExact;
    }

    /// <summary>The delay.</summary>
    public TimeSpan Delay { get; }

    /// <summary>
    /// Whether a record is judged against the greatest event time of all records before it, in the recorded order, so that the answer does not depend on where
    /// batches are cut; else against that of the batches before, as Spark does.
    /// </summary>
    public bool IsExact { get; }

    /// <summary>A delay by Spark's rule: batches are judged by the batches before.</summary>
    public static implicit operator Lateness(TimeSpan delay) => FromTimeSpan(delay);

    /// <summary>A delay by Spark's rule: batches are judged by the batches before.</summary>
    /// <exception cref="ArgumentException">It is negative.</exception>
    public static Lateness FromTimeSpan(TimeSpan delay) => new(delay, isExact: false);

    /// <summary>A delay against the records before, so that any split into batches gives the same table and the same late records.</summary>
    /// <remarks>
    /// But for what depends on the order in which rows are added: sums of doubles, and in sessions <c>First</c> and <c>Last</c>, since a batch adds a session's rows in order
    /// of their times, as Spark does.
    /// </remarks>
    /// <exception cref="ArgumentException">It is negative.</exception>
    public static Lateness Exact(TimeSpan delay) => new(delay, isExact: true);

    /// <summary>The delay as it is said.</summary>
    public override string ToString() => IsExact ? $"{Delay} exactly" : $"{Delay}";
}
