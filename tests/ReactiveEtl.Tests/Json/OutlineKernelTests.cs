using System.Runtime.Intrinsics;

namespace ReactiveEtl.Tests.Json;

public sealed unsafe class OutlineKernelTests
{
    private readonly Random _random = new(1);

    /// <summary>The first bytes of a line's tokens, of the first 64, and of no other line's.</summary>
    [Fact]
    public void Kinds_AreOneForNumbersAndOneForTruths()
    {
        const string First = "{}[],:\"\n0123456789-tfn";
        var tokens = new PinnedBytes(100);
        for (var count = 0; count <= 100; count++)
        {
            var bytes = Enumerable.Range(0, 100).Select(_ => (byte)First[_random.Next(First.Length)]).ToArray();
            var expected = bytes.Take(count).Select(b => char.IsAsciiDigit((char)b) || b == '-' ? OutlineKernel.Number : b == 'f' ? OutlineKernel.Boolean : b).Concat(new byte[64]).Take(64);
            var kinds = OutlineKernel.KindsOf(tokens.Set(bytes).Start, count);
            Assert.Equal(expected, Enumerable.Range(0, Vector512<byte>.Count).Select(i => kinds[i]));
        }
    }
}
