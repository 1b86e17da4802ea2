namespace ReactiveEtl;

public partial class TableStream<TRow>
{
    /// <summary>Starts the query in the background: the one hot thing. It subscribes, and returns the handle.</summary>
    /// <param name="name">Its name, which is its table's in SQL.</param>
    /// <param name="options">How it runs.</param>
    /// <exception cref="QueryPlanException">What the plan asks for does not go together.</exception>
    public StreamingQuery<TRow> Start(string name, QueryOptions? options = null) =>
        StreamingQuery<TRow>.Start(Checked(name), Checked(options), this);

    private protected static string Checked(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return name;
    }

    private protected QueryOptions Checked(QueryOptions? options)
    {
        options ??= new QueryOptions();
        if (KeepsState && options.OutputMode == OutputMode.Append)
            throw new QueryPlanException("aggregate", "Append outputs rows that no later batch can change, and without a watermark any group can change. Use OutputMode.Complete or OutputMode.Update.");
        if (!KeepsState && options.OutputMode == OutputMode.Complete)
            throw new QueryPlanException("rows", "Complete outputs a whole table, and a query without aggregation keeps none. Use OutputMode.Append.");
        return options;
    }
}

public sealed partial class TableStream<TKey, TRow>
{
    /// <inheritdoc cref="TableStream{TRow}.Start"/>
    public new StreamingQuery<TKey, TRow> Start(string name, QueryOptions? options = null) =>
        StreamingQuery<TKey, TRow>.Start(Checked(name), Checked(options), this);
}
