using System.Text;
using Microsoft.Reactive.Testing;
using ReactiveEtl.Testing;

namespace ReactiveEtl.Tests.Files;

public class BlockReaderTests
{
    private const string Path = "a.json";
    private const int Normal = (256 << 10) - Block.Padding;

    private readonly MemoryFileStore _store = new(new TestScheduler());

    [Theory]
    [InlineData(1)]
    [InlineData(61)]
    [InlineData(Normal)]
    public void Blocks_RandomContent_AreItsLinesWithTheirOffsets(int firstBlock)
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var limit = random.Next(3) switch { 0 => 20, 1 => 200, _ => 16 << 20 };
            var content = Content(random);
            _store.Add(Path, content);
            Assert.True(Lines(content, 0, limit).SequenceEqual(Read(Whole(), limit, firstBlock)), $"Seed {seed}, limit {limit}, first block {firstBlock}.");
        }
    }

    [Fact]
    public void Blocks_RandomSlices_TogetherAreTheFile()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var content = Content(random);
            _store.Add(Path, content);
            var ends = Lines(content, 0, int.MaxValue - 1).Select(line => line.Offset).Where(_ => random.Next(5) == 0).Append(content.Length).Distinct();
            var lines = new List<Line>();
            var start = 0L;
            foreach (var end in ends)
            {
                lines.AddRange(Read(new Slice(_store.Look(Path)!.Value, start, end - start), 1 << 20, 61));
                start = end;
            }

            Assert.True(Lines(content, 0, 1 << 20).SequenceEqual(lines), $"Seed {seed}.");
        }
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("\uFEFF", "")]
    [InlineData("\uFEFFa\n\uFEFFb", "3:a\n|5:\uFEFFb")]
    [InlineData("a", "0:a")]
    [InlineData("a\n", "0:a\n")]
    [InlineData("\n\r\na\r\nb", "0:\n|1:\r\n|3:a\r\n|6:b")]
    public void Blocks_Corners(string text, string expected)
    {
        _store.Add(Path, text);
        Assert.Equal(expected, string.Join('|', Read(Whole(), 16, 61).Select(line => $"{line.Offset}:{line.Text}")));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(200)]
    [InlineData(10_000)]
    public void Parts_TogetherAreTheSlice(int limit)
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            _store.Add(Path, Encoding.UTF8.GetString(Content(random)));
            var slice = Whole();
            var cuts = Enumerable.Range(0, random.Next(9)).Select(_ => (long)random.Next((int)slice.Length + 1)).Append(0).Append(slice.Length).Distinct().Order().ToList();
            var parts = cuts.Zip(cuts.Skip(1), (start, end) => new SlicePart(slice, start, end));
            var lines = parts.SelectMany(part => Read(part, limit, random.Next(2) == 0 ? 1 : 61));
            Assert.True(Read(slice, limit, 61).SequenceEqual(lines), $"seed {seed}, cuts {string.Join(' ', cuts)}");
        }
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void Blocks_LineAtTheLimit_IsOversizedFromOneByteMoreOn(int more, bool isOversized)
    {
        foreach (var end in new[] { "", "\n", "\nb\n" })
        {
            foreach (var firstBlock in new[] { 1, 61, Normal })
            {
                _store.Add(Path, new string('x', 100 + more) + end);
                Assert.Equal(isOversized, Read(Whole(), 100, firstBlock)[0].OversizedLength > 0);
            }
        }
    }

    [Fact]
    public void Blocks_OversizedLine_KeepsItsHeadInBoundedMemoryAndReadsOn()
    {
        const int limit = 1 << 20;
        var long1 = new string('x', 30 << 20);
        _store.Add(Path, $"first\n{long1}\nlast");
        var before = GC.GetAllocatedBytesForCurrentThread();
        var lines = Read(Whole(), limit, Normal);
        Assert.Equal([new("first\n", 0, 0), new(long1[..4096], 6, 30 << 20), new("last", 6 + (30 << 20) + 1, 0)], lines);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 12 << 20, "The line itself must not be held.");
    }

    [Fact]
    public void Blocks_AreFewAndLarge()
    {
        _store.Add(Path, string.Concat(Enumerable.Repeat("{\"action\":\"Open\"}\n", 100_000)));
        var slice = Whole();
        using var reader = new BlockReader(_store, slice, 16 << 20, Normal);
        var blocks = 0;
        for (; reader.Read(out var block); blocks++) block.Dispose();
        Assert.Equal((slice.Length / Normal) + 1, blocks);
    }

    [Fact]
    public void Block_OutlivesTheReader()
    {
        _store.Add(Path, "a\nb\n");
        Block? block;
        using (var reader = new BlockReader(_store, Whole(), 100)) Assert.True(reader.Read(out block));
        Assert.StartsWith("a\n", Encoding.UTF8.GetString(block!.Bytes.Span), StringComparison.Ordinal);
        block.Dispose();
        block.Dispose();
        Assert.Throws<ObjectDisposedException>(() => block.Bytes);
    }

    [Fact]
    public void Open_FileIsNotTheRecordedOne_NamesBoth()
    {
        _store.Add(Path, "a\n");
        var slice = Whole();
        _store.Append(Path, "b\n");
        var error = Assert.Throws<FileChangedException>(() => new BlockReader(_store, slice, 100));
        Assert.Equal((Path, 2, 4), (error.Path, error.Recorded!.Value.Size, error.Found!.Value.Size));
        Assert.Contains("recorded 2 bytes", error.Message, StringComparison.Ordinal);
        Assert.Contains("now 4 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FileIsTouchedMeanwhile_IsFoundBehindItsLastByte()
    {
        _store.Add(Path, "a\nb\n");
        using var reader = new BlockReader(_store, Whole(), 100);
        Assert.True(reader.Read(out var block));
        block.Dispose();
        _store.Add(Path, "a\nc\n", DateTimeOffset.UnixEpoch);
        Assert.Throws<FileChangedException>(() => reader.Read(out _));
    }

    [Fact]
    public void Read_FileVanishesMeanwhile_IsAChange()
    {
        _store.Add(Path, "a\n");
        using var reader = new BlockReader(_store, Whole(), 100);
        Assert.True(reader.Read(out var block));
        block.Dispose();
        _store.Delete(Path);
        Assert.Null(Assert.Throws<FileChangedException>(() => reader.Read(out _)).Found);
    }

    [Fact]
    public void Open_FileIsGone_IsAChange()
    {
        _store.Add(Path, "a\n");
        var slice = Whole();
        _store.Delete(Path);
        var error = Assert.Throws<FileChangedException>(() => new BlockReader(_store, slice, 100));
        Assert.Null(error.Found);
        Assert.Contains(Path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_Fails_IsNamedWithItsCause()
    {
        _store.Add(Path, "a\n");
        var cause = new UnauthorizedAccessException("no");
        _store.FailOpen(Path, cause);
        Assert.Same(cause, Assert.Throws<FileSourceException>(() => new BlockReader(_store, Whole(), 100)).InnerException);
        _store.FailOpen(Path, null);
        Assert.Single(Read(Whole(), 100, 61));
    }

    [Fact]
    public void Read_FileEndsEarly_IsAChange()
    {
        _store.Add(Path, "a\nb\n");
        var file = _store.Look(Path)!.Value;
        using var reader = new BlockReader(_store, new Slice(file, 0, 10), 100);
        Assert.Throws<FileChangedException>(() => reader.Read(out _));
    }

    private Slice Whole() => Slice.Whole(_store.Look(Path)!.Value);

    private List<Line> Read(Slice slice, int limit, int firstBlock) => Read(SlicePart.Whole(slice), limit, firstBlock);

    private List<Line> Read(SlicePart part, int limit, int firstBlock)
    {
        var lines = new List<Line>();
        using var reader = new BlockReader(_store, part, limit, firstBlock);
        while (reader.Read(out var block))
        {
            Assert.True(block.Padded.Length - block.Bytes.Length >= 128);
            Assert.False(block.Padded.Span[block.Bytes.Length..].ContainsAnyExcept((byte)0));
            if (block.IsOversized) lines.Add(new Line(Encoding.UTF8.GetString(block.Bytes.Span), block.Offset, block.RecordLength));
            else lines.AddRange(Lines(block.Bytes.ToArray(), block.Offset, int.MaxValue));
            block.Dispose();
        }

        return lines;
    }

    /// <summary>The reference: one byte after the other.</summary>
    private static List<Line> Lines(byte[] content, long offset, int limit)
    {
        var lines = new List<Line>();
        var start = offset == 0 && content.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        for (var i = start; i < content.Length; i++)
        {
            if (content[i] != '\n' && i < content.Length - 1) continue;
            var length = i + 1 - start - (content[i] == '\n' ? 1 : 0);
            var kept = length > limit ? Math.Min(length, 4096) : i + 1 - start;
            lines.Add(new Line(Encoding.UTF8.GetString(content, start, kept), offset + start, length > limit ? length : 0));
            start = i + 1;
        }

        return lines;
    }

    private static byte[] Content(Random random)
    {
        var text = new StringBuilder(random.Next(3) == 0 ? "\uFEFF" : "");
        var lines = random.Next(40);
        for (var i = 0; i < lines; i++)
        {
            var length = random.Next(10) switch { 0 => 0, 1 => random.Next(6000), 2 => 19 + random.Next(3), 3 => 199 + random.Next(3), _ => random.Next(60) };
            text.Append((char)('a' + random.Next(26)), length).Append(random.Next(4) == 0 ? "\r\n" : "\n");
        }

        if (random.Next(2) == 0) text.Append('z', random.Next(300));
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private sealed record Line(string Text, long Offset, long OversizedLength);
}
