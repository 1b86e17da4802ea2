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
        for (var i = 0; i < lines.Length; i++)
        {
            var at = cursors[i];
            if (((Vector256.Load(block + at) ^ literal) & mask) != Vector256<byte>.Zero)
            {
                cursors[i] = failed;
                continue;
            }

            at = slot.Read(block, at + length, lines[i]);
            cursors[i] = at < 0 ? failed : at;
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
