using Pidgin;
using static Pidgin.Parser;
using static ReactiveEtl.SqlTerminals;

namespace ReactiveEtl;

/// <summary>What stands behind ORDER BY and OVER.</summary>
internal static class SqlWindowRules
{
    /// <summary><c>count desc nulls last</c>; nulls are first in ascending order.</summary>
    public static readonly Parser<SqlToken, SqlOrder> Order = Map(
        (expression, descending, nullsFirst) => new SqlOrder(expression, descending, nullsFirst ?? !descending),
        Expression,
        Word("desc").ThenReturn(true).Or(Has(Word("asc")).ThenReturn(false)),
        OneOf(Words("nulls", "first").ThenReturn((bool?)true), Words("nulls", "last").ThenReturn((bool?)false), Parser<SqlToken>.Return((bool?)null)));

    public static readonly Parser<SqlToken, IReadOnlyList<SqlOrder>> OrderBy = Words("order", "by").Then(CommaSeparated(Order)).OrNone();

    private static readonly Parser<SqlToken, SqlBound> Bound = OneOf(
        Words("unbounded", "preceding").ThenReturn(new SqlBound(SqlBoundKind.UnboundedPreceding)),
        Words("unbounded", "following").ThenReturn(new SqlBound(SqlBoundKind.UnboundedFollowing)),
        Words("current", "row").ThenReturn(new SqlBound(SqlBoundKind.CurrentRow)),
        Map(
            (offset, kind) => new SqlBound(kind, offset),
            Expression, Word("preceding").ThenReturn(SqlBoundKind.Preceding).Or(Word("following").ThenReturn(SqlBoundKind.Following))));

    private static readonly Parser<SqlToken, (SqlBound From, SqlBound To)> Bounds = OneOf(
        Map((from, to) => (from, to), Word("between").Then(Bound), Word("and").Then(Bound)),
        Bound.Select(from => (from, new SqlBound(SqlBoundKind.CurrentRow))));

    /// <summary><c>rows between 1 preceding and current row</c></summary>
    private static readonly Parser<SqlToken, SqlFrame> Frame = Map(
        (isRows, bounds) => new SqlFrame(isRows, bounds.From, bounds.To),
        Word("rows").ThenReturn(true).Or(Word("range").ThenReturn(false)), Bounds);

    /// <summary><c>(partition by action order by count rows 1 preceding)</c></summary>
    public static readonly Parser<SqlToken, SqlOver> Specification = Map(
        (open, partition, order, frame, _) => new SqlOver(null, partition, order, frame, open.Position),
        Sign("("),
        Words("partition", "by").Then(CommaSeparated(Expression)).OrNone(),
        OrderBy,
        Maybe(Frame),
        Sign(")"));

    public static readonly Parser<SqlToken, SqlOver> Over = Word("over").Then(Specification.Or(NameToken("a window").Select(name => new SqlOver(name.Text, [], [], null, name.Position))));
}
