using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ReactiveEtl;

/// <summary>Finds the lines of a block.</summary>
internal static unsafe class LineKernel
{
    /// <summary>How many places behind the last line the starts need: they are written two at a time.</summary>
    public const int Slack = 64 + 2;

    /// <summary>Writes where lines start, the first at <paramref name="position"/>, until there are so many or so many bytes are passed, and behind them where the last one ends.</summary>
    /// <returns>How many lines; at least one where a byte is left. The last of the block ends at its end.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Find(byte* block, int length, int position, int maxBytes, int maxLines, int* starts)
    {
        starts[0] = position;
        var count = 0;
        var newline = Vector512.Create((byte)'\n');
        for (var at = position; at < length && count < maxLines && (at - position < maxBytes || count == 0); at += Vector512<byte>.Count)
        {
            var found = Vector512.Equals(Vector512.Load(block + at), newline).ExtractMostSignificantBits();
            if (length - at < Vector512<byte>.Count) found &= (1UL << (length - at)) - 1;
            var next = starts + count + 1;
            count += BitOperations.PopCount(found);
            // Two at a time, the first ones without asking: what is written behind the last is written over.
            do
            {
                next[0] = at + BitOperations.TrailingZeroCount(found) + 1;
                found &= found - 1;
                next[1] = at + BitOperations.TrailingZeroCount(found) + 1;
                found &= found - 1;
                next += 2;
            }
            while (found != 0);
        }

        if (count >= maxLines) return maxLines;
        // Only the block's last line may lack its line feed, and it is reached only if the loop went to the end.
        if (starts[count] < length && ReachedEnd(block, length, starts[count])) starts[++count] = length;
        return count;
    }

    private static bool ReachedEnd(byte* block, int length, int from) => new ReadOnlySpan<byte>(block + from, length - from).IndexOf((byte)'\n') < 0;
}
