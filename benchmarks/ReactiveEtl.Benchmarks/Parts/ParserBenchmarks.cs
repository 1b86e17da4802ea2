using System.Text;
using BenchmarkDotNet.Attributes;

namespace ReactiveEtl.Benchmarks;

/// <summary>Each path of the parser from bytes to columns of time and action, beside a bare reader, on one block of each shape; a figure is for one row.</summary>
[MemoryDiagnoser]
[Config(typeof(WithGigabytes))]
public class ParserBenchmarks
{
    internal const int Lines = 5_000;

    private byte[] _padded = [];
    private Func<byte[], int, long> _parse = (_, _) => 0;

    public static IEnumerable<string> Paths => ParserPaths.All.Keys;

    public static IEnumerable<string> Shapes => EventShape.All.Select(shape => shape.Name).Except([Engine.Batches]);

    [ParamsSource(nameof(Shapes))]
    public string Shape { get; set; } = "";

    [ParamsSource(nameof(Paths))]
    public string Path { get; set; } = "";

    [GlobalSetup]
    public void Make()
    {
        _padded = [.. BlockOf(Shape), .. new byte[Block.Padding]];
        _parse = ParserPaths.All[Path](ShapeBlock.Format);
        if (ToColumns() != Lines) throw new InvalidOperationException($"{Path} does not read all rows of {Shape}.");
    }

    [Benchmark(OperationsPerInvoke = Lines)]
    public long ToColumns() => _parse(_padded, _padded.Length - Block.Padding);

    internal static byte[] BlockOf(string name)
    {
        var shape = EventShape.All.Single(shape => shape.Name == name);
        var (text, random) = (new StringBuilder(), new Random(1));
        for (var line = 0; line < Lines; line++)
        {
            shape.Write(text, random, shape.Start.AddSeconds(line));
            text.Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
