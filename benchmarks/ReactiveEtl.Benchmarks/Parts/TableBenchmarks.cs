using System.Reactive.Subjects;
using BenchmarkDotNet.Attributes;

namespace ReactiveEtl.Benchmarks;

/// <summary>One batch that touches ten of many groups: what a version costs depends on the touched groups, not on the table.</summary>
[MemoryDiagnoser]
public class TableBenchmarks : IDisposable
{
    private readonly Subject<MicroBatch<KeyedEvent>> _source = new();
    private MicroBatch<KeyedEvent>? _few;
    private StreamingQuery<long, KeyedCount>? _query;

    [Params(1_000, 1_000_000)]
    public int Groups { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _query = _source.AsRows().GroupBy(e => e.Key).Select(g => new KeyedCount(g.Key, g.Count())).Start("counts");
        _source.OnNext(MicroBatch.Of(Enumerable.Range(0, Groups).Select(i => new KeyedEvent(i)).ToArray()));
        _few = MicroBatch.Of(Enumerable.Range(0, 10).Select(i => new KeyedEvent((long)i * (Groups / 10))).ToArray());
        if (_query.Table.Current.Rows.Count != Groups) throw new InvalidOperationException("Wrong groups.");
    }

    [Benchmark]
    public void PublishAVersion() => _source.OnNext(_few!);

    public void Dispose()
    {
        _source.Dispose();
        GC.SuppressFinalize(this);
    }
}

public sealed record KeyedEvent(long Key);

public sealed record KeyedCount(long Key, long Count);
