namespace ReactiveEtl;

/// <summary>Marks the string column that takes the text of a malformed record, which is then counted as a row with nulls.</summary>
/// <example><c>public sealed record DeviceEvent(DateTimeOffset? Time, string? Action, [property: CorruptRecord] string? Corrupt);</c></example>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class CorruptRecordAttribute : Attribute;
