namespace ReactiveEtl;

/// <summary>How far event time has come, by Spark's rules, in microseconds: what is known before a batch. Immutable.</summary>
/// <param name="Eviction">A group whose end is not behind it is final after the batch; the greatest time of all batches before, less the lateness.</param>
/// <param name="Late">A record of which all windows end at it or before is late: the eviction watermark of the batch before, so that a backlog is judged one batch behind.</param>
internal readonly record struct Watermark(long Eviction, long Late)
{
    /// <summary>Where event time begins: 1970.</summary>
    public static Watermark Start => default;

    /// <summary>The end of all times: every group is final, none is late.</summary>
    public const long Forever = long.MaxValue;

    /// <summary>What is known before the next batch.</summary>
    /// <param name="greatest">The greatest event time of the batch, or null where it had none.</param>
    /// <param name="lateness">How far the watermark stays behind it.</param>
    public Watermark Next(long? greatest, TimeSpan lateness) => new(greatest is { } time ? Math.Max(Eviction, Behind(time, lateness)) : Eviction, Eviction);

    /// <summary>What is known before the next batch, where the watermark is lifted to an instant: the end of something open, so at most the calendar's end.</summary>
    public Watermark RaisedTo(long instant) => this with { Eviction = Math.Max(Eviction, instant) };

    /// <summary>The watermark that one event time leads to: cut to a millisecond, less the lateness.</summary>
    public static long Behind(long time, TimeSpan lateness) => FixedWindows.LastStart(time, 1000, 0) - (lateness.Ticks / TimeSpan.TicksPerMicrosecond);
}
