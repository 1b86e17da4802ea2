namespace ReactiveEtl;

/// <summary>The numbers from 0: rows of a vector as they are.</summary>
internal static class RowNumbers
{
    private static readonly int[] Numbers = [.. Enumerable.Range(0, ColumnBatch.DefaultCapacity)];

    public static ReadOnlySpan<int> UpTo(int count) => Numbers.AsSpan(0, count);
}
