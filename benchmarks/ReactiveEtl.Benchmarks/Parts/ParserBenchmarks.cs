using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;

namespace ReactiveEtl.Benchmarks;

/// <summary>The exact parser, from bytes to columns, beside a bare reader over the same bytes; each operation is 100,000 lines of the notebook's shape.</summary>
[MemoryDiagnoser]
public class ParserBenchmarks
{
    private const int Lines = 100_000;

    private readonly byte[] _block = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, Lines).Select(i => $"{{\"time\":{1469501107 + i},\"action\":\"{(i % 3 == 0 ? "Open" : "Close")}\"}}\n")));
    private readonly ExactParser _parser;
    private readonly ColumnBatch _columns;

    public ParserBenchmarks()
    {
        var schema = RowSchema.Parse("time timestamp, action string");
        var format = new RecordFormat([.. schema.Select(column => new ColumnFormat(column))], TimeZoneInfo.Utc, MalformedPolicy.Permissive);
        _parser = new ExactParser(format);
        _columns = new ColumnBatch(format, new HashSet<int> { 0, 1 });
    }

    [Benchmark(OperationsPerInvoke = Lines)]
    public long ExactParser_ToColumns()
    {
        var rows = 0L;
        for (var position = 0; position < _block.Length; rows += _columns.Count)
        {
            _columns.Clear();
            if (!_parser.Parse(_block, ref position, _columns, out var error)) throw new InvalidOperationException(error.Reason);
        }

        return rows == Lines ? rows : throw new InvalidOperationException($"{rows} rows");
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Lines)]
    public long Utf8JsonReader_Tokens()
    {
        var tokens = 0L;
        for (var rest = _block.AsSpan(); !rest.IsEmpty;)
        {
            var end = rest.IndexOf((byte)'\n');
            var reader = new Utf8JsonReader(rest[..end]);
            while (reader.Read()) tokens++;
            rest = rest[(end + 1)..];
        }

        return tokens;
    }
}
