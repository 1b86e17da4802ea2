namespace ReactiveEtl;

/// <summary>A record was malformed, and the policy is <see cref="MalformedPolicy.FailFast"/>.</summary>
public sealed class MalformedRecordException : Exception
{
    /// <summary>The exception for a record.</summary>
    public MalformedRecordException(string file, long line, long offset, string reason)
        : base($"{file}, line {line} (byte {offset}): {reason.TrimEnd('.')}. Correct the record, or read with Malformed = MalformedPolicy.Permissive, which sets it aside.")
    {
        File = file;
        Line = line;
        Offset = offset;
        Reason = reason;
    }

    /// <summary>The same, where lines were counted from a later one on.</summary>
    internal MalformedRecordException MovedBy(long lines) => lines == 0 ? this : new(File, Line + lines, Offset, Reason);

    /// <summary>The file.</summary>
    public string File { get; }

    /// <summary>The line, from 1.</summary>
    public long Line { get; }

    /// <summary>The first byte of the record, from 0.</summary>
    public long Offset { get; }

    /// <summary>Why it was refused.</summary>
    public string Reason { get; }
}
