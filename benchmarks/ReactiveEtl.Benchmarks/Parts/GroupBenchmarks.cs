using BenchmarkDotNet.Attributes;

namespace ReactiveEtl.Benchmarks;

/// <summary>The groups of keys of one integer: of known ones in random order, and of new ones in an index that begins empty. A figure is for one key.</summary>
[MemoryDiagnoser]
public class GroupBenchmarks
{
    private const int Asked = 1_000_000;

    private static readonly KeyLayout Layout = new([typeof(long)]);

    private readonly int[] _groups = new int[ColumnBatch.DefaultCapacity];
    private long[] _asked = [];
    private long[] _each = [];
    private LocalGroups _known = new(Layout);

    [Params(1_000, 1_000_000)]
    public int Groups { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        var random = new Random(1);
        _each = [.. Enumerable.Range(0, Groups).SelectMany(key => WordsOf(key))];
        _asked = [.. Enumerable.Range(0, Asked).SelectMany(_ => WordsOf(random.Next(Groups)))];
        _known = new LocalGroups(Layout);
        Find(_known, _each);
        if (_known.Count != Groups) throw new InvalidOperationException("Keys are not all different.");
    }

    [Benchmark(OperationsPerInvoke = Asked)]
    public int Found()
    {
        Find(_known, _asked);
        return _known.Count == Groups ? Groups : throw new InvalidOperationException("Not all were known.");
    }

    [Benchmark(OperationsPerInvoke = Asked)]
    public int New()
    {
        var count = 0;
        for (var round = 0; round < Asked / Groups; round++)
        {
            var empty = new LocalGroups(Layout);
            Find(empty, _each);
            count += empty.Count;
        }

        return count == Asked ? count : throw new InvalidOperationException("Not all were new.");
    }

    /// <summary>A vector at a time.</summary>
    private void Find(LocalGroups groups, ReadOnlySpan<long> keys)
    {
        while (!keys.IsEmpty)
        {
            var count = Math.Min(_groups.Length, keys.Length / Layout.WordCount);
            groups.Find(keys[..(count * Layout.WordCount)], _groups.AsSpan(0, count));
            keys = keys[(count * Layout.WordCount)..];
        }
    }

    private static long[] WordsOf(long key)
    {
        var words = new long[Layout.WordCount];
        words[Layout.PlaceOf(0)] = key;
        return words;
    }
}
