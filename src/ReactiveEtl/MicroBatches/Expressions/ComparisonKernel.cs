using System.Numerics;

namespace ReactiveEtl;

/// <summary>Element-wise comparison of plain values: 1 where it holds, 0 where not. Nulls are judged by the caller.</summary>
internal static class ComparisonKernel
{
    public static void Compare<T>(ComparisonKind kind, ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<long> to)
        where T : IComparisonOperators<T, T, bool>
    {
        left = left[..to.Length];
        right = right[..to.Length];
        switch (kind)
        {
            case ComparisonKind.Equal:
                for (var i = 0; i < to.Length; i++) to[i] = left[i] == right[i] ? 1 : 0;
                break;
            case ComparisonKind.NotEqual:
                for (var i = 0; i < to.Length; i++) to[i] = left[i] != right[i] ? 1 : 0;
                break;
            case ComparisonKind.Less:
                for (var i = 0; i < to.Length; i++) to[i] = left[i] < right[i] ? 1 : 0;
                break;
            case ComparisonKind.LessOrEqual:
                for (var i = 0; i < to.Length; i++) to[i] = left[i] <= right[i] ? 1 : 0;
                break;
            case ComparisonKind.Greater:
                for (var i = 0; i < to.Length; i++) to[i] = left[i] > right[i] ? 1 : 0;
                break;
            default:
                for (var i = 0; i < to.Length; i++) to[i] = left[i] >= right[i] ? 1 : 0;
                break;
        }
    }
}
