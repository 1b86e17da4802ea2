namespace ReactiveEtl;

/// <summary>A part of a statement as it is written; the position counts characters from 0.</summary>
internal abstract record SqlExpression(int Position);

/// <summary>A constant with its type; the name is Spark's for a column of it.</summary>
internal sealed record LiteralExpression(object? Value, SqlType Type, string Name, int Position) : SqlExpression(Position);

/// <summary>A constant time as written, which the session's zone gives its meaning.</summary>
internal sealed record TimestampExpression(string Text, int Position) : SqlExpression(Position);

/// <summary>A column, perhaps behind its table, perhaps with a field: <c>window.end</c>.</summary>
internal sealed record NameExpression(IReadOnlyList<string> Parts, int Position) : SqlExpression(Position);

/// <summary>A field of what an expression gives: <c>max(window).end</c>.</summary>
internal sealed record FieldExpression(SqlExpression Operand, string Field, int Position) : SqlExpression(Position);

/// <summary><c>*</c>, <c>t.*</c>, <c>* except (a)</c>.</summary>
internal sealed record StarExpression(IReadOnlyList<string> Qualifier, IReadOnlyList<string> Except, int Position) : SqlExpression(Position);

/// <summary>A function, an operator or a predicate: all are functions by name (<c>+</c>, <c>and</c>, <c>isnull</c>, <c>in</c>, <c>case</c>).</summary>
internal sealed record CallExpression(string Function, IReadOnlyList<SqlExpression> Arguments, int Position) : SqlExpression(Position)
{
    public bool IsDistinct { get; init; }

    public bool IgnoresNulls { get; init; }

    public SqlExpression? Filter { get; init; }

    public SqlOver? Over { get; init; }
}

internal sealed record CastExpression(SqlExpression Operand, SqlType Type, bool IsTry, int Position) : SqlExpression(Position);

/// <summary>A query as a value, as a test for rows, or as a set of values.</summary>
internal sealed record SubqueryExpression(SqlSubqueryKind Kind, SqlExpression? Operand, SqlQuery Query, int Position) : SqlExpression(Position);

internal enum SqlSubqueryKind
{
    Scalar,
    Exists,
    In,
}

/// <summary>The window of a window function, or the name of one that the WINDOW clause declares.</summary>
internal sealed record SqlOver(string? Name, IReadOnlyList<SqlExpression> Partition, IReadOnlyList<SqlOrder> Order, SqlFrame? Frame, int Position);

internal sealed record SqlOrder(SqlExpression Expression, bool Descending, bool NullsFirst);

internal sealed record SqlFrame(bool IsRows, SqlBound From, SqlBound To);

/// <summary>An end of a frame: the current row, everything, or so far before or after it.</summary>
internal sealed record SqlBound(SqlBoundKind Kind, SqlExpression? Offset = null);

internal enum SqlBoundKind
{
    UnboundedPreceding,
    Preceding,
    CurrentRow,
    Following,
    UnboundedFollowing,
}
