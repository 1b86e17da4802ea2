namespace ReactiveEtl.Tests.Writers;

/// <summary>A file of a test's input, and what each of its lines is by the one who wrote it.</summary>
internal sealed record InputFile(string Path, byte[] Bytes, DateTimeOffset ModifiedAt, IReadOnlyList<InputLine> Lines)
{
    public IEnumerable<Reading> Records => Lines.Select(line => line.Record).OfType<Reading>();

    public IEnumerable<InputLine> Malformed => Lines.Where(line => line.Record is null);
}

/// <summary>A line that is not blank: its number from 1, its first byte from 0, and its record; null where it is malformed.</summary>
internal sealed record InputLine(long Line, long Offset, string Text, Reading? Record);
