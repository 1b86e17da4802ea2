using System.Text;

namespace ReactiveEtl.Tests.Json;

/// <summary>One path and the reference, block by block, for columns read in four ways: all twice, none, every second one; for each way a path lives on from block to block.</summary>
/// <param name="path">The path.</param>
/// <param name="format">What a record is.</param>
/// <param name="capacity">How many lines a vector has at most: few, so that a path meets a block's later lines with what it learned from the first ones.</param>
internal sealed class BlockComparison(string path, RecordFormat format, int capacity = ColumnBatch.DefaultCapacity)
{
    public const int Ways = 4;
    public const int ReadAll = 0;
    public const int ReadNone = 2;

    private readonly (IReadOnlySet<int> Read, Func<byte[], int, ParsedBlock> Parse, Func<byte[], int, ParsedBlock> Exact)?[] _readers = new (IReadOnlySet<int>, Func<byte[], int, ParsedBlock>, Func<byte[], int, ParsedBlock>)?[Ways];

    public int Rows { get; private set; }

    public int Errors { get; private set; }

    public MetLines Met { get; private set; } = new(0, 0, 0);

    /// <summary>Fails, with the smallest block of its lines that still does, where the path and the reference differ.</summary>
    /// <param name="block">Some lines.</param>
    /// <param name="way">Which columns are read.</param>
    /// <param name="origin">Where the block comes from, for people.</param>
    public void Compare(byte[] block, int way, string origin)
    {
        var reader = _readers[way % Ways] ??= Reader(column => (way % Ways) switch { ReadNone => false, 3 => column % 2 == 1, _ => true });
        if (Difference(reader, block) is not { } difference) return;
        var smallest = Smallest(block, reader.Read);
        Assert.Fail($"{path}, {origin}, columns read {string.Join(',', reader.Read)}: {difference}\nfrom: {Encoding.UTF8.GetString(smallest)}\n({Convert.ToHexString(smallest)})");
    }

    private string? Difference((IReadOnlySet<int> Read, Func<byte[], int, ParsedBlock> Parse, Func<byte[], int, ParsedBlock> Exact) reader, byte[] block)
    {
        var padded = new byte[block.Length + Block.Padding];
        block.CopyTo(padded, 0);
        var found = reader.Parse(padded, block.Length);
        Rows += found.Rows.Count;
        Errors += found.Errors.Count;
        Met = Met.Plus(found.Met);
        var difference = found.DifferenceTo(new NaiveParser(format, reader.Read).Parse(block), (reason, beginning) => reason.StartsWith(beginning, StringComparison.Ordinal));
        if (difference is not null || found.Errors.Count == 0) return difference;
        // All paths give the very reasons of the exact one.
        return found.DifferenceTo(reader.Exact(padded, block.Length), string.Equals);
    }

    /// <summary>Drops lines as long as a path that is new to them still differs; the whole block where it must have learned something before.</summary>
    private byte[] Smallest(byte[] block, IReadOnlySet<int> read)
    {
        var lines = Encoding.Latin1.GetString(block).Split('\n').ToList();
        byte[] Bytes(IEnumerable<string> some) => Encoding.Latin1.GetBytes(string.Join('\n', some));
        bool Differs(IEnumerable<string> some) => Difference(Reader(read.Contains), Bytes(some)) is not null;
        for (var i = lines.Count - 1; i >= 0; i--)
        {
            if (Differs(lines.Where((_, line) => line != i))) lines.RemoveAt(i);
        }

        return Bytes(lines);
    }

    private (IReadOnlySet<int> Read, Func<byte[], int, ParsedBlock> Parse, Func<byte[], int, ParsedBlock> Exact) Reader(Func<int, bool> isRead)
    {
        // What keeps malformed records reads their text, as a scan does.
        var read = Enumerable.Range(0, format.Columns.Count).Where(column => isRead(column) || column == format.CorruptRecordColumn).ToHashSet();
        return (read, TestedPath.Make(path, format, read, capacity), TestedPath.Make(nameof(ParserPath.Exact), format, read, capacity));
    }
}
