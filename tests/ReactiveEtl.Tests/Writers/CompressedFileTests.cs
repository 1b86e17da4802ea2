using System.IO.Compression;
using System.Reactive.Linq;
using System.Text;
using ReactiveEtl.Testing;

namespace ReactiveEtl.Tests.Writers;

/// <summary>Compressed files give the same records as plain ones, however many workers and units there are.</summary>
public class CompressedFileTests
{
    private const int Lines = 20_000;

    [Theory]
    [InlineData(".gz")]
    [InlineData(".br")]
    public async Task Compressed_IsReadOnce_ByManyUnits(string extension)
    {
        var store = new MemoryFileStore(System.Reactive.Concurrency.DefaultScheduler.Instance);
        var random = new Random(1);
        var text = string.Concat(Enumerable.Range(0, Lines).Select(_ => $"{{\"name\":\"{random.NextInt64()}\"}}\n"));
        store.Add($"events/a.json{extension}", Compress(text, extension));
        store.Add("events/b.json", "{\"name\":\"1\"}\n");
        var options = new ReadOptions { UnitSize = 1024, Parallelism = 4 };
        var counts = await JsonFiles.In("events", store).Read<Named>(options).GroupBy(e => e.Name == "1").Select(g => new Count(g.Count()));
        Assert.Equal(Lines + 1, counts.Rows.Sum(row => row.Value));
    }

    private static byte[] Compress(string text, string extension)
    {
        var bytes = new MemoryStream();
        using (Stream stream = extension == ".gz" ? new GZipStream(bytes, CompressionLevel.Fastest) : new BrotliStream(bytes, CompressionLevel.Fastest))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
        }

        return bytes.ToArray();
    }

    private sealed record Named(string Name);

    private sealed record Count(long Value);
}
