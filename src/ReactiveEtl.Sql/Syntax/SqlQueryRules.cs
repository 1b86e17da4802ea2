using Pidgin;
using Pidgin.Expression;
using static Pidgin.Parser;
using static ReactiveEtl.SqlTerminals;

namespace ReactiveEtl;

/// <summary>Queries: SELECT and VALUES, set operations of them, and what stands before and behind.</summary>
internal static class SqlQueryRules
{
    /// <summary><c>count + 1 as next</c>, <c>*</c></summary>
    public static readonly Parser<SqlToken, SqlSelectItem> SelectItem = Map(
        (expression, alias) => new SqlSelectItem(expression, alias),
        SqlFunctionRules.Star.Or(Expression), SqlRelationRules.Alias);

    private static readonly Parser<SqlToken, bool> IsDistinct = Word("distinct").ThenReturn(true).Or(Has(Word("all")).ThenReturn(false));

    private static readonly Parser<SqlToken, KeyValuePair<string, SqlOver>> NamedWindow = Map(
        (name, over) => KeyValuePair.Create(name, over),
        Name("the name of a window"), Word("as").Then(SqlWindowRules.Specification));

    private static readonly Parser<SqlToken, IReadOnlyDictionary<string, SqlOver>> Windows =
        When(SqlRelationRules.IsWindowClause, "WINDOW").Then(CommaSeparated(NamedWindow)).OrNone().Select(ByName);

    private static readonly Parser<SqlToken, SqlBody> Select = Map(
        SqlBody (word, distinct, items, from, where, grouping, having, windows) =>
            new SqlSelect(word.Position) { IsDistinct = distinct, Items = items, From = from, Where = where, GroupBy = grouping, Having = having, Windows = windows },
        Word("select"),
        IsDistinct,
        CommaSeparated(SelectItem),
        Maybe(Word("from").Then(SqlRelationRules.Relations)),
        Maybe(Word("where").Then(Expression)),
        Maybe(SqlGroupingRules.GroupBy),
        Maybe(Word("having").Then(Expression)),
        Windows);

    private static readonly Parser<SqlToken, SqlBody> Nested = Map(SqlBody (position, query) => new SqlNested(query, position), Position, InParentheses(Query));

    private static readonly Parser<SqlToken, SqlBody> Body = When(
        token => token.IsWord("select") || token.IsWord("values") || token.IsSymbol("("), "a query (SELECT, WITH or VALUES)",
        OneOf(Select, SqlRelationRules.Values, Nested));

    /// <summary>INTERSECT binds closer than UNION and EXCEPT.</summary>
    private static readonly Parser<SqlToken, SqlBody> SetOperations = ExpressionParser.Build(Body,
    [
        LeftToRight(Word("intersect"), SqlSetOperator.Intersect),
        LeftToRight(Word("union"), SqlSetOperator.Union).And(LeftToRight(Word("except").Or(Word("minus")), SqlSetOperator.Except)),
    ]);

    /// <summary><c>name (a, b) as (select ...)</c></summary>
    private static readonly Parser<SqlToken, SqlCommonTable> CommonTable = Map(
        (name, columns, _, query) => new SqlCommonTable(name.Text, columns, query, name.Position),
        NameToken("the name of a common table"), ColumnNames, Has(Word("as")), InParentheses(Query));

    private static readonly Parser<SqlToken, (bool IsRecursive, IReadOnlyList<SqlCommonTable> Tables)> With = OneOf(
        Map((recursive, tables) => (recursive, tables), Word("with").Then(Has(Word("recursive"))), CommaSeparated(CommonTable)),
        Parser<SqlToken>.Return<(bool, IReadOnlyList<SqlCommonTable>)>((false, [])));

    /// <summary><c>limit 3</c>, <c>limit all</c>, and SQLite's <c>limit offset, count</c>.</summary>
    private static readonly Parser<SqlToken, (SqlExpression? Limit, SqlExpression? Offset)> Limit = OneOf(
        Word("limit").Then(OneOf(
            Word("all").ThenReturn<(SqlExpression?, SqlExpression?)>((null, null)),
            Map((SqlExpression?, SqlExpression?) (first, second) => second is null ? (first, null) : (second, first), Expression, Maybe(Sign(",").Then(Expression))))),
        Parser<SqlToken>.Return<(SqlExpression?, SqlExpression?)>((null, null)));

    public static readonly Parser<SqlToken, SqlQuery> Whole = Map(
        (with, body, order, limit, offset) => new SqlQuery(with.Tables, with.IsRecursive, body, order, limit.Limit, offset ?? limit.Offset),
        With, SetOperations, SqlWindowRules.OrderBy, Limit, Maybe(Word("offset").Then(Expression)));

    private static OperatorTableRow<SqlToken, SqlBody> LeftToRight(Parser<SqlToken, SqlToken> word, SqlSetOperator set) => Operator.InfixL(Map(
        Func<SqlBody, SqlBody, SqlBody> (token, all) => (left, right) => new SqlSetOperation(set, all, left, right, token.Position),
        word, Word("all").ThenReturn(true).Or(Has(Word("distinct")).ThenReturn(false))));

    private static IReadOnlyDictionary<string, SqlOver> ByName(IReadOnlyList<KeyValuePair<string, SqlOver>> windows)
    {
        var byName = new Dictionary<string, SqlOver>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, over) in windows) byName[name] = over;
        return byName;
    }
}
