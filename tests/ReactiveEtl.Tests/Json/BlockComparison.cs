using System.Text;

namespace ReactiveEtl.Tests.Json;

/// <summary>One path and the reference, block by block; a path lives on from block to block, once for all columns read, once for none, once for every second one.</summary>
internal sealed class BlockComparison
{
    private readonly RecordFormat _format;
    private readonly string _path;
    private readonly (IReadOnlySet<int> Read, Func<byte[], int, ParsedBlock> Parse, Func<byte[], int, ParsedBlock> Exact)[] _readers;
    private int _next;

    /// <param name="path">The path.</param>
    /// <param name="format">What a record is.</param>
    /// <param name="next">Which of the ways of reading columns comes first.</param>
    public BlockComparison(string path, RecordFormat format, int next = 0)
    {
        _next = next;
        _format = format;
        _path = path;
        _readers = [.. new Func<int, bool>[] { _ => true, _ => true, _ => false, column => column % 2 == 1 }.Select(Reader)];
    }

    public int Rows { get; private set; }

    public int Errors { get; private set; }

    /// <summary>Fails, with the smallest block of its lines that still does, where the path and the reference differ.</summary>
    public void Compare(byte[] block, int seed)
    {
        var reader = _next++ % _readers.Length;
        if (Difference(_readers[reader], block) is not { } difference) return;
        var read = _readers[reader].Read;
        var smallest = Smallest(block, read);
        Assert.Fail($"{_path}, seed {seed}, columns read {string.Join(',', read)}: {difference}\nfrom: {Encoding.UTF8.GetString(smallest)}\n({Convert.ToHexString(smallest)})");
    }

    private string? Difference((IReadOnlySet<int> Read, Func<byte[], int, ParsedBlock> Parse, Func<byte[], int, ParsedBlock> Exact) reader, byte[] block)
    {
        var padded = new byte[block.Length + Block.Padding];
        block.CopyTo(padded, 0);
        var found = reader.Parse(padded, block.Length);
        Rows += found.Rows.Count;
        Errors += found.Errors.Count;
        var difference = found.DifferenceTo(new NaiveParser(_format, reader.Read).Parse(block), (reason, beginning) => reason.StartsWith(beginning, StringComparison.Ordinal));
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
        var read = Enumerable.Range(0, _format.Columns.Count).Where(column => isRead(column) || column == _format.CorruptRecordColumn).ToHashSet();
        return (read, TestedPath.Make(_path, _format, read), TestedPath.Make(nameof(ParserPath.Exact), _format, read));
    }
}
