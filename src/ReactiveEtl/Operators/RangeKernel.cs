using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ReactiveEtl;

/// <summary>The least and the greatest of some integers.</summary>
internal static class RangeKernel
{
    /// <summary>Of at least one value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (long Least, long Greatest) Of(ReadOnlySpan<long> values)
    {
        var (least, greatest) = (values[0], values[0]);
        var i = 0;
        if (values.Length >= Vector512<long>.Count)
        {
            var (low, high) = (Vector512.Create(values), Vector512.Create(values));
            for (i = Vector512<long>.Count; i <= values.Length - Vector512<long>.Count; i += Vector512<long>.Count)
            {
                var next = Vector512.Create(values[i..]);
                low = Vector512.Min(low, next);
                high = Vector512.Max(high, next);
            }

            for (var lane = 0; lane < Vector512<long>.Count; lane++) (least, greatest) = (Math.Min(least, low[lane]), Math.Max(greatest, high[lane]));
        }

        for (; i < values.Length; i++) (least, greatest) = (Math.Min(least, values[i]), Math.Max(greatest, values[i]));
        return (least, greatest);
    }
}
