using System.Reactive.Linq;

namespace ReactiveEtl;

public partial class TableStream<TRow>
{
    /// <summary>The rows for which a condition holds, as a table: SQL's <c>having</c>. What the query keeps is the same.</summary>
    /// <param name="condition">A pure function; it is called when rows are asked for.</param>
    /// <remarks>A row for which it begins to hold is added, one for which it no longer holds is removed.</remarks>
    public TableStream<TRow> Where(Func<TRow, bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return new TableView<TRow>(this, context => version => new FilteredVersion<TRow>(version, condition), Outputs, "where: a condition on the rows of the table");
    }

    /// <summary>The rows in order of a key, least first; equal ones in order of first arrival.</summary>
    /// <param name="key">A pure function; it is called when rows are asked for.</param>
    /// <param name="comparer">The order of keys; by default theirs.</param>
    public TableStream<TRow> OrderBy<TOrder>(Func<TRow, TOrder> key, IComparer<TOrder>? comparer = null) => Ordered(key, comparer ?? Comparer<TOrder>.Default);

    /// <summary>The rows in order of a key, greatest first; equal ones in order of first arrival.</summary>
    /// <inheritdoc cref="OrderBy{TOrder}"/>
    public TableStream<TRow> OrderByDescending<TOrder>(Func<TRow, TOrder> key, IComparer<TOrder>? comparer = null)
    {
        var order = comparer ?? Comparer<TOrder>.Default;
        return Ordered(key, Comparer<TOrder>.Create((left, right) => order.Compare(right, left)));
    }

    /// <summary>The first rows of the table: behind <see cref="OrderBy{TOrder}"/> the top ones of each version. Of what is output as final, the first ones ever.</summary>
    /// <param name="count">How many at most.</param>
    /// <exception cref="ArgumentException">The number is negative.</exception>
    public TableStream<TRow> Take(int count)
    {
        if (count < 0) throw new ArgumentException($"The number of rows is {count}; expected one that is not negative.", nameof(count));
        const string Update = "Update outputs rows as they change, and which rows are the first ones changes too. Use OutputMode.Complete.";
        return new TableView<TRow>(this, context => new FirstRows<TRow>(count, context).Next, Outputs with { Step = "take", WhyNotUpdate = Outputs.WhyNotUpdate ?? Update }, $"take {count}");
    }

    private TableView<TRow> Ordered<TOrder>(Func<TRow, TOrder> key, IComparer<TOrder> comparer)
    {
        ArgumentNullException.ThrowIfNull(key);
        const string Sorted = "An order is one of all rows, so only the whole table can be output. Use OutputMode.Complete.";
        return new TableView<TRow>(this, context => version => new OrderedVersion<TRow, TOrder>(version, key, comparer), Outputs with { Step = "order by", WhyNotAppend = Sorted, WhyNotUpdate = Sorted }, "order by: a key of the rows of the table");
    }
}

/// <summary>A table whose versions are made of another's, one by one; what is kept and read is the same.</summary>
/// <param name="table">The other table.</param>
/// <param name="newView">For a run, how a version is made of the other's.</param>
/// <param name="outputs">What of its versions can be output.</param>
/// <param name="explain">The step in a line.</param>
internal sealed class TableView<TRow>(TableStream<TRow> table, Func<RunContext, Func<TableVersion<TRow>, TableVersion<TRow>>> newView, TableOutputs outputs, string explain)
    : TableStream<TRow>(context => Connect(table, newView, context), table.IsStreaming, newView(new RunContext())(table.Empty), table.Schema, outputs, () => table.ExplainLines().Append(explain))
{
    private static IObservable<Snapshot<TRow>> Connect(TableStream<TRow> table, Func<RunContext, Func<TableVersion<TRow>, TableVersion<TRow>>> newView, RunContext context)
    {
        var versions = table.Connect(context);
        var view = newView(context);
        return versions.Select(snapshot => snapshot.With(view(snapshot.Version)));
    }
}
