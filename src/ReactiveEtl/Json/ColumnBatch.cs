namespace ReactiveEtl;

/// <summary>One vector's worth of records as columns; the vector of a column that nobody reads is null.</summary>
/// <remarks>Owned by one scan; reused for the next vector.</remarks>
internal sealed class ColumnBatch
{
#if DEBUG
    // Tiny, so that every test crosses the boundary between vectors all the time.
    public const int DefaultCapacity = 7;
#else
    public const int DefaultCapacity = 4096;
#endif

    public ColumnBatch(RecordFormat format, IReadOnlySet<int> readColumns, int capacity = DefaultCapacity)
    {
        Capacity = capacity;
        Vectors = new ColumnVector?[format.Columns.Count];
        foreach (var column in readColumns) Vectors[column] = format.Columns[column].NewVector(capacity);
    }

    public int Capacity { get; }

    public int Count { get; set; }

    public ColumnVector?[] Vectors { get; }

    /// <summary>The line of each record, counted from the vector's first; null where nobody asks.</summary>
    public int[]? Lines { get; init; }

    /// <summary>Empties the batch for the next records.</summary>
    public void Clear()
    {
        Count = 0;
        foreach (var vector in Vectors) vector?.Clear();
    }
}
