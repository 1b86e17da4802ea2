using BenchmarkDotNet.Attributes;

namespace ReactiveEtl.Benchmarks;

/// <summary>
/// Outlines alone, over an index that is there, of the shapes all of whose lines have one: which one it is, and where the columns' values stand; a figure is
/// for one row.
/// </summary>
[MemoryDiagnoser]
[Config(typeof(WithGigabytes))]
public unsafe class OutlineBenchmarks
{
    private readonly int[] _matched = new int[ColumnBatch.DefaultCapacity];
    private readonly int[] _others = new int[ColumnBatch.DefaultCapacity];
    private ShapeBlock? _block;
    private ShapeTokens? _tokens;
    private LineOutlines? _outlines;

    [Params("seed", "shuffled", "iso", "keys")]
    public string Shape { get; set; } = "";

    [GlobalSetup]
    public void Learn()
    {
        _block = new ShapeBlock(Shape);
        _tokens = new ShapeTokens(_block);
        IndexedColumn[] columns = [.. ShapeBlock.Format.Columns.Select(column => NewColumn(column))];
        _outlines = new LineOutlines(columns, ColumnBatch.DefaultCapacity);
        for (var vector = 0; vector < _block.Vectors; vector++)
        {
            var index = _tokens[vector];
            var lines = _block[vector].Count;
            var found = _outlines.Match(index, lines, _matched, _others);
            for (var i = 0; i < lines - found; i++)
            {
                var token = _outlines.FirstTokenOf(_others[i]);
                if (IndexWalkKernel.TryWalk(index, ref token, columns, _others[i])) _outlines.Learn(index, _others[i]);
            }
        }

        if (Match() != ParserBenchmarks.Lines) throw new InvalidOperationException($"Not all lines of {Shape} have an outline.");
    }

    [Benchmark(OperationsPerInvoke = ParserBenchmarks.Lines)]
    public int Match()
    {
        var matched = 0;
        for (var vector = 0; vector < _block!.Vectors; vector++) matched += _outlines!.Match(_tokens![vector], _block[vector].Count, _matched, _others);
        return matched;
    }

    /// <summary>A column with room for the places of a vector's values, pinned for good.</summary>
    private static IndexedColumn NewColumn(ColumnFormat format) =>
        new(format, (int*)System.Runtime.InteropServices.NativeMemory.AllocZeroed(ColumnBatch.DefaultCapacity, sizeof(int)));
}
