namespace ReactiveEtl;

/// <summary>An aggregate as pure functions over what it keeps: of rows, and of two parts, of which the left one's rows come first.</summary>
internal sealed record MergeableAggregate(object None, Func<object, object?[], object> Add, Func<object, object, object> Merge, Func<object, object?> Result)
{
    public static MergeableAggregate Of<T>(T none, Func<T, object?[], T> add, Func<T, T, T> merge, Func<T, object?> result)
        where T : notnull => new(none, (state, row) => add((T)state, row), (left, right) => merge((T)left, (T)right), state => result((T)state));

    /// <summary>An aggregate of values that are there; null where none is.</summary>
    public static MergeableAggregate OfValues<T>(Func<T, T, T> combine) =>
        Of(new Kept(null), (kept, row) => row[0] is T value ? new Kept(kept.Value is T before ? combine(before, value) : value) : kept, (left, right) => right.Value is T value ? new Kept(left.Value is T before ? combine(before, value) : value) : left, kept => kept.Value);

    public SqlAccumulator NewAccumulator() => new Accumulator(this);

    private sealed record Kept(object? Value);

    private sealed class Accumulator(MergeableAggregate aggregate) : SqlAccumulator
    {
        private object _state = aggregate.None;

        public override void Add(object?[] row) => _state = aggregate.Add(_state, row);

        public override object? Result() => aggregate.Result(_state);
    }
}
