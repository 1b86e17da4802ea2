using System.Numerics;

namespace ReactiveEtl;

/// <summary>Element-wise arithmetic of plain values, unchecked. Nulls are judged by the caller.</summary>
internal static class CalculationKernel
{
    /// <param name="kind">What is done; integers are not divided.</param>
    /// <param name="left">The first value of each row.</param>
    /// <param name="right">The second.</param>
    /// <param name="to">Gets the results, as many as there are rows.</param>
    public static void Calculate<T>(CalculationKind kind, ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> to)
        where T : INumberBase<T>
    {
        left = left[..to.Length];
        right = right[..to.Length];
        unchecked
        {
            switch (kind)
            {
                case CalculationKind.Add:
                    for (var i = 0; i < to.Length; i++) to[i] = left[i] + right[i];
                    break;
                case CalculationKind.Subtract:
                    for (var i = 0; i < to.Length; i++) to[i] = left[i] - right[i];
                    break;
                case CalculationKind.Multiply:
                    for (var i = 0; i < to.Length; i++) to[i] = left[i] * right[i];
                    break;
                default:
                    for (var i = 0; i < to.Length; i++) to[i] = left[i] / right[i];
                    break;
            }
        }
    }

    /// <summary>Makes of each value the int of its lowest 32 bits.</summary>
    public static void WrapInt32(Span<long> values)
    {
        foreach (ref var value in values) value = unchecked((int)value);
    }
}
