using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;

namespace ReactiveEtl.Benchmarks;

/// <summary>The ids of texts: of known ones in random order, and of new ones in dictionaries that begin empty; short ones stand in the table itself. A figure is for one text.</summary>
[MemoryDiagnoser]
public class DictionaryBenchmarks
{
    private const int Asked = 100_000;

    private byte[] _asked = [];
    private byte[] _each = [];
    private StringDictionary _known = new();

    [Params(9, 16, 40)]
    public int Length { get; set; }

    [Params(100, 100_000)]
    public int Texts { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        var random = new Random(1);
        _each = [.. Enumerable.Range(0, Texts).SelectMany(TextOf)];
        // One behind the other, as they come from a block.
        _asked = [.. Enumerable.Range(0, Asked).SelectMany(_ => TextOf(random.Next(Texts)))];
        _known = new StringDictionary();
        AddEach(_known);
        if (_known.Count != Texts) throw new InvalidOperationException("Texts are not all different.");
    }

    [Benchmark(OperationsPerInvoke = Asked)]
    public long Known()
    {
        var sum = 0L;
        for (var at = 0; at < _asked.Length; at += Length) sum += _known.GetOrAdd(_asked.AsSpan(at, Length));
        return _known.Count == Texts ? sum : throw new InvalidOperationException("Not all were known.");
    }

    [Benchmark(OperationsPerInvoke = Asked)]
    public int New()
    {
        var count = 0;
        for (var round = 0; round < Asked / Texts; round++)
        {
            var empty = new StringDictionary();
            AddEach(empty);
            count += empty.Count;
        }

        return count == Asked ? count : throw new InvalidOperationException("Not all were new.");
    }

    private void AddEach(StringDictionary dictionary)
    {
        for (var at = 0; at < _each.Length; at += Length) dictionary.GetOrAdd(_each.AsSpan(at, Length));
    }

    private byte[] TextOf(int number) => Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture).PadLeft(Length, 'k'));
}
