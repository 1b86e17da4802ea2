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
    public void TextsOfManyLines_AreTaken(int count)
    {
        var format = new ColumnFormat(new ColumnSchema("s", ColumnType.String));
        var batch = new ColumnBatch(new RecordFormat([format], TimeZoneInfo.Utc, MalformedPolicy.Permissive), new HashSet<int> { 0 }, count);
        var column = new ColumnSlot(format, 0, new ValueReader(TimeZoneInfo.Utc));
        var texts = (StringVector)batch.Vectors[0]!;
        // So many texts that they are fetched before they are looked up.
        for (var i = 0; i < 10_000; i++) texts.Dictionary.GetOrAdd(Encoding.ASCII.GetBytes($"{i}"));
        column.Begin(batch);
        Assert.NotNull(column.Fetched);
        // Known ones, and others that are too long to be looked up at once.
        string[] expected = [.. Enumerable.Range(0, count).Select(line => line % 3 == 1 ? $"a text of more than 32 bytes and a number: {line}" : $"{7 * line}")];
        var bytes = new PinnedBytes(20_000).Set(Encoding.ASCII.GetBytes(string.Concat(expected.Select(text => $"{{\"s\":\"{text}\"}}\n"))));
        var starts = GC.AllocateArray<int>(count + LineKernel.Slack, pinned: true);
        var start = (int*)Marshal.UnsafeAddrOfPinnedArrayElement(starts, 0);
        Assert.Equal(count, LineKernel.Find(bytes.Start, bytes.Length, 0, int.MaxValue, count, start));
        var lines = new LineVector(bytes.Start, bytes.Length, start, count, new int[count]);
        var path = new TemplatePath([column], -1);

        Assert.True(path.TryLearn(lines[0]));
        Assert.Equal(0, path.Take(lines, count));
        Assert.Equal(expected, Enumerable.Range(0, count).Select(line => VectorValue.Load(texts, line)));
    }
}
