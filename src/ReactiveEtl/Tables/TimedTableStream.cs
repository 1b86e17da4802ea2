namespace ReactiveEtl;

/// <summary>A table of groups over event time as a stream of its versions: a row is final when the watermark has reached the end of its group.</summary>
/// <typeparam name="TKey">The type of the key.</typeparam>
/// <typeparam name="TRow">The type of the rows.</typeparam>
/// <remarks>
/// Without a <c>Start</c> that says otherwise it follows the watermark: late records are refused, final rows stay as they are.
/// <list type="table">
/// <item><term>a record of a closed window</term><description>late: counted, refused, changes nothing</description></item>
/// <item><term>an empty batch</term><description>a version with the same rows</description></item>
/// <item><term>the watermark moves</term><description>a batch without data, when no data waits: a version in which more rows are final</description></item>
/// <item><term>an error</term><description><see cref="StreamingQueryException"/>; the versions before it stay valid</description></item>
/// <item><term>the last batch of a finite source</term><description>all rows are final; a stop, or mere completion, closes nothing</description></item>
/// </list>
/// </remarks>
public sealed partial class TimedTableStream<TKey, TRow> : TableStream<TKey, TRow>
{
    private readonly EventTimeOptions _options;
    private readonly bool _hasDelay;

    private TimedTableStream(Func<RunContext, IObservable<Snapshot<TRow>>> connect, bool isStreaming, GroupQuery<TRow> query, EventTimeOptions options, TableOutputs outputs, Func<IEnumerable<string>> explain)
        : base(connect, isStreaming, query, outputs, explain)
    {
        _options = options;
        _hasDelay = query.SessionDelay > 0;
    }

    internal static TimedTableStream<TKey, TRow> Of<T>(TimedStream<T> timed, GroupQuery<TRow> query, RowGroupKeys? keys = null)
    {
        var rows = timed.Rows;
        var lowered = rows.Presumed.Lower();
        var time = lowered.EventTime!;
        query = query with
        {
            HasTimedWindows = query.HasWindows && (query.Time is null || time.Is(query.Time.Lower(lowered.Mapping))),
            TimeKey = query.Keys.ToList().FindIndex(key => time.Is(key.Lower(lowered.Mapping))),
        };

        if (timed.Options.Lateness.IsExact && query.Sessions?.StaticGap is { } gap) query = query with { SessionDelay = gap };
        var outputs = TableOutputs.Of(query, isTimed: true);
        if (query.Sessions?.Gap is not null && timed.Options.Lateness.IsExact)
            outputs = outputs with { WhyNot = "With Lateness.Exact a session is final when no row can join it any more, and with a gap of each row's own no bound is known. Use one gap for all, or another lateness." };
        if (timed.IsChained) outputs = outputs.Behind();
        return new TimedTableStream<TKey, TRow>(Connection(rows, query), rows.IsStreaming, query, timed.Options, outputs, () => rows.ExplainLines().Concat(query.Explain(rows.Plan?.Lower().Mapping))) { Keys = keys };
    }
}
