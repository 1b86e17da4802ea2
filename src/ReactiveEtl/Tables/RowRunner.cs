namespace ReactiveEtl;

/// <summary>A query without aggregation: each version holds the rows of its own batch, and nothing is kept.</summary>
internal sealed class RowRunner<T> : BatchRunner<T, T>
{
    private readonly TableSchema<T> _schema;

    public RowRunner(TableSchema<T> schema, RunContext context)
        : base(context)
    {
        _schema = schema;
        if (context.Resume?.Operator is RowRunnerState resumed) Prefix = resumed.Prefix;
        context.CaptureOperator = () => new RowRunnerState(Prefix);
    }

    protected override IEnumerable<VectorExpression> Outputs(RowPlan plan) => [plan.Lower().Mapping.Row];

    protected override PartialResult NewPartial(RowPlan plan) => new RowObjects<T>(plan.Lower().Mapping.Row);

    protected override (TableVersion<T> Version, long Touched, long Groups) Merge(PartialResult batch)
    {
        var rows = ((RowObjects<T>)batch).Rows;
        return (new BatchVersion<T>(rows), rows.Count, 0);
    }

    protected override Snapshot<T> Publish(TableVersion<T> version, BatchProgress progress) => new(Context.Name, version, _schema, Prefix, progress);

    private sealed record RowRunnerState(Prefix Prefix) : OperatorState;
}
