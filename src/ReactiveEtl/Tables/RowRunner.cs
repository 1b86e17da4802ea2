namespace ReactiveEtl;

/// <summary>A query without aggregation: each version holds the rows of its own batch, and no row is kept.</summary>
internal sealed class RowRunner<T>(TableSchema<T> schema, RunContext context) : BatchRunner<T, T>(schema, context)
{
    protected override object? Kept => null;

    protected override IEnumerable<VectorExpression> Outputs(RowPlan plan) => [plan.Lower().Mapping.Row];

    protected override PartialResult NewPartial(RowPlan plan) => new RowObjects<T>(plan.Lower().Mapping.Row, Stages.NewStages(plan.Lower()));

    protected override MergedBatch<T> Merge(PartialResult? batch, long watermark)
    {
        var rows = (batch as RowObjects<T>)?.Rows ?? [];
        return new MergedBatch<T>(new BatchVersion<T>(rows), rows.Count, 0, 0);
    }
}
