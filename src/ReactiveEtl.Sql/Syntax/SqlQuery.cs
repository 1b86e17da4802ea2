namespace ReactiveEtl;

/// <summary>A whole query: common tables, a body, the order and the part of the rows wanted.</summary>
internal sealed record SqlQuery(IReadOnlyList<SqlCommonTable> Common, bool IsRecursive, SqlBody Body, IReadOnlyList<SqlOrder> Order, SqlExpression? Limit, SqlExpression? Offset);

internal sealed record SqlCommonTable(string Name, IReadOnlyList<string> Columns, SqlQuery Query, int Position);

internal abstract record SqlBody(int Position);

internal sealed record SqlSelect(int Position) : SqlBody(Position)
{
    public bool IsDistinct { get; init; }

    public required IReadOnlyList<SqlSelectItem> Items { get; init; }

    public SqlRelation? From { get; init; }

    public SqlExpression? Where { get; init; }

    public SqlGrouping? GroupBy { get; init; }

    public SqlExpression? Having { get; init; }

    public IReadOnlyDictionary<string, SqlOver> Windows { get; init; } = new Dictionary<string, SqlOver>();
}

internal sealed record SqlSelectItem(SqlExpression Expression, string? Alias);

/// <summary>GROUP BY: the expressions, and the sets of their places where there are several (rollup, cube, grouping sets); All takes what is no aggregate.</summary>
internal sealed record SqlGrouping(IReadOnlyList<SqlExpression> Expressions, IReadOnlyList<IReadOnlyList<int>>? Sets, bool All, int Position);

internal sealed record SqlSetOperation(SqlSetOperator Operator, bool All, SqlBody Left, SqlBody Right, int Position) : SqlBody(Position);

internal enum SqlSetOperator
{
    Union,
    Intersect,
    Except,
}

internal sealed record SqlValues(IReadOnlyList<IReadOnlyList<SqlExpression>> Rows, int Position) : SqlBody(Position);

/// <summary>A query in parentheses as part of a set operation.</summary>
internal sealed record SqlNested(SqlQuery Query, int Position) : SqlBody(Position);

internal abstract record SqlRelation(int Position);

internal sealed record SqlTableName(string Name, string? Alias, IReadOnlyList<string> Columns, int Position) : SqlRelation(Position);

internal sealed record SqlDerivedTable(SqlQuery Query, string? Alias, IReadOnlyList<string> Columns, int Position) : SqlRelation(Position);

internal sealed record SqlJoin(SqlJoinKind Kind, SqlRelation Left, SqlRelation Right, SqlExpression? On, IReadOnlyList<string> Using, bool IsNatural, int Position) : SqlRelation(Position);

internal enum SqlJoinKind
{
    Inner,
    Cross,
    Left,
    Right,
    Full,
    LeftSemi,
    LeftAnti,
}
