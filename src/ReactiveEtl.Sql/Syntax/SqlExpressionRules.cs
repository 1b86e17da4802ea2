using Pidgin;
using Pidgin.Expression;
using static Pidgin.Parser;
using static ReactiveEtl.SqlFormRules;
using static ReactiveEtl.SqlTerminals;

namespace ReactiveEtl;

/// <summary>Expressions: operands, and the operators in the order of their strength.</summary>
internal static class SqlExpressionRules
{
    // Words that go on with the query and are a column only before a point.
    private static readonly HashSet<string> QueryWords = new(StringComparer.OrdinalIgnoreCase) { "select", "from", "where", "group", "order", "having", "limit", "union" };

    /// <summary><c>action</c>, <c>t.window.end</c></summary>
    private static readonly Parser<SqlToken, SqlExpression> Column = Map(
        SqlExpression (first, rest) => new NameExpression([first.Text, .. rest], first.Position),
        NameToken("a column"), ZeroOrMore(When(token => token.IsSymbol(".") && token.Next.IsName, "'.'").Then(Name("a field"))));

    private static readonly Parser<SqlToken, SqlExpression> Subquery = When(token => token.IsSymbol("(") && BeginsQuery(token), "'('", Map(
        SqlExpression (position, query) => new SubqueryExpression(SqlSubqueryKind.Scalar, null, query, position),
        Position, InParentheses(Query)));

    private static readonly Parser<SqlToken, SqlExpression> Parenthesized = Map(
        (open, expression, close) => close.IsSymbol(")") ? expression : throw new SqlQueryException(
            "Rows of values in parentheses are not supported; compare the values one by one.", open.Position)
        { IsSyntax = true },
        Sign("("), Expression, Sign(")").Or(Sign(",")).Labelled("')'"));

    private static readonly Parser<SqlToken, SqlExpression> Operand =
        When(BeginsOperand, "an expression", OneOf(SqlLiteralRules.Literal, Subquery, Parenthesized, SqlFunctionRules.Call, Column));

    private static readonly Parser<SqlToken, Func<SqlExpression, SqlExpression>> CastTo = Map(
        Func<SqlExpression, SqlExpression> (colons, type) => operand => new CastExpression(operand, type, false, colons.Position),
        Sign("::"), SqlLiteralRules.TypeName);

    private static readonly Parser<SqlToken, Func<SqlExpression, SqlExpression>> Field = Map(
        Func<SqlExpression, SqlExpression> (point, name) => operand => new FieldExpression(operand, name, point.Position),
        Sign("."), Name("a field"));

    private static readonly Parser<SqlToken, Func<SqlExpression, SqlExpression>> Element = Sign("[").Select(Func<SqlExpression, SqlExpression> (bracket) =>
        throw new SqlQueryException("Elements of arrays and maps are not supported.", bracket.Position));

    /// <summary>An operand of POSITION, whose IN is no operator.</summary>
    public static readonly Parser<SqlToken, SqlExpression> Sum = ExpressionParser.Build(Operand,
    [
        Operator.PostfixChainable(CastTo, Field, Element),
        Operator.PrefixChainable(
            Prefix(When(token => token.IsSymbol("-") && !SqlLiteralRules.IsNegativeNumber(token), "'-'"), "negate"), Prefix(Sign("+"), "positive"), Prefix(Sign("~"), "~")),
        LeftToRight("*", "/", "%", "div"),
        LeftToRight("+", "-", "||"),
    ]);

    /// <summary>What stands at both sides of a predicate.</summary>
    private static readonly Parser<SqlToken, SqlExpression> Value = ExpressionParser.Build(Sum,
    [
        LeftToRight("&"),
        LeftToRight("^"),
        LeftToRight("|"),
        LeftToRight("=", "==", "<>", "!=", "<", "<=", ">", ">=", "<=>"),
    ]);

    /// <summary>The right side of a predicate, to which its operand and its position are given.</summary>
    private static readonly Parser<SqlToken, Func<SqlExpression, int, SqlExpression>> Test = OneOf(
        Map(
            Func<SqlExpression, int, SqlExpression> (low, high) => (operand, position) => Call("between", position, operand, low, high),
            Word("between").Then(Value), Word("and").Then(Value)),
        Word("in").Then(OneOf(
            When(token => token.IsSymbol("(") && BeginsQuery(token), "'('", InParentheses(Query))
                .Select(Func<SqlExpression, int, SqlExpression> (query) => (operand, position) => new SubqueryExpression(SqlSubqueryKind.In, operand, query, position)),
            List(Expression).Select(Func<SqlExpression, int, SqlExpression> (items) => (operand, position) => Call("in", position, [operand, .. items])))),
        Like("like"),
        Like("ilike"),
        Word("rlike").Or(Word("regexp")).Then(Value).Select(Func<SqlExpression, int, SqlExpression> (pattern) => (operand, position) => Call("rlike", position, operand, pattern)),
        // SQLite's, with the pattern first.
        Word("glob").Then(Value).Select(Func<SqlExpression, int, SqlExpression> (pattern) => (operand, position) => Call("glob", position, pattern, operand)));

    /// <summary><c>is [not] null</c>, <c>is [not] true</c>, <c>is [not] distinct from x</c></summary>
    private static readonly Parser<SqlToken, Func<SqlExpression, int, SqlExpression>> Is = Map(
        Func<SqlExpression, int, SqlExpression> (negated, test) => (operand, position) => test(operand, position, negated),
        Has(Word("not")),
        OneOf(
            Word("null").ThenReturn<Func<SqlExpression, int, bool, SqlExpression>>((operand, position, negated) => Call(negated ? "isnotnull" : "isnull", position, operand)),
            Word("unknown").ThenReturn(Negatable((operand, position) => Call("isnull", position, operand))),
            Word("true").ThenReturn(Negatable((operand, position) => Call("<=>", position, operand, SqlLiteralRules.TruthOf(true, position)))),
            Word("false").ThenReturn(Negatable((operand, position) => Call("<=>", position, operand, SqlLiteralRules.TruthOf(false, position)))),
            Word("distinct").Then(Word("from")).Then(Value).Select(Func<SqlExpression, int, bool, SqlExpression> (other) => (operand, position, negated) =>
                Negatable((left, at) => Call("<=>", at, left, other))(operand, position, !negated))));

    private static readonly Parser<SqlToken, Func<SqlExpression, SqlExpression>> Predicate = Map(
        Func<SqlExpression, SqlExpression> (position, test) => operand => test(operand, position),
        Position,
        OneOf(
            Test,
            LikeEach(isNegated: false),
            Word("is").Then(Is),
            Word("not").Then(OneOf(
                Test.Select(Func<SqlExpression, int, SqlExpression> (test) => (operand, position) => Call("not", position, test(operand, position))),
                LikeEach(isNegated: true),
                Word("null").ThenReturn(NullTest("isnotnull")))),
            // SQLite's.
            Word("isnull").ThenReturn(NullTest("isnull")),
            Word("notnull").ThenReturn(NullTest("isnotnull"))));

    public static readonly Parser<SqlToken, SqlExpression> Logic = ExpressionParser.Build(Value,
    [
        Operator.PostfixChainable(Predicate),
        Operator.PrefixChainable(Prefix(Word("not"), "not"), Prefix(Sign("!"), "not")),
        LeftToRight("and"),
        LeftToRight("or"),
    ]);

    private static OperatorTableRow<SqlToken, SqlExpression> LeftToRight(params string[] operators) => Operator.InfixL(OneOf(operators.Select(name =>
        When(token => token.IsSymbol(name) || token.IsWord(name), name).Select(
            Func<SqlExpression, SqlExpression, SqlExpression> (token) => (left, right) => Binary(name, token.Position, left, right)))));

    private static Parser<SqlToken, Func<SqlExpression, SqlExpression>> Prefix(Parser<SqlToken, SqlToken> symbol, string function) =>
        symbol.Select(Func<SqlExpression, SqlExpression> (token) => operand => Call(function, token.Position, operand));

    private static Parser<SqlToken, Func<SqlExpression, int, SqlExpression>> Like(string function) => Map(
        Func<SqlExpression, int, SqlExpression> (pattern, escape) => (operand, position) =>
            escape is null ? Call(function, position, operand, pattern) : Call(function, position, operand, pattern, escape),
        When(token => token.IsWord(function) && !IsEach(token.Next), function.ToUpperInvariant()).Then(Value), Maybe(Word("escape").Then(Value)));

    /// <summary><c>like any ('a%', 'b%')</c>, <c>not like all (...)</c>: a test of each pattern, which a NOT denies one by one.</summary>
    private static Parser<SqlToken, Func<SqlExpression, int, SqlExpression>> LikeEach(bool isNegated) => Map(
        Func<SqlExpression, int, SqlExpression> (like, each, patterns) => (operand, position) => patterns
            .Select(pattern => Call(like.Text, position, operand, pattern))
            .Select(test => isNegated ? Call("not", position, test) : test)
            .Aggregate((left, right) => Call(each.IsWord("all") ? "and" : "or", position, left, right)),
        When(token => (token.IsWord("like") || token.IsWord("ilike")) && IsEach(token.Next), "LIKE"),
        When(IsEach, "ANY, SOME or ALL"),
        List(Expression));

    private static bool IsEach(SqlToken token) => (token.IsWord("any") || token.IsWord("some") || token.IsWord("all")) && token.Next.IsSymbol("(");

    private static Func<SqlExpression, int, SqlExpression> NullTest(string function) => (operand, position) => Call(function, position, operand);

    private static Func<SqlExpression, int, bool, SqlExpression> Negatable(Func<SqlExpression, int, SqlExpression> test) =>
        (operand, position, negated) => negated ? Call("not", position, test(operand, position)) : test(operand, position);

    private static SqlExpression Binary(string name, int position, SqlExpression left, SqlExpression right) => name switch
    {
        "<>" or "!=" => Call("not", position, Call("=", position, left, right)),
        "==" => Call("=", position, left, right),
        "||" => Call("concat", position, left, right),
        _ => Call(name, position, left, right),
    };

    private static bool BeginsOperand(SqlToken token) => token.Kind switch
    {
        SqlTokenKind.Word => !QueryWords.Contains(token.Text) || token.Next.IsSymbol("."),
        SqlTokenKind.Symbol => token.IsSymbol("(") || SqlLiteralRules.IsNegativeNumber(token),
        SqlTokenKind.End => false,
        _ => true,
    };
}
