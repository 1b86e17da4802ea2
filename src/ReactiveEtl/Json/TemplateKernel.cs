using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ReactiveEtl;

/// <summary>One step of a template over all lines of a vector: no dispatch a value, and no line waits for the one before.</summary>
internal static unsafe class TemplateKernel
{
    /// <summary>Moves each line's cursor over the step's bytes and value; one that finds something else goes to <paramref name="failed"/>, where nothing matches.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Match<TSlot>(byte* block, ReadOnlySpan<int> lines, Span<int> cursors, int failed, Vector256<byte> literal, Vector256<byte> mask, int length, TSlot slot)
        where TSlot : struct, ISlot
    {
        cursors = cursors[..lines.Length];
        var hasOdd = false;
        for (var i = 0; i < lines.Length; i++)
        {
            var at = cursors[i];
            if (((Vector256.Load(block + at) ^ literal) & mask) != Vector256<byte>.Zero)
            {
                cursors[i] = failed;
                continue;
            }

            at += length;
            var end = slot.Read(block, at, lines[i]);
            cursors[i] = end;
            if (end >= 0) continue;
            // Not of the plain form: its place, turned over, for later.
            cursors[i] = ~at;
            hasOdd = true;
        }

        if (hasOdd) ReadOthers(block, lines, cursors, failed, slot);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ReadOthers<TSlot>(byte* block, ReadOnlySpan<int> lines, Span<int> cursors, int failed, TSlot slot)
        where TSlot : struct, ISlot
    {
        for (var i = 0; i < lines.Length; i++)
        {
            if (cursors[i] >= 0) continue;
            var end = slot.ReadOther(block, ~cursors[i], lines[i]);
            cursors[i] = end < 0 ? failed : end;
        }
    }

    /// <summary>The same for a step without a value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Match(byte* block, Span<int> cursors, int failed, Vector256<byte> literal, Vector256<byte> mask, int length)
    {
        for (var i = 0; i < cursors.Length; i++)
        {
            var at = cursors[i];
            cursors[i] = ((Vector256.Load(block + at) ^ literal) & mask) == Vector256<byte>.Zero ? at + length : failed;
        }
    }
}
