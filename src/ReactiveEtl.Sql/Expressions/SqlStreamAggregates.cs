using System.Collections.Immutable;

namespace ReactiveEtl;

/// <summary>The aggregates beyond the core's own, as pure functions: what is accumulated of a batch is merged with what is kept, and the value comes of that.</summary>
internal static class SqlStreamAggregates
{
    /// <summary>The aggregate, or null where there is none such for streams.</summary>
    /// <param name="aggregate">The call.</param>
    /// <param name="value">How an argument becomes a value of rows; null where the call has a FILTER.</param>
    public static AggregateDefinition? Find(BoundAggregate aggregate, Func<BoundExpression, RowValue>? value)
    {
        if (value is null) return null;
        if (aggregate.Function.Mergeable is { } mergeable) return Of(aggregate, value, mergeable.None, mergeable.Add, mergeable.Merge, mergeable.Result);
        var words = aggregate.Function.Name.Split(' ');
        return words[0] switch
        {
            "moments" => Of(aggregate, value, Moments.None, (state, row) => state.Add(row[0]), Moments.Merge, state => state.Variance(words[1] == "True", words[2] == "True")),
            "first" => Of(aggregate, value, Kept.None, (state, row) => state.IsThere || row[0] is null ? state : new Kept(true, row[0]), (left, right) => left.IsThere ? left : right, state => state.Value),
            "last" => Of(aggregate, value, Kept.None, (state, row) => row[0] is null ? state : new Kept(true, row[0]), (left, right) => right.IsThere ? right : left, state => state.Value),
            "max_by" or "min_by" => ExtremeBy(aggregate, value, words[0] == "max_by" ? 1 : -1),
            // Every value is kept.
            "percentile" or "percentile_of" or "mode" => Of(aggregate, value, ImmutableList<object?[]>.Empty, (state, row) => state.Add(row), (left, right) => left.AddRange(right), rows => Replayed(aggregate, rows)),
            _ => null,
        };
    }

    private static AggregateDefinition ExtremeBy(BoundAggregate aggregate, Func<BoundExpression, RowValue> value, int sign) =>
        Of(aggregate, value, Ranked.None, (state, row) => state.Or(new Ranked(row[0], row[1]), sign), (left, right) => left.Or(right, sign), state => state.Value);

    private static object? Replayed(BoundAggregate aggregate, ImmutableList<object?[]> rows)
    {
        var accumulator = aggregate.Function.Create!();
        foreach (var row in rows) accumulator.Add(row);
        return accumulator.Result();
    }

    private static AggregateDefinition Of<TState>(BoundAggregate aggregate, Func<BoundExpression, RowValue> value, TState none, Func<TState, object?[], TState> add, Func<TState, TState, TState> merge, Func<TState, object?> result)
        where TState : notnull
    {
        var arguments = aggregate.Arguments.Select(argument => (Value: value(argument), argument.Type)).ToArray();
        var row = new RowValue(typeof(object?[]), aggregate.Name, rows => new RowObject(typeof(object?[]), values => values, [.. arguments.Select(argument => argument.Value.Lower(rows))]));
        return new AggregateDefinition(AggregateKind.User, row, typeof(object))
        {
            User = (none, (state, values) => add((TState)state!, [.. ((object?[])values!).Zip(arguments, (cell, argument) => RowValues.ToSql(cell, argument.Type))]), (left, right) => merge((TState)left!, (TState)right!)),
            Result = state => RowValues.ToRow(result((TState)state!), aggregate.Type),
        };
    }

    /// <summary>One value.</summary>
    private sealed record Kept(bool IsThere, object? Value)
    {
        public static readonly Kept None = new(false, null);
    }

    /// <summary>The value of the row with the greatest (or least) rank; of equal ones the last.</summary>
    private sealed record Ranked(object? Value, object? Rank)
    {
        public static readonly Ranked None = new(null, null);

        public Ranked Or(Ranked next, int sign) => next.Rank is null || (Rank is not null && SqlOrdering.Compare(next.Rank, Rank) * sign < 0) ? this : next;
    }

    /// <summary>Count, mean and squared distance from it, kept and merged as Spark does, to the same digits.</summary>
    private sealed record Moments(double Count, double Mean, double Squares)
    {
        public static readonly Moments None = new(0, 0, 0);

        public Moments Add(object? value)
        {
            if (value is not double number) return this;
            var distance = number - Mean;
            var step = distance / (Count + 1);
            return new Moments(Count + 1, Mean + step, Squares + (distance * (distance - step)));
        }

        /// <summary>Spark merges each side into an empty one first, which may round the mean.</summary>
        public static Moments Merge(Moments left, Moments right) => Plain(Plain(None, left), Plain(None, right));

        public double? Variance(bool isSample, bool isRoot)
        {
            if (Count == 0 || (isSample && Count == 1)) return null;
            var variance = Squares / (isSample ? Count - 1 : Count);
            return isRoot ? Math.Sqrt(variance) : variance;
        }

        private static Moments Plain(Moments left, Moments right)
        {
            var count = left.Count + right.Count;
            var distance = right.Mean - left.Mean;
            var step = count == 0 ? 0 : distance / count;
            return new Moments(count, left.Mean + (step * right.Count), left.Squares + right.Squares + (distance * step * left.Count * right.Count));
        }
    }
}
