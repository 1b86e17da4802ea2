namespace ReactiveEtl;

/// <summary>A query without aggregation: each version holds the rows of its own batch, and nothing is kept.</summary>
internal sealed class RowRunner<T> : BatchRunner<T, T>
{
    private readonly TableSchema<T> _schema;
    private List<T> _rows = [];
    private VectorExpression? _row;

    public RowRunner(TableSchema<T> schema, RunContext context)
        : base(context)
    {
        _schema = schema;
        if (context.Resume?.Operator is RowRunnerState resumed) Prefix = resumed.Prefix;
        context.CaptureOperator = () => new RowRunnerState(Prefix);
    }

    protected override IEnumerable<VectorExpression> Outputs(RowPlan plan) => [plan.Lower().Mapping.Row];

    protected override void Begin(RowPlan plan)
    {
        _row = plan.Lower().Mapping.Row;
        _rows = [];
    }

    protected override int Add(VectorScope rows)
    {
        BatchRows.Add(rows, _row!, _rows);
        return 0;
    }

    protected override (TableVersion<T> Version, long Touched, long Groups) Merge() => (new BatchVersion<T>(_rows), _rows.Count, 0);

    protected override Snapshot<T> Publish(TableVersion<T> version, BatchProgress progress) => new(Context.Name, version, _schema, Prefix, progress);

    private sealed record RowRunnerState(Prefix Prefix) : OperatorState;
}
