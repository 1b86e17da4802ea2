namespace ReactiveEtl;

/// <summary>A query failed: in which stage, at which batch, and with which file.</summary>
/// <remarks>What was committed before stays; the cause is the inner exception.</remarks>
public sealed class StreamingQueryException : Exception
{
    internal StreamingQueryException(string stage, long batchId, string? file, Exception cause)
        : base($"The query failed in batch {batchId}, stage '{stage}'{(file is null ? "" : $", file '{file}'")}: {cause.Message}", cause)
    {
        Stage = stage;
        BatchId = batchId;
        File = file;
    }

    /// <summary>What was being done: <c>source</c>, <c>scan</c>, the text of a user's expression, <c>aggregate</c> or <c>subscriber</c>.</summary>
    public string Stage { get; }

    /// <summary>The batch that failed, from 0.</summary>
    public long BatchId { get; }

    /// <summary>The file that was being read, or null.</summary>
    public string? File { get; }
}
