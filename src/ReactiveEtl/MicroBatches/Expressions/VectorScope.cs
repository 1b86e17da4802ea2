namespace ReactiveEtl;

/// <summary>One vector's worth of rows in the middle of a scan: the columns that were read, and what was computed from them so far.</summary>
/// <remarks>
/// Invariants: every vector in it has the same <see cref="Count"/> rows; an expression is evaluated at most once for a row, so that user code runs once.
/// Belongs to one scan and one thread.
/// </remarks>
internal sealed class VectorScope(ColumnBatch? columns, int capacity)
{
    private readonly Dictionary<VectorExpression, ColumnVector> _vectors = [];
    private readonly HashSet<VectorExpression> _evaluated = [];
    private int[]? _kept;

    public ColumnBatch? Columns => columns;

    public ColumnVector<object?> MemoryRows { get; } = new(columns is null ? capacity : 0);

    /// <summary>The line of each row in its vector, or of a row from memory its number in the batch; null where nobody asks.</summary>
    public int[]? Numbers { get; init; }

    /// <summary>Told of a row that is refused after it was read, by who knows where it stands.</summary>
    public Action<int, Refusal>? OnRefused { get; set; }

    public int Capacity => capacity;

    public int Count { get; private set; }

    /// <summary>Turns to the next rows, which stand in the columns (or the memory rows) already.</summary>
    public void Begin(int count)
    {
        Count = count;
        _evaluated.Clear();
    }

    public ColumnVector Evaluate(VectorExpression expression)
    {
        expression = expression.Source;
        if (_evaluated.Contains(expression)) return _vectors[expression];
        var vector = expression.Evaluate(this);
        _vectors[expression] = vector;
        _evaluated.Add(expression);
        return vector;
    }

    /// <summary>The vector of an expression that computes one, kept from vector to vector and empty of nulls.</summary>
    public ColumnVector VectorOf(VectorExpression expression)
    {
        if (!_vectors.TryGetValue(expression, out var vector)) vector = ClrColumn.NewVector(expression.Type, capacity);
        vector.Clear();
        return vector;
    }

    /// <summary>Keeps the rows for which a condition is true, and says how many it removed.</summary>
    public int Filter(VectorExpression condition)
    {
        var truth = (ColumnVector<long>)Evaluate(condition);
        _kept ??= new int[capacity];
        var kept = 0;
        for (var row = 0; row < Count; row++)
        {
            _kept[kept] = row;
            if (truth.Values[row] != 0) kept++;
        }

        var removed = Count - kept;
        if (removed > 0) Compact(_kept.AsSpan(0, kept));
        return removed;
    }

    /// <summary>An empty vector for what another computes for the rows of the scope; it counts as evaluated.</summary>
    public ColumnVector Fill(VectorExpression expression)
    {
        var vector = _vectors[expression] = VectorOf(expression);
        _evaluated.Add(expression);
        return vector;
    }

    /// <summary>Keeps these rows only, in this order; they are ascending.</summary>
    public void Compact(ReadOnlySpan<int> rows)
    {
        if (rows.Length == Count) return;
        if (Numbers is { } numbers)
        {
            for (var i = 0; i < rows.Length; i++) numbers[i] = numbers[rows[i]];
        }

        foreach (var vector in columns?.Vectors ?? []) vector?.Compact(rows);
        if (columns is null) MemoryRows.Compact(rows);
        foreach (var expression in _evaluated)
        {
            // The inputs of the scan were compacted above.
            if (expression is not (ColumnReference or MemoryRow)) _vectors[expression].Compact(rows);
        }

        Count = rows.Length;
    }
}
