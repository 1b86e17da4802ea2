using System.Runtime.ExceptionServices;

namespace ReactiveEtl;

/// <summary>The rows of a batch as objects, for user code.</summary>
internal static class BatchRows
{
    public static IEnumerable<T> Of<T>(MicroBatch batch)
    {
        var row = batch.Plan.Lower().Mapping.Row;
        var stages = new RowStages(batch.Plan.Lower());
        var scan = new BatchScan(batch.Plan, row);
        // A scan pushes and an enumerator is pulled: one unit at a time stands between them.
        var parts = batch.MemoryRows is { } memory
            ? [rows => scan.Scan(memory, rows, static _ => { }, CancellationToken.None)]
            : ScanUnit.Of(batch.Slices, ScanUnit.DefaultSize, batch.Plan.IsCompressed).Select<ScanUnit, Action<RowObjects<T>>>(unit => rows => scan.Scan(unit, rows, static (_, _) => { }, CancellationToken.None));
        foreach (var part in parts)
        {
            var rows = new RowObjects<T>(row, stages);
            Scan(part, rows);
            foreach (var value in rows.Rows) yield return value;
        }
    }

    /// <summary>What a user's expression throws comes to who enumerates as it is; only a query names its stage.</summary>
    private static void Scan<T>(Action<RowObjects<T>> part, RowObjects<T> rows)
    {
        try
        {
            part(rows);
        }
        catch (RowCodeException e) when (e.InnerException is { } cause)
        {
            ExceptionDispatchInfo.Throw(cause);
        }
    }
}
