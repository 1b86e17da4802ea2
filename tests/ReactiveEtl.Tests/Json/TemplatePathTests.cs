using System.Runtime.InteropServices;
using System.Text;

namespace ReactiveEtl.Tests.Json;

/// <summary>Templates over more lines than a vector has where this is a debug build.</summary>
public sealed unsafe class TemplatePathTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(200)]
    public void TextsOfManyLines_AreRead(int count)
    {
        var format = new ColumnFormat(new ColumnSchema("s", ColumnType.String));
        var batch = new ColumnBatch(new RecordFormat([format], TimeZoneInfo.Utc, MalformedPolicy.Permissive), new HashSet<int> { 0 }, count);
        var column = new ColumnSlot(format, 0, new ValueReader(TimeZoneInfo.Utc));
        var texts = (StringVector)batch.Vectors[0]!;
        // So many texts that they are fetched before they are looked up.
        for (var i = 0; i < 10_000; i++) texts.Dictionary.GetOrAdd(Encoding.ASCII.GetBytes($"{i}"));
        column.Begin(batch);
        Assert.NotNull(column.Fetched);
        var bytes = new PinnedBytes(10_000).Set(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, count).Select(line => $"{{\"s\":\"{7 * line}\"}}\n"))));
        var starts = GC.AllocateArray<int>(count + LineKernel.Slack, pinned: true);
        var start = (int*)Marshal.UnsafeAddrOfPinnedArrayElement(starts, 0);
        Assert.Equal(count, LineKernel.Find(bytes.Start, bytes.Length, 0, int.MaxValue, count, start));
        var lines = new LineVector(bytes.Start, bytes.Length, start, count, new int[count]);
        var path = new TemplatePath([column], -1);

        Assert.True(path.TryLearn(lines[0]));
        Assert.Equal(0, path.Take(lines, count));
        Assert.Equal(Enumerable.Range(0, count).Select(line => $"{7 * line}"), Enumerable.Range(0, count).Select(line => (string)VectorValue.Load(texts, line)!));
    }
}
