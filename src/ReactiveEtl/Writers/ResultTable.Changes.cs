using System.Reactive.Linq;

namespace ReactiveEtl;

public partial class ResultTable<TRow>
{
    /// <summary>What each batch outputs in a mode, from the current version on: what a Spark query in that mode would give its sink.</summary>
    /// <param name="mode">
    /// <see cref="OutputMode.Append"/>: the rows that became final; <see cref="OutputMode.Update"/>: the rows that the batch touched;
    /// <see cref="OutputMode.Complete"/>: all rows. A query that follows a watermark gives the first two, one that keeps everything the last.
    /// </param>
    /// <exception cref="ArgumentException">The query does not keep what the mode outputs; the message says which mode it takes.</exception>
    public IObservable<BatchOutput<TRow>> Changes(OutputMode mode)
    {
        if (Outputs.WhyNotOutput(mode) is { } why) throw new QueryPlanException(Outputs.Step, why);
        return this.Select(snapshot => new BatchOutput<TRow>(snapshot, mode));
    }
}

/// <summary>What one batch outputs in a mode. Immutable; its rows are made when they are asked for.</summary>
/// <typeparam name="TRow">The type of the rows.</typeparam>
public sealed class BatchOutput<TRow>
{
    internal BatchOutput(Snapshot<TRow> version, OutputMode mode)
    {
        Version = version;
        Mode = mode;
    }

    /// <summary>The table after the batch.</summary>
    public Snapshot<TRow> Version { get; }

    /// <summary>The mode.</summary>
    public OutputMode Mode { get; }

    /// <summary>The rows that are output, in order: of first arrival, or with <see cref="OutputMode.Update"/> of the batch.</summary>
    public IEnumerable<TRow> Rows => Mode switch
    {
        OutputMode.Append => Version.NewlyFinal,
        OutputMode.Update => Version.Changes.Where(change => change.Kind != ChangeKind.Removed).Select(change => change.Row!),
        _ => Version.Rows,
    };
}
