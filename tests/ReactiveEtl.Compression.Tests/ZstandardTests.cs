using System.Globalization;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Text;
using ReactiveEtl.Testing;
using ZstdSharp;

namespace ReactiveEtl.Tests.Compression;

/// <summary>Files of Zstandard give the same records as plain ones; a broken one is named.</summary>
public sealed class ZstandardTests
{
    private const int Lines = 50_000;

    private static readonly ReadOptions Options = new() { Compressions = [.. CompressionFormat.BuiltIn, Zstandard.Format], Parallelism = 4 };

    private static readonly string Text = string.Concat(Enumerable.Range(0, Lines).Select(i => string.Create(CultureInfo.InvariantCulture, $"{{\"value\":{i}}}\n")));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task File_OfSoManyFrames_GivesEachRecordOnce(int frames)
    {
        var bytes = Encoding.UTF8.GetBytes(Text);
        var size = (bytes.Length / frames) + 1;
        // A frame that is to be skipped, as pzstd writes them, and an empty one are no content.
        var file = bytes.Chunk(size).Select(Compress).Prepend([0x50, 0x2A, 0x4D, 0x18, 2, 0, 0, 0, 1, 2]).Append(Compress([]));
        Assert.Equal((Lines, (long)Lines * (Lines - 1) / 2), await SumAsync([.. file.SelectMany(frame => frame)]));
    }

    [Fact]
    public async Task File_ThatIsEmpty_HasNoRecord() => Assert.Equal((0, 0), await SumAsync([]));

    [Fact]
    public async Task File_WhoseEndIsMissing_IsNamed()
    {
        var bytes = Compress(Encoding.UTF8.GetBytes(Text));
        foreach (var length in new[] { 1, 10, bytes.Length / 2, bytes.Length - 1 }) await BreaksAsync(bytes[..length], "not complete");
    }

    [Fact]
    public async Task File_OfSomethingElse_IsNamed() => await BreaksAsync(Encoding.UTF8.GetBytes(Text), "no Zstandard");

    [Fact]
    public async Task File_WithAWrongByte_IsNamed()
    {
        using var compressor = new Compressor();
        compressor.SetParameter(ZstdSharp.Unsafe.ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
        var bytes = compressor.Wrap(Encoding.UTF8.GetBytes(Text)).ToArray();
        bytes[bytes.Length / 2] ^= 0x55;
        await BreaksAsync(bytes, "no Zstandard");
    }

    [Fact]
    public async Task File_ThatIsSkippedWhenBroken_LeavesTheOthers()
    {
        var store = new MemoryFileStore(DefaultScheduler.Instance);
        store.Add("events/a.json.zst", Compress(Encoding.UTF8.GetBytes(Text))[..1000]);
        store.Add("events/b.json.zst", Compress("{\"value\":3}\n"u8.ToArray()));
        Assert.Equal((1, 3), await SumAsync(store, Options with { SkipUnreadable = true }));
    }

    [Fact]
    public void Stream_ReadsAsMuchAsItGives()
    {
        // 100 MB of zeros are a few kB: more than a few blocks at once would be seen.
        using var stream = Zstandard.Format.Decompress(new MemoryStream(Compress(new byte[100_000_000])));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var (total, buffer) = (0L, new byte[1 << 16]);
        while (stream.Read(buffer) is > 0 and var read) total += read;
        Assert.Equal(100_000_000, total);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    private static byte[] Compress(byte[] bytes)
    {
        using var compressor = new Compressor();
        return compressor.Wrap(bytes).ToArray();
    }

    private static async Task BreaksAsync(byte[] file, string reason)
    {
        for (var typed = await Record.ExceptionAsync(async () => await SumAsync(file)); ; typed = typed!.InnerException)
        {
            Assert.NotNull(typed);
            if (typed is not FileSourceException source) continue;
            Assert.Equal("events/a.json.zst", source.Path);
            Assert.Contains(reason, source.Message, StringComparison.Ordinal);
            Assert.Contains("compress it again", source.Message, StringComparison.Ordinal);
            return;
        }
    }

    private static async Task<(long Count, long Sum)> SumAsync(byte[] file)
    {
        var store = new MemoryFileStore(DefaultScheduler.Instance);
        store.Add("events/a.json.zst", file);
        return await SumAsync(store, Options);
    }

    private static async Task<(long Count, long Sum)> SumAsync(MemoryFileStore store, ReadOptions options)
    {
        var sums = await JsonFiles.In("events", store).Read<Line>(options).GroupBy(line => line.Value < 0).Select(g => new Sums(g.Count(), g.Sum(line => line.Value)));
        return (sums.Rows.Sum(row => row.Count), sums.Rows.Sum(row => row.Sum));
    }

    private sealed record Line(long Value);

    private sealed record Sums(long Count, long Sum);
}
