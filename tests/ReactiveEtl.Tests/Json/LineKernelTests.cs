namespace ReactiveEtl.Tests.Json;

/// <summary>The lines of a block, from any place in it.</summary>
public sealed unsafe class LineKernelTests
{
    private readonly Random _random = new(1);
    private readonly PinnedBytes _bytes = new(2_000);
    private readonly int[] _starts = GC.AllocateArray<int>(1_000 + LineKernel.Slack, pinned: true);

    [Fact]
    public void Lines_StartBehindLineFeeds()
    {
        for (var i = 0; i < 5_000; i++)
        {
            var bytes = Enumerable.Range(0, _random.Next(1, 300)).Select(_ => (byte)(_random.Next(1 + (i % 40)) == 0 ? '\n' : 'x')).ToArray();
            var (length, maxLines) = (_random.Next(1, bytes.Length + 1), _random.Next(1, 100));
            var position = _random.Next(length);
            // Line feeds behind the block are none of its own.
            _bytes.Set(bytes);
            int[] ends = [.. Enumerable.Range(position, length - position).Where(at => bytes[at] == '\n').Select(at => at + 1), .. bytes[length - 1] == '\n' ? (int[])[] : [length]];
            Assert.Equal([position, .. ends.Take(maxLines)], Find(length, position, int.MaxValue, maxLines));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(64)]
    [InlineData(640)]
    public void SoManyBytes_EndTheVector(int position)
    {
        byte[] line = [.. Enumerable.Repeat((byte)'x', 63), (byte)'\n'];
        _bytes.Set([.. Enumerable.Repeat(line, 20).SelectMany(bytes => bytes)]);

        Assert.Equal([position, position + 64, position + 128], Find(20 * 64, position, 128, 100));
        Assert.Equal([position, position + 64], Find(20 * 64, position, 64, 100));
    }

    [Fact]
    public void LineThatIsLonger_IsTakenWhole()
    {
        _bytes.Set([.. Enumerable.Repeat((byte)'x', 1_000), .. "\nx\n"u8]);

        Assert.Equal([0, 1_001], Find(1_003, 0, 128, 1));
        Assert.Equal([0, 900], Find(900, 0, 128, 10));
    }

    private int[] Find(int length, int position, int maxBytes, int maxLines)
    {
        fixed (int* starts = _starts) return [.. _starts[..(1 + LineKernel.Find(_bytes.Start, length, position, maxBytes, maxLines, starts))]];
    }
}
