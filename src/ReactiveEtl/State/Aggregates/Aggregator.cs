namespace ReactiveEtl;

/// <summary>One aggregate of a query: its values for all groups, in pages that versions share.</summary>
/// <remarks>
/// A batch adds to a <see cref="PartialAggregate"/> of its own, which is merged group by group when all its records were read; so a batch that is abandoned
/// leaves no trace. The query's thread writes; versions are read by any.
/// </remarks>
internal abstract class Aggregator
{
    /// <summary>How many groups there is room for.</summary>
    public abstract int Count { get; }

    /// <summary>Whether the value is the same, to the last bit, in whatever order partials are joined.</summary>
    public virtual bool JoinsInAnyOrder => false;

    public abstract PartialAggregate NewPartial();

    /// <summary>Makes room for one more group: no record in it yet.</summary>
    public abstract void AddGroup();

    /// <summary>Brings near what is about to be merged into: of many groups most of the time is waiting for memory.</summary>
    public virtual void Fetch(ReadOnlySpan<int> groups)
    {
    }

    /// <summary>Whether the merge can be done; null, or what is wrong. Nothing is changed.</summary>
    public virtual string? Check(PartialAggregate partial, int local, int group) => null;

    /// <summary>Adds what a batch has for a group of its own to a group of the query.</summary>
    public abstract void Merge(PartialAggregate partial, int local, int group);

    /// <summary>Adds what one group of the query has to another, whose records come before.</summary>
    /// <exception cref="OverflowException">A sum leaves its type.</exception>
    public abstract void MergeGroup(int from, int into);

    /// <summary>Makes a group one without records.</summary>
    public abstract void Reset(int group);

    /// <summary>Lets go of what only a further record of a group would need; its value stays.</summary>
    public virtual void Release(int group)
    {
    }

    /// <summary>Lets go of the page that a group stands in: none of its groups is asked for again.</summary>
    public abstract void FreePage(int group);

    public abstract AggregateVersion Freeze();
}

/// <summary>One aggregate over the records of one batch, by the batch's own group ids. One thread.</summary>
internal abstract class PartialAggregate
{
    /// <summary>Makes room for this many groups.</summary>
    public abstract void Resize(int groups);

    /// <summary>Adds the values of some rows of a vector, each to its group.</summary>
    /// <param name="input">The values; null where the aggregate counts rows.</param>
    /// <param name="rows">Which rows.</param>
    /// <param name="groups">The group of each.</param>
    public abstract void Add(ColumnVector? input, ReadOnlySpan<int> rows, ReadOnlySpan<int> groups);

    /// <summary>Adds what a partial of the same aggregate has from records that came later; its group i is group <c>groups[i]</c> here.</summary>
    public abstract void Append(PartialAggregate next, ReadOnlySpan<int> groups);

    public abstract void Clear();
}

/// <summary>One aggregate in one version. Immutable; for any thread.</summary>
internal abstract class AggregateVersion
{
    /// <summary>The value of a group as a vector holds it, or null.</summary>
    public abstract object? this[int group] { get; }

    /// <summary>Whether the pages of the group are the very same in an older version, so that the value can't differ.</summary>
    public abstract bool SharesPage(AggregateVersion older, int group);
}
