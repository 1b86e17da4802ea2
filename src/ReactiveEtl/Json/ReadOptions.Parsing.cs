namespace ReactiveEtl;

public partial record ReadOptions
{
    /// <summary>What happens to malformed records; they are set aside by default.</summary>
    public MalformedPolicy Malformed { get; init; }

    /// <summary>The zone of times that name none; UTC by default.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;
}
