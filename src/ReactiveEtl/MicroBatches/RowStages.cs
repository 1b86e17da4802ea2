namespace ReactiveEtl;

/// <summary>What is done with rows between the scan and the result, for one worker: conditions that may read the event time, and what stateful operators add to them.</summary>
/// <remarks>One thread. Reads what is fixed during a batch, and counts for itself; the counts of several workers are joined.</remarks>
internal class RowStages(LoweredRows plan)
{
    /// <summary>How many rows were refused, and why.</summary>
    public RefusedCounts Refused { get; protected set; }

    /// <summary>The greatest event time, in microseconds; null where no row was seen.</summary>
    public long? Greatest { get; protected set; }

    /// <summary>Removes rows from the scope, and says how many conditions did.</summary>
    public virtual int Apply(VectorScope rows)
    {
        var filtered = 0;
        foreach (var stage in plan.Stages)
        {
            if (stage is ConditionStage condition) filtered += rows.Filter(condition.Condition);
            else Keep((DistinctStage)stage, rows);
        }

        return filtered;
    }

    public void Append(RowStages next)
    {
        Refused = Refused.Plus(next.Refused);
        if (next.Greatest is { } greatest) Greatest = Math.Max(Greatest ?? greatest, greatest);
    }

    public void Clear()
    {
        Refused = default;
        Greatest = null;
    }

    /// <summary>Counts rows as late that only the result can tell.</summary>
    public void AddLate(long rows) => Refused = Refused with { Late = Refused.Late + rows };

    protected virtual void Keep(DistinctStage stage, VectorScope rows) =>
        throw new InvalidOperationException("Which rows of a batch are the first of their keys depends on the batches before; only a query knows them.");
}

/// <summary>How many records were refused for their event time or their key.</summary>
/// <param name="Late">Records behind the watermark.</param>
/// <param name="Duplicate">Records of a known key.</param>
/// <param name="Future">Records too far before the clock.</param>
/// <param name="Dropped">What Spark counts as dropped by the watermark: late rows where keys are compared, and late groups.</param>
internal readonly record struct RefusedCounts(long Late, long Duplicate, long Future, long Dropped)
{
    public RefusedCounts Plus(RefusedCounts other) => new(Late + other.Late, Duplicate + other.Duplicate, Future + other.Future, Dropped + other.Dropped);
}
