using BenchmarkDotNet.Attributes;

namespace ReactiveEtl.Benchmarks;

/// <summary>Layouts alone, of the shapes all of whose lines have one: which one it is, and both columns; a figure is for one row.</summary>
[MemoryDiagnoser]
[Config(typeof(WithGigabytes))]
public class LayoutBenchmarks
{
    private ShapeBlock? _block;
    private LayoutPath? _path;

    [Params("seed", "iso")]
    public string Shape { get; set; } = "";

    [GlobalSetup]
    public void Learn()
    {
        _block = new ShapeBlock(Shape);
        var batch = new ColumnBatch(ShapeBlock.Format, new HashSet<int> { 0, 1 });
        var values = new ValueReader(TimeZoneInfo.Utc);
        ColumnSlot[] columns = [.. ShapeBlock.Format.Columns.Select((column, place) => new ColumnSlot(column, place, values))];
        foreach (var column in columns) column.Begin(batch);
        _path = new LayoutPath(columns, ShapeBlock.Format.CorruptRecordColumn, batch.Capacity);
        for (var vector = 0; vector < _block.Vectors; vector++)
        {
            var before = int.MaxValue;
            while (_block[vector] is var lines && _path.Take(lines, lines.Count) is > 0 and var open)
            {
                if (open >= before) throw new InvalidOperationException($"Not all lines of {Shape} have a layout.");
                before = open;
                _path.Learn(lines[lines.Open[0]]);
            }
        }

        if (Take() != ParserBenchmarks.Lines) throw new InvalidOperationException($"Layouts take not all lines of {Shape}.");
    }

    [Benchmark(OperationsPerInvoke = ParserBenchmarks.Lines)]
    public int Take()
    {
        var taken = 0;
        for (var vector = 0; vector < _block!.Vectors; vector++)
        {
            var lines = _block[vector];
            taken += lines.Count - _path!.Take(lines, lines.Count);
        }

        return taken;
    }
}
