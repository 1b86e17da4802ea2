namespace ReactiveEtl;

public partial class TableStream<TRow>
{
    /// <summary>Starts the query in the background: the one hot thing. It subscribes, and returns the handle.</summary>
    /// <param name="name">Its name, which is its table's in SQL.</param>
    /// <param name="options">How it runs.</param>
    /// <param name="subscribe">Called with the handle before the first batch: who subscribes there misses no version and no late record, who does so later may.</param>
    /// <exception cref="QueryPlanException">What the plan asks for does not go together.</exception>
    public StreamingQuery<TRow> Start(string name, QueryOptions? options = null, Action<StreamingQuery<TRow>>? subscribe = null) =>
        StreamingQuery<TRow>.Start(Checked(name), Checked(options), this, subscribe);

    private protected static string Checked(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return name;
    }

    private protected QueryOptions Checked(QueryOptions? options)
    {
        options ??= new QueryOptions();
        options.Validate();
        if ((Outputs.WhyNot ?? Outputs.WhyNotOutput(options.OutputMode)) is { } why) throw new QueryPlanException(Outputs.Step, why);
        if (options.Retention is not null && (!Outputs.HaveFinalRows || options.OutputMode == OutputMode.Complete))
            throw new QueryPlanException("retention", "Only final rows are removed, and of this query none is ever final. Leave the retention out, or follow a watermark: group by windows of an event time, and don't ask for OutputMode.Complete.");
        return options;
    }
}

public partial class TableStream<TKey, TRow>
{
    /// <inheritdoc cref="TableStream{TRow}.Start"/>
    public StreamingQuery<TKey, TRow> Start(string name, QueryOptions? options = null, Action<StreamingQuery<TKey, TRow>>? subscribe = null) =>
        StreamingQuery<TKey, TRow>.Start(Checked(name), Checked(options), this, subscribe);
}

public sealed partial class TimedTableStream<TKey, TRow>
{
    /// <summary>Starts the query in the background with an output mode. A table without event time has no such method: nothing of it is ever final.</summary>
    /// <param name="name">Its name, which is its table's in SQL.</param>
    /// <param name="mode">What is output, and so what is kept: with <see cref="OutputMode.Complete"/> nothing is late and nothing is evicted.</param>
    /// <param name="options">How it runs.</param>
    /// <param name="subscribe">Called with the handle before the first batch: who subscribes there misses no version and no late record, who does so later may.</param>
    /// <exception cref="QueryPlanException">What the plan asks for does not go together.</exception>
    public StreamingQuery<TKey, TRow> Start(string name, OutputMode mode, QueryOptions? options = null, Action<StreamingQuery<TKey, TRow>>? subscribe = null) =>
        Start(name, (options ?? new QueryOptions()) with { OutputMode = mode }, subscribe);
}

internal static class TableOutputModes
{
    /// <summary>Why a mode can't be; null where it can.</summary>
    public static string? WhyNotOutput(this TableOutputs outputs, OutputMode? mode) => mode switch
    {
        OutputMode.Append => outputs.WhyNotAppend,
        OutputMode.Update => outputs.WhyNotUpdate,
        OutputMode.Complete => outputs.WhyNotComplete,
        _ => null,
    };
}
