using System.Text.Json.Serialization;

namespace ReactiveEtl.Tests.Writers;

/// <summary>An enum whose names are read; its numbers are neither dense nor all positive.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Level>))]
public enum Level
{
    Low,
    Middle = 5,
    High = -3,
}

/// <summary>A record with a column of many types, some of which may be missing.</summary>
public sealed record Reading(
    DateTimeOffset? Time,
    string? Action,
    int? Room,
    bool Open,
    double? Value,
    decimal? Amount,
    DateOnly? Day,
    Guid? Device,
    Level Level,
    [property: JsonPropertyName("seen_count")] long Seen = 7);
