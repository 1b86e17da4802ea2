namespace ReactiveEtl;

/// <summary>SQL's aggregates of functions that merge, as user's own aggregates of a stream: the values of a row's arguments are one object.</summary>
internal static class SqlStreamAggregates
{
    /// <param name="aggregate">The call; a filter is one more argument.</param>
    /// <param name="mergeable">Its functions.</param>
    /// <param name="value">How an argument becomes a value of rows.</param>
    public static AggregateDefinition Of(BoundAggregate aggregate, MergeableAggregate mergeable, Func<BoundExpression, RowValue> value)
    {
        if (aggregate.Filter is not null) mergeable = mergeable.Filtered();
        var arguments = aggregate.Parts.Select(argument => (Value: value(argument), argument.Type)).ToArray();
        var row = new RowValue(typeof(object?[]), aggregate.Name, rows => new RowObject(typeof(object?[]), values => values, [.. arguments.Select(argument => argument.Value.Lower(rows))]));
        return new AggregateDefinition(AggregateKind.User, row, typeof(object))
        {
            User = (mergeable.None, (state, values) => mergeable.Add(state!, [.. ((object?[])values!).Zip(arguments, (cell, argument) => RowValues.ToSql(cell, argument.Type))]), (left, right) => mergeable.Merge(left!, right!)),
            Result = state => RowValues.ToRow(mergeable.Result(state!), aggregate.Type),
        };
    }
}
