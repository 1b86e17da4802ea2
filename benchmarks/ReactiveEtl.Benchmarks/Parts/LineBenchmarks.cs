using BenchmarkDotNet.Attributes;

namespace ReactiveEtl.Benchmarks;

/// <summary>What is done with all bytes of a block before any value is read: finding the lines, and finding the tokens of the index; a figure is for one row.</summary>
[MemoryDiagnoser]
[Config(typeof(WithGigabytes))]
public class LineBenchmarks
{
    private readonly int[] _starts = ShapeBlock.NewStarts();
    private ShapeBlock? _block;
    private ShapeTokens? _tokens;

    public static IEnumerable<string> Shapes => ParserBenchmarks.Shapes;

    [ParamsSource(nameof(Shapes))]
    public string Shape { get; set; } = "";

    [GlobalSetup]
    public void Make()
    {
        _block = new ShapeBlock(Shape);
        _tokens = new ShapeTokens(_block);
        if (FindLines() != ParserBenchmarks.Lines) throw new InvalidOperationException($"Not all lines of {Shape} are found.");
    }

    [Benchmark(OperationsPerInvoke = ParserBenchmarks.Lines)]
    public int FindLines()
    {
        var lines = 0;
        for (var position = 0; position < _block!.Length;)
        {
            var count = _block.FindLines(position, _starts);
            lines += count;
            position = _starts[count];
        }

        return lines;
    }

    [Benchmark(OperationsPerInvoke = ParserBenchmarks.Lines)]
    public int FindTokens()
    {
        var tokens = 0;
        for (var vector = 0; vector < _block!.Vectors; vector++) tokens += _tokens!.Find(vector);
        return tokens;
    }
}
