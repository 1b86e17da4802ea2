namespace ReactiveEtl;

/// <summary>A list of expressions over groups: the aggregates that stand in it, and how its columns come from a table of them.</summary>
internal sealed class GroupItems
{
    private readonly List<AggregateColumn> _aggregates = [];
    private readonly List<Func<RowSchema, IEnumerable<Column>>> _columns = [];

    public GroupItems(string[] texts, TimeZoneInfo timeZone)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(timeZone);
        foreach (var text in texts.SelectMany(SqlText.Items)) Add(text, timeZone);
        if (_aggregates.Count == 0) throw new ArgumentException($"There is no aggregate in '{string.Join(", ", texts)}'; expected one, such as count(*).", nameof(texts));
    }

    public AggregateColumn[] Aggregates => [.. _aggregates];

    /// <summary>The columns, of a table that has those of the groups and then the aggregates.</summary>
    public TableStream<Row> Of(TableStream<Row> table) => table.Select([.. _columns.SelectMany(columns => columns(table.Schema.Columns))]);

    private void Add(string text, TimeZoneInfo timeZone)
    {
        var (expression, alias) = SqlText.ReadItem(text, timeZone);
        if (IsAggregate(expression.Syntax))
        {
            var place = _aggregates.Count;
            _aggregates.Add(new SqlAggregateColumn(expression, alias));
            _columns.Add(schema => [Columns.Col(schema[schema.Count - _aggregates.Count + place].Name)]);
        }
        else if (expression.Syntax is StarExpression)
        {
            _columns.Add(schema => schema.Take(schema.Count - _aggregates.Count).Select(column => Columns.Col(column.Name)));
        }
        else
        {
            var name = alias ?? (expression.Syntax is NameExpression or FieldExpression ? null : text);
            var column = new SqlColumn(expression.With(WithoutAggregates(expression.Syntax, expression)), name, null);
            _columns.Add(_ => [column]);
        }
    }

    /// <summary>The expression with names in the place of aggregates: names that nobody writes, so that they hide no column.</summary>
    private SqlExpression WithoutAggregates(SqlExpression syntax, SqlText item)
    {
        switch (syntax)
        {
            case var _ when IsAggregate(syntax):
                var name = $"aggregate #{_aggregates.Count}";
                _aggregates.Add(new SqlAggregateColumn(item.With(syntax), name));
                return new NameExpression([name], syntax.Position);
            case CallExpression call: return call with { Arguments = [.. call.Arguments.Select(argument => WithoutAggregates(argument, item))] };
            case CastExpression cast: return cast with { Operand = WithoutAggregates(cast.Operand, item) };
            case FieldExpression field: return field with { Operand = WithoutAggregates(field.Operand, item) };
            default: return syntax;
        }
    }

#pragma warning disable CA1308 // The names of functions are lower case.
    private static bool IsAggregate(SqlExpression syntax) => syntax is CallExpression { Over: null } call && AggregateFunctions.Find(call.Function.ToLowerInvariant()) is not null;
#pragma warning restore CA1308
}
