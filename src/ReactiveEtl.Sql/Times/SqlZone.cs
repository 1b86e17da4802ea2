namespace ReactiveEtl;

/// <summary>The session time zone: instants to local times and back, both in microseconds. Immutable.</summary>
internal sealed class SqlZone(TimeZoneInfo zone)
{
    public static SqlZone Utc { get; } = new(TimeZoneInfo.Utc);

    public TimeZoneInfo Info => zone;

    public long ToLocal(long instant) => instant + OffsetAt(instant);

    /// <summary>The offset from UTC at an instant, in microseconds.</summary>
    public long OffsetAt(long instant) => zone.GetUtcOffset(MicrosecondTime.ToTime(instant)).Ticks / TimeSpan.TicksPerMicrosecond;

    public bool IsDaylight(long instant) => zone.IsDaylightSavingTime(MicrosecondTime.ToTime(instant));

    /// <summary>The instant of a local time: of two the earlier one; a time that a clock change leaves out is that much later.</summary>
    public long ToInstant(long local)
    {
        var before = OffsetAt(local - MicrosecondTime.PerDay);
        var after = OffsetAt(local + MicrosecondTime.PerDay);
        if (before == after || OffsetAt(local - before) == before) return local - before;
        return OffsetAt(local - after) == after ? local - after : local - before;
    }

    /// <summary>The same, but of two instants the one with an offset that was there before, as when days are added.</summary>
    public long ToInstant(long local, long offset) => OffsetAt(local - offset) == offset ? local - offset : ToInstant(local);

    public int DateOf(long instant) => (int)SqlTimes.FloorDiv(ToLocal(instant), MicrosecondTime.PerDay);

    public long StartOf(int date) => ToInstant(date * MicrosecondTime.PerDay);
}
