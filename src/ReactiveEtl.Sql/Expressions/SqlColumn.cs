namespace ReactiveEtl;

/// <summary>A column that is an expression over the columns of a row.</summary>
internal sealed class SqlColumn : Column
{
    private readonly SqlText _expression;
    private readonly string? _alias;
    private readonly string? _clause;

    public SqlColumn(SqlText expression, string? alias, string? clause)
        : base(expression.Text, alias) => (_expression, _alias, _clause) = (expression, alias, clause);

    /// <exception cref="SqlExpressionException">The text is no expression.</exception>
    public static SqlColumn Of(string text, TimeZoneInfo? timeZone)
    {
        var (expression, alias) = SqlText.ReadItem(text, timeZone);
        return new SqlColumn(expression, alias, null);
    }

    /// <summary>A condition, of which a text or null becomes a boolean.</summary>
    /// <exception cref="SqlExpressionException">The text is no expression.</exception>
    public static SqlColumn Condition(string text, TimeZoneInfo? timeZone, string clause)
    {
        var (expression, alias) = SqlText.ReadItem(text, timeZone);
        return alias is null ? new SqlColumn(expression, null, clause) : throw expression.Refused($"A condition has no name, and '{alias}' is one; expected an operator or the end of the expression.", text.Length - alias.Length);
    }

    /// <summary>The star of a select list: all columns.</summary>
    public bool IsStar => _expression.Syntax is StarExpression { Qualifier.Count: 0, Except.Count: 0 };

    internal override Column Renamed(string name) => new SqlColumn(_expression, name, _clause);

    internal override ColumnSchema OutputIn(RowSchema schema)
    {
        var (bound, name) = Bound(schema);
        name = _alias ?? name;
        return bound is BoundColumn column
            ? schema[schema.IndexOf(column.Sql)] with { Name = name }
            : bound.Type.ToColumn(name) ?? throw _expression.Refused($"'{name}' is an {bound.Type}, which no row holds; cast it.");
    }

    internal override RowValue ValueIn(RowSchema schema) => _clause is null
        ? SqlLowering.ValueOf(Bound(schema).Bound, _expression.Text)
        : SqlLowering.ConditionOf(Bound(schema).Bound, _expression.Text);

    internal override Column ForWindow(RowSchema schema)
    {
        var bound = Bound(schema).Bound;
        return bound.Type.Kind is SqlKind.String or SqlKind.Date
            ? new SqlColumn(_expression.As(SqlType.Timestamp), _alias, _clause)
            : this;
    }

    internal override RowValue GapIn(RowSchema schema)
    {
        var bound = Bound(schema).Bound;
        return bound.Type.Kind is SqlKind.String or SqlKind.DayTime or SqlKind.Int64
            ? SqlLowering.ValueOf(bound, _expression.Text)
            : throw _expression.Refused($"A gap is a length of time, a text such as '5 seconds', or a bigint of microseconds, and '{bound.Name}' is a {bound.Type}.", bound.Position);
    }

    /// <summary>The parts of a condition that all have to be true.</summary>
    /// <exception cref="SqlExpressionException">It is no condition over these columns.</exception>
    public IReadOnlyList<SqlColumn> ConjunctsIn(RowSchema schema)
    {
        _ = Bound(schema);
        return [.. Conjuncts(_expression.Syntax).Select(part => new SqlColumn(_expression.With(part), null, _clause))];

        static IEnumerable<SqlExpression> Conjuncts(SqlExpression syntax) =>
            syntax is CallExpression { Function: "and" } and ? and.Arguments.SelectMany(Conjuncts) : [syntax];
    }

    /// <summary>Whether it reads columns, and only such as are in a part of the schema.</summary>
    public bool ReadsOnly(RowSchema part, RowSchema schema)
    {
        var bound = Bound(schema).Bound;
        return bound.Any(read => read is BoundColumn) && !bound.Any(read => read is BoundColumn column && part.IndexOf(column.Sql) < 0);
    }

    public string ExplainIn(RowSchema schema) => Bound(schema).Bound.Name;

    /// <summary>Its value of a row that is made already.</summary>
    public Func<Row, object?> OfRow(RowSchema schema)
    {
        var bound = Bound(schema).Bound;
        var value = SqlRowEvaluator.Of(bound, schema, _expression.Text);
        return row => RowValues.ToRow(value(row), bound.Type);
    }

    private (BoundExpression Bound, string Name) Bound(RowSchema schema) => _clause is null ? _expression.Bind(schema) : (_expression.BindCondition(schema, _clause), Name);
}
