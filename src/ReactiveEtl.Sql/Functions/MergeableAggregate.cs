namespace ReactiveEtl;

/// <summary>
/// An aggregate as pure functions over what it keeps, which is never changed: so tables accumulate with it, and the versions of a stream share what is kept.
/// </summary>
/// <param name="None">What is kept of no rows.</param>
/// <param name="Add">Adds a row: the values of the arguments.</param>
/// <param name="Merge">Joins two parts, of which the left one's rows come first.</param>
/// <param name="Result">The value.</param>
internal sealed record MergeableAggregate(object None, Func<object, object?[], object> Add, Func<object, object, object> Merge, Func<object, object?> Result)
{
    public static MergeableAggregate Of<T>(T none, Func<T, object?[], T> add, Func<T, T, T> merge, Func<T, object?> result)
        where T : notnull => new(none, (state, row) => add((T)state, row), (left, right) => merge((T)left, (T)right), state => result((T)state));

    /// <summary>An aggregate of values that are there; null where none is.</summary>
    public static MergeableAggregate OfValues<T>(Func<T, T, T> combine)
        where T : notnull =>
        Of(Kept.None, (kept, row) => Combined(kept, new Kept(row[0] is not null, row[0]), combine), (left, right) => Combined(left, right, combine), kept => kept.Value);

    /// <summary>The first or the last value to arrive.</summary>
    public static MergeableAggregate FirstOrLast(bool isLast, bool ignoresNulls)
    {
        Kept Later(Kept left, Kept right) => isLast ? right.IsThere ? right : left : left.IsThere ? left : right;
        return Of(Kept.None, (kept, row) => Later(kept, new Kept(!ignoresNulls || row[0] is not null, row[0])), Later, kept => kept.Value);
    }

    /// <summary>The first argument of the row with the greatest (1) or least (-1) second one; the last of equal rows, as Spark keeps.</summary>
    public static MergeableAggregate ExtremeBy(int sign)
    {
        Ranked Outranking(Ranked left, Ranked right) => right.Rank is null || (left.Rank is not null && SqlOrdering.Compare(right.Rank, left.Rank) * sign < 0) ? left : right;
        return Of(new Ranked(null, null), (kept, row) => Outranking(kept, new Ranked(row[0], row[1])), Outranking, kept => kept.Value);
    }

    /// <summary>The same aggregate of the rows for which the last of the arguments is true.</summary>
    public MergeableAggregate Filtered() => this with { Add = (state, row) => row[^1] is true ? Add(state, row[..^1]) : state };

    public SqlAccumulator NewAccumulator() => new Accumulator(this);

    private static Kept Combined<T>(Kept left, Kept right, Func<T, T, T> combine) =>
        !right.IsThere ? left : !left.IsThere ? right : new Kept(true, combine((T)left.Value!, (T)right.Value!));

    /// <summary>One value, which may be null.</summary>
    private sealed record Kept(bool IsThere, object? Value)
    {
        public static readonly Kept None = new(false, null);
    }

    private sealed record Ranked(object? Value, object? Rank);

    private sealed class Accumulator(MergeableAggregate aggregate) : SqlAccumulator
    {
        private object _state = aggregate.None;

        public override void Add(object?[] row) => _state = aggregate.Add(_state, row);

        public override object? Result() => aggregate.Result(_state);
    }
}
