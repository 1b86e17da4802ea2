using System.Reactive.Linq;

namespace ReactiveEtl;

/// <summary>A table whose rows are made of another's, one of each; what is kept, read and output is the same.</summary>
/// <param name="table">The other table.</param>
/// <param name="projection">A pure function; it is called when rows are asked for.</param>
/// <param name="schema">The columns of the new rows.</param>
/// <param name="explain">The step in a line.</param>
internal sealed class TableProjection<TFrom, TRow>(TableStream<TFrom> table, Func<TFrom, TRow> projection, TableSchema<TRow> schema, string explain)
    : TableStream<TRow>(context => Connect(table, projection, schema, context), table.IsStreaming, new ProjectedVersion<TFrom, TRow>(table.Empty, projection), schema, table.Outputs, () => table.ExplainLines().Append(explain))
{
    private static IObservable<Snapshot<TRow>> Connect(TableStream<TFrom> table, Func<TFrom, TRow> projection, TableSchema<TRow> schema, RunContext context) =>
        table.Connect(context).Select(snapshot => snapshot.With(new ProjectedVersion<TFrom, TRow>(snapshot.Version, projection), schema));
}

/// <summary>The rows of a version, each made another.</summary>
internal sealed class ProjectedVersion<TFrom, TRow>(TableVersion<TFrom> inner, Func<TFrom, TRow> projection) : TableVersion<TRow>
{
    private readonly TableVersion<TFrom> _inner = inner;

    public override int Count => _inner.Count;

    public override TRow this[int index] => projection(_inner[index]);

    public override IEnumerable<Change<TRow>> Changes => _inner.Changes.Select(Projected);

    public override IEnumerable<TRow> NewlyFinal => _inner.NewlyFinal.Select(projection);

    public override bool IsFinal(int index) => _inner.IsFinal(index);

    public override long GroupOf(int index) => _inner.GroupOf(index);

    public override IEnumerable<Change<TRow>> ChangesSince(TableVersion<TRow> older) => older is ProjectedVersion<TFrom, TRow> before ? _inner.ChangesSince(before._inner).Select(Projected) : throw NotOlder(older);

    public override int Find(object? key, Window? window) => _inner.Find(key, window);

    private Change<TRow> Projected(Change<TFrom> change)
    {
        var row = change.Kind == ChangeKind.Removed ? default : projection(change.Row!);
        var before = change.Kind == ChangeKind.Added ? default : projection(change.Before!);
        return new Change<TRow>(change.Kind, change.Group, row, before) { IsFinal = change.IsFinal };
    }
}
