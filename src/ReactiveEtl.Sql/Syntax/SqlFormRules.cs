using Pidgin;
using static Pidgin.Parser;
using static ReactiveEtl.SqlTerminals;

namespace ReactiveEtl;

/// <summary>The functions with a grammar of their own.</summary>
internal static class SqlFormRules
{
    private static readonly Parser<SqlToken, (int Position, SqlExpression Condition, SqlExpression Value)> Branch = Map(
        (position, condition, value) => (position, condition, value),
        Word("when").Then(Position), Expression, Word("then").Then(Expression));

    /// <summary><c>case x when a then b</c> is <c>case when x = a then b</c>; the arguments are condition, value, ..., and the else.</summary>
    private static readonly Parser<SqlToken, SqlExpression> Case = Map(
        (word, operand, branches, otherwise) => Call("case", word.Position,
        [
            .. branches.SelectMany(branch => new[] { operand is null ? branch.Condition : Call("=", branch.Position, operand, branch.Condition), branch.Value }),
            .. otherwise is null ? Array.Empty<SqlExpression>() : [otherwise],
        ]),
        Word("case"),
        Lookahead(Word("when")).ThenReturn((SqlExpression?)null).Or(Expression.Select(SqlExpression? (operand) => operand)),
        OneOrMore(Branch),
        Word("else").Then(Expression).Before(Word("end")).Select(SqlExpression? (value) => value).Or(Word("end").ThenReturn((SqlExpression?)null)));

    private static readonly Parser<SqlToken, SqlExpression> Cast = Map(
        SqlExpression (word, _, operand, type, _) => new CastExpression(operand, type, word.IsWord("try_cast"), word.Position),
        Form("cast").Or(Form("try_cast")), Sign("("), Expression, Word("as").Then(SqlLiteralRules.TypeName), Sign(")"));

    private static readonly Parser<SqlToken, SqlExpression> Exists = Map(
        SqlExpression (word, query) => new SubqueryExpression(SqlSubqueryKind.Exists, null, query, word.Position),
        Form("exists"), InParentheses(Query));

    /// <summary><c>extract(hour from time)</c></summary>
    private static readonly Parser<SqlToken, SqlExpression> Extract = Map(
        (word, _, field, source, _) => Call("extract", word.Position, SqlLiterals.Text(field.Text, word.Position), source),
        Form("extract"), Sign("("), When(token => token.IsName || token.Kind == SqlTokenKind.Text, "a field"), Word("from").Then(Expression), Sign(")"));

    private static readonly Parser<SqlToken, SqlExpression> From = Word("from").Then(Expression);

    private static readonly Parser<SqlToken, IReadOnlyList<SqlExpression>> MoreArguments = ZeroOrMore(Sign(",").Then(Expression));

    private static readonly Parser<SqlToken, string> TrimmedSide = OneOf(Side("leading", "ltrim"), Side("trailing", "rtrim"), Side("both", "trim"));

    /// <summary><c>trim(both x from y)</c> is a function by the side, with the characters second; <c>trim(x, y)</c> has them first.</summary>
    private static readonly Parser<SqlToken, SqlExpression> Trim = Map(
        (word, _, call, _) => call(word.Position),
        Form("trim"),
        Sign("("),
        OneOf(
            Map(
                Func<int, SqlExpression> (side, characters, text) => position => characters is null ? Call(side, position, text) : Call(side + " from", position, text, characters),
                TrimmedSide,
                Lookahead(Word("from")).ThenReturn((SqlExpression?)null).Or(Expression.Select(SqlExpression? (characters) => characters)),
                From),
            Map(
                Func<int, SqlExpression> (first, rest) => position => rest(position, first),
                Expression,
                OneOf(
                    From.Select(Func<int, SqlExpression, SqlExpression> (text) => (position, characters) => Call("trim from", position, text, characters)),
                    MoreArguments.Select(Func<int, SqlExpression, SqlExpression> (rest) => (position, first) => Call("trim", position, [first, .. rest]))))),
        Sign(")").Labelled("FROM, ',' or ')'"));

    /// <summary><c>substring(x from 2 for 3)</c>, <c>substring(x, 2, 3)</c></summary>
    private static readonly Parser<SqlToken, SqlExpression> Substring = Map(
        (word, _, text, places, _) => Call(word.Text, word.Position, [text, .. places]),
        Form("substring").Or(Form("substr")),
        Sign("("),
        Expression,
        OneOf(
            Map(IReadOnlyList<SqlExpression> (from, length) => length is null ? [from] : [from, length], From, Maybe(Word("for").Then(Expression))),
            MoreArguments),
        Sign(")").Labelled("',' or ')'"));

    /// <summary><c>position('a' in x)</c>, <c>position('a', x)</c></summary>
    private static readonly Parser<SqlToken, SqlExpression> PositionOf = Map(
        (word, _, part, call, _) => call(word.Position, part),
        Form("position"),
        Sign("("),
        Recursive(() => SqlExpressionRules.Sum),
        OneOf(
            Word("in").Then(Expression).Select(Func<int, SqlExpression, SqlExpression> (whole) => (position, part) => Call("locate", position, part, whole)),
            MoreArguments.Select(Func<int, SqlExpression, SqlExpression> (rest) => (position, part) => Call("position", position, [part, .. rest]))),
        Sign(")").Labelled("IN, ',' or ')'"));

    public static readonly Parser<SqlToken, SqlExpression> SpecialForm = OneOf(Case, Cast, Exists, Extract, Trim, Substring, PositionOf);

    /// <summary>A word that is a column where it stands alone.</summary>
    private static Parser<SqlToken, string> Side(string word, string function) =>
        When(token => token.IsWord(word) && !token.Next.IsSymbol(")") && !token.Next.IsSymbol(",") && !token.Next.IsSymbol("."), word.ToUpperInvariant()).ThenReturn(function);

    public static SqlExpression Call(string function, int position, params SqlExpression[] arguments) => new CallExpression(function, arguments, position);
}
