namespace ReactiveEtl;

/// <summary>The rows of a batch as objects, for user code.</summary>
internal static class BatchRows
{
    public static IEnumerable<T> Of<T>(MicroBatch batch)
    {
        var row = batch.Plan.Lower().Mapping.Row;
        var scan = new BatchScan(batch.Plan, row);
        // A scan pushes and an enumerator is pulled: one slice at a time stands between them.
        IEnumerable<MicroBatch> parts = batch.MemoryRows is not null ? [batch] : batch.Slices.Select(slice => new MicroBatch<T>(batch.Plan, batch.SourceId, batch.Sequence, [slice], null, false));
        foreach (var part in parts)
        {
            var rows = new List<T>();
            scan.Run(part, scope => Add(scope, row, rows), null, CancellationToken.None);
            foreach (var value in rows) yield return value;
        }
    }

    /// <summary>Adds the rows of a scope to a list.</summary>
    public static void Add<T>(VectorScope scope, VectorExpression row, List<T> rows)
    {
        var vector = scope.Evaluate(row);
        for (var i = 0; i < scope.Count; i++) rows.Add((T)ClrColumn.ToClr(VectorValue.Load(vector, i), row.Type)!);
    }
}
