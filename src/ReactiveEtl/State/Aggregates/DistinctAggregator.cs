namespace ReactiveEtl;

/// <summary>Counts the different values of a group, exactly: every value is kept. Nulls are passed over.</summary>
/// <typeparam name="T">How a vector holds the values; a text is kept as a string.</typeparam>
/// <remarks>
/// Invariant: <c>_counts[g]</c> is the size of <c>_values[g]</c>; versions see the counts only. What .NET calls equal is one value: both zeros, all NaNs, 1.0m and 1.00m.
/// </remarks>
internal sealed class DistinctAggregator<T> : Aggregator
    where T : notnull
{
    private readonly PagedColumn<long> _counts = new();
    private readonly PagedColumn<HashSet<T>?> _values = new();

    public override int Count => _counts.Count;

    public override bool JoinsInAnyOrder => true;

    public override PartialAggregate NewPartial() => new Partial();

    public override void AddGroup()
    {
        _counts.Add(0);
        _values.Add(null);
    }

    public override void Merge(PartialAggregate partial, int local, int group)
    {
        if (((Partial)partial).Values.Values[local] is not { } found) return;
        var values = _values[group] ??= [];
        values.UnionWith(found);
        _counts[group] = values.Count;
    }

    public override void MergeGroup(int from, int into)
    {
        if (_values[from] is not { } found) return;
        var values = _values[into] ??= [];
        values.UnionWith(found);
        _counts[into] = values.Count;
    }

    public override void Reset(int group) => (_values[group], _counts[group]) = (null, 0);

    public override void Release(int group) => _values[group] = null;

    public override void FreePage(int group)
    {
        _counts.FreePage(group);
        _values.FreePage(group);
    }

    public override AggregateVersion Freeze() => new Version(_counts.Freeze());

    private sealed class Partial : PartialAggregate
    {
        private PartialColumn<HashSet<T>?> _values = new();

        public PartialColumn<HashSet<T>?> Values => _values;

        public override void Resize(int groups) => _values.Resize(groups);

        public override void Append(PartialAggregate next, ReadOnlySpan<int> groups)
        {
            var from = ((Partial)next).Values.Values;
            for (var i = 0; i < groups.Length; i++)
            {
                if (from[i] is { } found) (_values.Values[groups[i]] ??= []).UnionWith(found);
            }
        }

        public override void Clear() => _values.Clear();

        public override void Add(ColumnVector? input, ReadOnlySpan<int> rows, ReadOnlySpan<int> groups)
        {
            for (var i = 0; i < groups.Length; i++)
            {
                if (!input!.IsNull[rows[i]]) (_values.Values[groups[i]] ??= []).Add(VectorValue.Load<T>(input, rows[i]));
            }
        }
    }

    private sealed class Version(PagedVersion<long> counts) : AggregateVersion
    {
        private readonly PagedVersion<long> _counts = counts;

        public override object? this[int group] => _counts[group];

        public override bool SharesPage(AggregateVersion older, int group) => _counts.SharesPage(((Version)older)._counts, group);
    }
}
