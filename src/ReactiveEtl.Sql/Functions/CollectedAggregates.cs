using System.Collections.Immutable;

namespace ReactiveEtl;

/// <summary>Aggregates that keep every value: in the order of arrival, or how often each came.</summary>
/// <remarks>The answer of those that count does not depend on the order of rows; what is equal (0.0 and -0.0) is kept as it came first.</remarks>
internal static class CollectedAggregates
{
    private static readonly Comparer<object> Order = Comparer<object>.Create(SqlOrdering.Compare);

    private static readonly ImmutableSortedDictionary<object, long> NoCounts = ImmutableSortedDictionary.Create<object, long>(Order);

    /// <summary>All values that are there, in order.</summary>
    public static MergeableAggregate Listed { get; } = Listing(values => new ValueList(values));

    /// <summary>The different values, in the order of their first arrival.</summary>
    public static MergeableAggregate Different { get; } = MergeableAggregate.Of(
        Distinct.None, (values, row) => row[0] is { } value ? values.With(value) : values, (left, right) => right.InOrder.Aggregate(left, (values, value) => values.With(value)), values => new ValueList(values.InOrder));

    /// <summary>How many different values.</summary>
    public static MergeableAggregate CountOfDifferent { get; } = Counting(counts => (long)counts.Count);

    /// <summary>The most frequent value; of several the least, so that the answer does not depend on the order of rows.</summary>
    public static MergeableAggregate Mode { get; } = Counting(counts => counts.IsEmpty ? null : counts.MaxBy(count => count.Value).Key);

    /// <summary>Texts with a separator between them, in the order in which they arrive.</summary>
    public static MergeableAggregate Joined(string separator) => Listing(values => values.IsEmpty ? null : string.Join(separator, values));

    /// <summary>Between the two values around the place in the order.</summary>
    public static MergeableAggregate Percentile(double share) => Counting(counts =>
    {
        if (counts.IsEmpty) return null;
        var place = share * (counts.Values.Sum() - 1);
        var (lower, upper) = ((long)Math.Floor(place), (long)Math.Ceiling(place));
        var (low, high) = ((double)At(counts, lower), (double)At(counts, upper));
        return lower == upper || low == high ? low : low + ((place - lower) * (high - low));
    });

    /// <summary>The least value that so large a share of all values does not exceed.</summary>
    public static MergeableAggregate PercentileValue(double share) =>
        Counting(counts => counts.IsEmpty ? null : At(counts, Math.Max(0, (long)Math.Ceiling(share * counts.Values.Sum()) - 1)));

    private static object At(ImmutableSortedDictionary<object, long> counts, long place)
    {
        foreach (var (value, count) in counts)
        {
            place -= count;
            if (place < 0) return value;
        }

        throw new ArgumentOutOfRangeException(nameof(place));
    }

    private static MergeableAggregate Listing(Func<ImmutableList<object>, object?> result) =>
        MergeableAggregate.Of(ImmutableList<object>.Empty, (values, row) => row[0] is { } value ? values.Add(value) : values, (left, right) => left.AddRange(right), result);

    private static MergeableAggregate Counting(Func<ImmutableSortedDictionary<object, long>, object?> result) =>
        MergeableAggregate.Of(NoCounts, (counts, row) => row[0] is { } value ? Counted(counts, value, 1) : counts, (left, right) => right.Aggregate(left, (counts, more) => Counted(counts, more.Key, more.Value)), result);

    private static ImmutableSortedDictionary<object, long> Counted(ImmutableSortedDictionary<object, long> counts, object value, long times) => counts.SetItem(value, counts.GetValueOrDefault(value) + times);

    private sealed record Distinct(ImmutableSortedSet<object> Known, ImmutableList<object> InOrder)
    {
        public static readonly Distinct None = new(ImmutableSortedSet<object>.Empty.WithComparer(Order), []);

        public Distinct With(object value) => Known.Contains(value) ? this : new Distinct(Known.Add(value), InOrder.Add(value));
    }
}
