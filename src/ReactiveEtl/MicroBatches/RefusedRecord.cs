namespace ReactiveEtl;

/// <summary>Why a record was refused.</summary>
public enum RefusedKind
{
    /// <summary>It is not one JSON object of the declared columns.</summary>
    Malformed,

    /// <summary>Its event time is behind the watermark, so that all its windows are closed.</summary>
    Late,

    /// <summary>Its key is known already.</summary>
    Duplicate,

    /// <summary>Its event time is farther before the clock than is allowed.</summary>
    Future,
}

/// <summary>A record that was not counted: a value with its address, not an exception.</summary>
/// <param name="Kind">What kind of refusal.</param>
/// <param name="File">The file it stands in.</param>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Offset">Its first byte in the file, from 0.</param>
/// <param name="Length">Its bytes, without the line end.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="Text">The record, cut at 4 KB; bytes that are no UTF-8 as U+FFFD.</param>
public sealed record RefusedRecord(RefusedKind Kind, string File, long Line, long Offset, long Length, string Reason, string Text)
{
    /// <summary>The watermark that refused a late record; null for others.</summary>
    public DateTimeOffset? Watermark { get; init; }
}
