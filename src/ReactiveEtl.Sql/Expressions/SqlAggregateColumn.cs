namespace ReactiveEtl;

/// <summary>An aggregate that is one call of an SQL aggregate.</summary>
internal sealed class SqlAggregateColumn : AggregateColumn
{
    private readonly SqlText _expression;
    private readonly string? _alias;

    public SqlAggregateColumn(SqlText expression, string? alias)
        : base(AggregateKind.Count, null, alias ?? expression.Text) => (_expression, _alias) = (expression, alias);

    /// <exception cref="SqlExpressionException">The text is no expression.</exception>
    public static SqlAggregateColumn Of(string text, TimeZoneInfo? timeZone)
    {
        var (expression, alias) = SqlText.ReadItem(text, timeZone);
        return new SqlAggregateColumn(expression, alias);
    }

    /// <summary>A function of an expression.</summary>
    public static SqlAggregateColumn OfFunction(string function, string argument)
    {
        var (expression, alias) = SqlText.ReadItem(argument, null);
        return new SqlAggregateColumn(expression.In(function), alias);
    }

    internal override AggregateColumn Renamed(string name) => new SqlAggregateColumn(_expression, name);

    internal override (AggregateDefinition Definition, ColumnSchema Output) In(RowSchema schema)
    {
        var (bound, name) = _expression.Bind(schema, "an aggregate", allowsAggregates: true);
        if (bound is not BoundAggregate aggregate) throw _expression.Refused($"'{name}' is no aggregate; expected one call of count, sum, avg, min, max, ... Calculate from aggregates with Select on the table.", bound.Position);
        return (Definition(aggregate), Output(aggregate, _alias ?? name));
    }

    private ColumnSchema Output(BoundAggregate aggregate, string name)
    {
        var output = aggregate.Type.ToColumn(name) ?? throw _expression.Refused($"'{name}' is an {aggregate.Type}, which no row holds.", aggregate.Position);
        // A sum has as many digits as System.Decimal.
        return output.Precision is { } precision ? output with { Precision = Math.Min(28, precision) } : output;
    }

    private AggregateDefinition Definition(BoundAggregate aggregate)
    {
        var function = aggregate.Function.Name.Split(' ')[0];
        if (function == "count") return Count(aggregate);
        if (aggregate.IsDistinct && function is not ("min" or "max")) throw _expression.Refused($"DISTINCT is there for count, min and max only, not for {function}.", aggregate.Position);
        if (function == "approx_count_distinct") return new AggregateDefinition(AggregateKind.CountDistinct, Value(Filtered(aggregate, aggregate.Arguments[0])), typeof(long));
        if (function == "count_if") return new AggregateDefinition(AggregateKind.CountTrue, Value(Filtered(aggregate, aggregate.Arguments[0])), typeof(long));
        AggregateKind? kind = aggregate.Function.Name switch
        {
            "first False" => AggregateKind.First,
            "last False" => AggregateKind.Last,
            _ => function switch
            {
                "sum" => AggregateKind.Sum,
                "avg" when aggregate.Type == SqlType.Double => AggregateKind.Average,
                "min" => AggregateKind.Min,
                "max" => AggregateKind.Max,
                _ => null,
            },
        };
        // A filter makes nulls of the other rows' values, which first and last would take.
        if (kind is AggregateKind.First or AggregateKind.Last && aggregate.Filter is not null) kind = null;
        if (kind is not { } known) return aggregate.Function.Mergeable is { } mergeable
            ? SqlStreamAggregates.Of(aggregate, mergeable, Value)
            : throw _expression.Refused($"The aggregate '{aggregate.Name}' is not there for streams.", aggregate.Position);
        return new AggregateDefinition(known, Value(Filtered(aggregate, aggregate.Arguments[0])), ClrColumn.TypeOf(aggregate.Type.ToColumn("c")!.Type));
    }

    /// <summary>Rows where the argument is a constant, values that are there otherwise; of several arguments, rows in which all are.</summary>
    private AggregateDefinition Count(BoundAggregate aggregate)
    {
        if (aggregate is { IsDistinct: true, Arguments.Count: > 1 }) throw _expression.Refused("The distinct values of several expressions are not counted; expected one.", aggregate.Position);
        var first = aggregate.Arguments[0];
        if (aggregate.IsDistinct) return new AggregateDefinition(AggregateKind.CountDistinct, Value(Filtered(aggregate, first)), typeof(long));
        if (first is BoundLiteral { Value: not null } && aggregate.Arguments.Count == 1)
            return aggregate.Filter is null ? new AggregateDefinition(AggregateKind.Count, null, typeof(long)) : new AggregateDefinition(AggregateKind.CountTrue, Value(aggregate.Filter), typeof(long));
        if (aggregate.Arguments.Count > 1) first = BoundCall.Of("all", SqlType.Int32, aggregate.Name, aggregate.Position, SqlOperations.Strict(_ => 1), aggregate.Arguments);
        return new AggregateDefinition(AggregateKind.CountNotNull, Value(Filtered(aggregate, first)), typeof(long));
    }

    /// <summary>Null where the filter is not true.</summary>
    private static BoundExpression Filtered(BoundAggregate aggregate, BoundExpression argument) => aggregate.Filter is null
        ? argument
        : BoundCall.Of("filter", argument.Type, argument.Name, argument.Position, arguments => arguments[0] is true ? arguments[1] : null, [aggregate.Filter, argument]);

    private RowValue Value(BoundExpression bound) => SqlLowering.ValueOf(bound, _expression.Text);
}
