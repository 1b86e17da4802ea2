using System.Text;

namespace ReactiveEtl.Oracle.Tests;

/// <summary>One line as our documentation (SEMANTICS §3) reads it.</summary>
/// <param name="Line">Its bytes without the line feed; of a file's first line without a byte order mark.</param>
/// <param name="Number">From 1.</param>
/// <param name="Values">A value for each declared column: of a malformed one what is left of it, and its text in the corrupt-record column.</param>
/// <param name="BadColumns">The columns whose values are none of theirs; null where the line is not one JSON object.</param>
internal sealed record DocumentedRecord(byte[] Line, long Number, IReadOnlyList<object?> Values, IReadOnlySet<int>? BadColumns)
{
    public bool IsMalformed => BadColumns is not { Count: 0 };

    public string Text => Encoding.UTF8.GetString(Line).TrimEnd('\r');
}
