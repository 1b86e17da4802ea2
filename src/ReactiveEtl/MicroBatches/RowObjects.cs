namespace ReactiveEtl;

/// <summary>The rows of a batch as objects.</summary>
internal sealed class RowObjects<T>(VectorExpression row, RowStages stages) : PartialResult(stages)
{
    /// <summary>The rows so far; a cleared result begins a new list, since who took the last one keeps it.</summary>
    public List<T> Rows { get; private set; } = [];

    public override void Append(PartialResult next)
    {
        base.Append(next);
        Rows.AddRange(((RowObjects<T>)next).Rows);
    }

    public override void Clear()
    {
        base.Clear();
        Rows = [];
    }

    protected override int AddRows(VectorScope rows)
    {
        var vector = rows.Evaluate(row);
        for (var i = 0; i < rows.Count; i++) Rows.Add((T)ClrColumn.ToClr(VectorValue.Load(vector, i), row.Type)!);
        return 0;
    }
}
