namespace ReactiveEtl;

/// <summary>Instants as microseconds since 1970-01-01 UTC, the unit of event time everywhere inside.</summary>
internal static class MicrosecondTime
{
    public const long PerSecond = 1_000_000;
    public const long PerDay = 86_400 * PerSecond;

    /// <summary>0001-01-01T00:00:00Z, the first instant that a <see cref="DateTimeOffset"/> holds.</summary>
    public const long Min = -62_135_596_800 * PerSecond;

    /// <summary>9999-12-31T23:59:59.999999Z, the last one.</summary>
    public const long Max = (253_402_300_800 * PerSecond) - 1;

    /// <summary>The instant, cut down to a microsecond.</summary>
    public static long Of(DateTimeOffset time) => (time.UtcTicks / TimeSpan.TicksPerMicrosecond) + Min;

    /// <summary>The instant with offset 0; outside the calendar, the calendar's first or last one.</summary>
    public static DateTimeOffset ToTime(long microseconds) =>
        new((Math.Clamp(microseconds, Min, Max) - Min) * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
}
