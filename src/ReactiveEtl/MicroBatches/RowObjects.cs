namespace ReactiveEtl;

/// <summary>The rows of a batch as objects.</summary>
internal sealed class RowObjects<T>(VectorExpression row) : PartialResult
{
    /// <summary>The rows so far; a cleared result begins a new list, since who took the last one keeps it.</summary>
    public List<T> Rows { get; private set; } = [];

    public override int Add(VectorScope rows)
    {
        var vector = rows.Evaluate(row);
        for (var i = 0; i < rows.Count; i++) Rows.Add((T)ClrColumn.ToClr(VectorValue.Load(vector, i), row.Type)!);
        return 0;
    }

    public override void Append(PartialResult next) => Rows.AddRange(((RowObjects<T>)next).Rows);

    public override void Clear() => Rows = [];
}
