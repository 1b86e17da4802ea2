namespace ReactiveEtl;

/// <summary>What of a table's versions can be output, and why not the rest. Immutable.</summary>
/// <param name="Step">The step of the plan that decides it.</param>
/// <param name="WhyNotAppend">Why the rows that became final can't be; null where they can.</param>
/// <param name="WhyNotUpdate">Why the rows that a batch touched can't be; null where they can.</param>
/// <param name="WhyNotComplete">Why all rows can't be; null where they can.</param>
internal sealed record TableOutputs(string Step, string? WhyNotAppend, string? WhyNotUpdate, string? WhyNotComplete)
{
    /// <summary>Whether what is output decides what is kept: a watermark evicts, or everything is kept.</summary>
    public bool DependOnPolicy { get; init; }

    /// <summary>Whether rows become final while the query runs, unless everything is kept.</summary>
    public bool HaveFinalRows { get; init; }

    /// <summary>Why the query can't run at all; null where it can.</summary>
    public string? WhyNot { get; init; }

    /// <summary>Rows that no later batch changes, since none is kept.</summary>
    public static TableOutputs OfRows { get; } = new("rows", null, null, "Complete outputs a whole table, and a query without aggregation keeps none. Use OutputMode.Append.");

    public static TableOutputs Of<TRow>(GroupQuery<TRow> query, bool isTimed)
    {
        const string NoWatermark = "Append outputs rows that no later batch can change, and without a watermark any group can change. Use OutputMode.Complete or OutputMode.Update, or say with EventTime what the event time is.";
        const string NoEnd = "Append outputs rows that no later batch can change, and a group whose key holds neither a window of the event time nor the event time itself never ends. Group by one, or use OutputMode.Update.";
        const string TwoEnds = "The key holds a window of the event time and the event time too, so that two rules say when a group is final. Leave one out, or use OutputMode.Complete.";
        const string Session = "Update outputs rows as they change, and a session's row changes its key when it grows. Use OutputMode.Append or OutputMode.Complete.";
        var hasTwoEnds = query.HasTimedWindows && query.TimeKey >= 0;
        return new TableOutputs(
            query.Sessions is not null ? "session" : "aggregate",
            !isTimed ? NoWatermark : !query.HasEnd ? NoEnd : hasTwoEnds ? TwoEnds : null,
            query.Sessions is not null ? Session : hasTwoEnds ? TwoEnds : null,
            null)
        {
            DependOnPolicy = isTimed,
            HaveFinalRows = isTimed && query.HasEnd,
            WhyNot = query.Sessions is not null && query.Keys.Count == 0 ? "Sessions are of a key, and the query has none. Group by one." : null,
        };
    }

    /// <summary>What can be output of a table of which the rows are another table's final ones.</summary>
    public TableOutputs Behind()
    {
        const string Chained = "The rows are those that became final in another table, so only what is final of this one can be output. Use OutputMode.Append.";
        return this with { WhyNotUpdate = Chained, WhyNotComplete = Chained };
    }

    /// <summary>What can be output once it is decided whether everything is kept.</summary>
    public TableOutputs Under(bool keepsAll)
    {
        if (!DependOnPolicy) return this;
        const string Kept = "The query keeps everything, so that no row is ever final or left out. Start it with OutputMode.Append or OutputMode.Update.";
        const string Evicted = "The query evicts what is final and refuses what is late. Start it with OutputMode.Complete.";
        return keepsAll ? this with { WhyNotAppend = Kept, WhyNotUpdate = Kept } : this with { WhyNotComplete = WhyNotComplete ?? Evicted };
    }
}
