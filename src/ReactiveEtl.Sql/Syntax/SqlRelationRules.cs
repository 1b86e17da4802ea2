using Pidgin;
using static Pidgin.Parser;
using static ReactiveEtl.SqlTerminals;

namespace ReactiveEtl;

/// <summary>What stands behind FROM: tables, queries, values and joins of them.</summary>
internal static class SqlRelationRules
{
    // What cannot be an alias without AS, because it goes on with the query.
    private static readonly HashSet<string> ClauseWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "from", "where", "group", "having", "order", "limit", "offset", "union", "except", "intersect", "minus", "on", "using", "join", "inner", "cross",
        "left", "right", "full", "natural", "semi", "anti", "lateral", "and", "or", "not", "in", "like", "ilike", "rlike", "regexp", "between", "is", "div", "as",
        "asc", "desc", "nulls", "when", "then", "else", "end", "sort", "cluster", "distribute", "qualify", "pivot", "unpivot", "tablesample", "with",
    };

    /// <summary>A name behind AS, or one that cannot be the next clause; null where there is none.</summary>
    public static readonly Parser<SqlToken, string?> Alias = Maybe(Word("as").Then(Name("an alias")).Or(When(IsBareAlias, "an alias").Select(token => token.Text)));

    private static readonly Parser<SqlToken, (string? Name, IReadOnlyList<string> Columns)> TableAlias =
        Alias.Then(alias => alias is null ? Parser<SqlToken>.Return<IReadOnlyList<string>>([]) : ColumnNames, (alias, columns) => (alias, columns));

    private static readonly Parser<SqlToken, IReadOnlyList<SqlExpression>> Row =
        When(token => token.IsSymbol("("), "'('", List(Expression)).Or(Expression.Select(IReadOnlyList<SqlExpression> (value) => [value]));

    /// <summary><c>values (1, 'a'), (2, 'b')</c></summary>
    public static readonly Parser<SqlToken, SqlBody> Values = Map(SqlBody (word, rows) => new SqlValues(rows, word.Position), Word("values"), CommaSeparated(Row));

    private static readonly Parser<SqlToken, SqlRelation> Derived = Map(
        SqlRelation (position, query, alias) => new SqlDerivedTable(query, alias.Name, alias.Columns, position),
        When(token => token.IsSymbol("(") && BeginsQuery(token), "'('", Position), InParentheses(Query), TableAlias);

    private static readonly Parser<SqlToken, SqlRelation> DerivedValues = Map(
        SqlRelation (values, alias) => new SqlDerivedTable(new([], false, values, [], null, null), alias.Name, alias.Columns, values.Position),
        Values, TableAlias);

    private static readonly Parser<SqlToken, SqlRelation> Table = Map(
        SqlRelation (name, alias) => new SqlTableName(name.Text, alias.Name, alias.Columns, name.Position),
        NameToken("the name of a table").Select(OfTable), TableAlias);

    /// <summary>A table, a query or values, or relations in parentheses.</summary>
    private static readonly Parser<SqlToken, SqlRelation> Relation =
        When(token => token.IsName || token.IsSymbol("("), "the name of a table", OneOf(Derived, InParentheses(Recursive(() => Relations!)), DerivedValues, Table));

    private static readonly Parser<SqlToken, bool> Outer = Has(Word("outer"));

    private static readonly Parser<SqlToken, SqlJoinKind> JoinKind = OneOf(
        Word("inner").ThenReturn(SqlJoinKind.Inner),
        Word("cross").ThenReturn(SqlJoinKind.Cross),
        Word("left").Then(OneOf(Word("semi").ThenReturn(SqlJoinKind.LeftSemi), Word("anti").ThenReturn(SqlJoinKind.LeftAnti), Outer.ThenReturn(SqlJoinKind.Left))),
        Word("right").Then(Outer).ThenReturn(SqlJoinKind.Right),
        Word("full").Then(Outer).ThenReturn(SqlJoinKind.Full),
        Word("semi").ThenReturn(SqlJoinKind.LeftSemi),
        Word("anti").ThenReturn(SqlJoinKind.LeftAnti),
        Parser<SqlToken>.Return(SqlJoinKind.Inner));

    private static readonly Parser<SqlToken, (SqlExpression? On, IReadOnlyList<string> Using)> JoinCondition = OneOf(
        Word("on").Then(Expression).Select((SqlExpression?, IReadOnlyList<string>) (on) => (on, [])),
        Word("using").Then(ColumnNames).Select((SqlExpression?, IReadOnlyList<string>) (columns) => (null, columns)),
        Parser<SqlToken>.Return<(SqlExpression?, IReadOnlyList<string>)>((null, [])));

    /// <summary><c>left join b on a.k = b.k</c>, to be added to what stands before it.</summary>
    private static readonly Parser<SqlToken, Func<SqlRelation, SqlRelation>> Join = Map(
        Func<SqlRelation, SqlRelation> (position, natural, kind, right, condition) => left => new SqlJoin(kind, left, right, condition.On, condition.Using, natural, position),
        Position, Has(Word("natural")), JoinKind.Before(Word("join")), Relation, JoinCondition);

    private static readonly Parser<SqlToken, SqlRelation> Joined = Chain(Relation, Join);

    private static readonly Parser<SqlToken, Func<SqlRelation, SqlRelation>> CommaJoin = Map(
        Func<SqlRelation, SqlRelation> (comma, right) => left => new SqlJoin(SqlJoinKind.Cross, left, right, null, [], false, comma.Position),
        Sign(","), Joined);

    public static readonly Parser<SqlToken, SqlRelation> Relations = Chain(Joined, CommaJoin);

    public static bool IsClauseWord(SqlToken token) => token.Kind == SqlTokenKind.Word && ClauseWords.Contains(token.Text);

    /// <summary>WINDOW is a clause only before <c>name AS</c>: a column or an alias may be called window.</summary>
    public static bool IsWindowClause(SqlToken token) => token.IsWord("window") && token.Next.IsName && token.Next.Next.IsWord("as");

    private static bool IsBareAlias(SqlToken token) => token.IsName && !IsClauseWord(token) && !IsWindowClause(token);

    private static SqlToken OfTable(SqlToken name) => name.Next.IsSymbol("(")
        ? throw new SqlQueryException($"Functions that give tables ({name.Text}) are not supported.", name.Position) { IsSyntax = true }
        : name.Next.IsSymbol(".")
        ? throw new SqlQueryException("Expected a table's name without a database before it, but found '.'.", name.Next.Position) { IsSyntax = true }
        : name;
}
