using Pidgin;
using Pidgin.Expression;
using static Pidgin.Parser;

namespace ReactiveEtl;

/// <summary>What the rules of the grammar are made of. A rule is chosen by the tokens ahead and never taken back, so an error stands where the text goes wrong.</summary>
internal static class SqlTerminals
{
    /// <summary>Whatever is next, without taking it.</summary>
    public static readonly Parser<SqlToken, int> Position = Lookahead(Parser<SqlToken>.Any).Select(token => token.Position);

    /// <summary>Any expression, inside another rule.</summary>
    public static readonly Parser<SqlToken, SqlExpression> Expression = Recursive(() => SqlExpressionRules.Logic);

    /// <summary>A whole query, inside another rule.</summary>
    public static readonly Parser<SqlToken, SqlQuery> Query = Recursive(() => SqlQueryRules.Whole);

    /// <summary><c>(a, b)</c>, or nothing.</summary>
    public static readonly Parser<SqlToken, IReadOnlyList<string>> ColumnNames = List(Name("a column name")).OrNone();

    public static Parser<SqlToken, SqlToken> When(Func<SqlToken, bool> isNext, string what) => Parser<SqlToken>.Token(isNext).Labelled(what);

    /// <summary>A rule that only the tokens ahead can choose.</summary>
    public static Parser<SqlToken, T> When<T>(Func<SqlToken, bool> isNext, string what, Parser<SqlToken, T> rule) => Lookahead(When(isNext, what)).Then(rule);

    public static Parser<SqlToken, SqlToken> Word(string word) => When(token => token.IsWord(word), word.ToUpperInvariant());

    /// <summary>Two words that mean something together only.</summary>
    public static Parser<SqlToken, SqlToken> Words(string first, string second) =>
        When(token => token.IsWord(first) && token.Next.IsWord(second), $"{first} {second}".ToUpperInvariant()).Before(Parser<SqlToken>.Any);

    /// <summary>A word that is a name unless a parenthesis follows.</summary>
    public static Parser<SqlToken, SqlToken> Form(string word) => When(token => token.IsWord(word) && token.Next.IsSymbol("("), word.ToUpperInvariant());

    public static Parser<SqlToken, SqlToken> Sign(string symbol) => When(token => token.IsSymbol(symbol), $"'{symbol}'");

    public static Parser<SqlToken, SqlToken> NameToken(string what) => When(token => token.IsName, what);

    public static Parser<SqlToken, string> Name(string what) => NameToken(what).Select(token => token.Text);

    public static Parser<SqlToken, bool> Has<T>(Parser<SqlToken, T> rule) => rule.ThenReturn(true).Or(Parser<SqlToken>.Return(false));

    /// <summary>A rule, or null where its first token is not there.</summary>
    public static Parser<SqlToken, T?> Maybe<T>(Parser<SqlToken, T> rule)
        where T : class => rule.Select(T? (value) => value).Or(Parser<SqlToken>.Return<T?>(null));

    public static Parser<SqlToken, IReadOnlyList<T>> CommaSeparated<T>(Parser<SqlToken, T> item) =>
        FirstAndMore(item, Sign(",").Then(item));

    public static Parser<SqlToken, IReadOnlyList<T>> OneOrMore<T>(Parser<SqlToken, T> item) => FirstAndMore(item, item);

    public static Parser<SqlToken, IReadOnlyList<T>> ZeroOrMore<T>(Parser<SqlToken, T> item) => OneOrMore(item).OrNone();

    /// <summary><c>(a, b, c)</c>, with one item at least.</summary>
    public static Parser<SqlToken, IReadOnlyList<T>> List<T>(Parser<SqlToken, T> item) => Sign("(").Then(CommaSeparated(item)).Before(Sign(")").Labelled("',' or ')'"));

    /// <summary><c>a, b, c)</c> or <c>)</c></summary>
    public static Parser<SqlToken, IReadOnlyList<T>> ListEnd<T>(Parser<SqlToken, T> item) =>
        CommaSeparated(item).Before(Sign(")").Labelled("',' or ')'")).Or(Sign(")").ThenReturn<IReadOnlyList<T>>([]));

    /// <summary>A list, which is empty where its first token is not there.</summary>
    public static Parser<SqlToken, IReadOnlyList<T>> OrNone<T>(this Parser<SqlToken, IReadOnlyList<T>> list) => list.Or(Parser<SqlToken>.Return<IReadOnlyList<T>>([]));

    public static Parser<SqlToken, T> InParentheses<T>(Parser<SqlToken, T> rule) => rule.Between(Sign("("), Sign(")"));

    /// <summary>Whether a query, perhaps in more parentheses, begins at a token.</summary>
    public static bool BeginsQuery(SqlToken token)
    {
        while (token.IsSymbol("(")) token = token.Next;
        return token.IsWord("select") || token.IsWord("with") || (token.IsWord("values") && token.Next.Kind != SqlTokenKind.End);
    }

    /// <summary>A rule that holds itself, and so goes down the stack.</summary>
    public static Parser<SqlToken, T> Recursive<T>(Func<Parser<SqlToken, T>> rule) => SqlNesting.Recursive(Position, rule);

    /// <summary>A rule and all that may stand behind it, each of which is given what stands before it.</summary>
    public static Parser<SqlToken, T> Chain<T>(Parser<SqlToken, T> first, Parser<SqlToken, Func<T, T>> next) => ExpressionParser.Build(first, [Operator.PostfixChainable(next)]);

    // Not by Many or Separated: a rule of T that can give a rule of IEnumerable<T> has no end of types for the native compiler, which warns (IL3054).
    private static Parser<SqlToken, IReadOnlyList<T>> FirstAndMore<T>(Parser<SqlToken, T> first, Parser<SqlToken, T> more) => Chain(
        first.Select(item => new List<T> { item }),
        more.Select(Func<List<T>, List<T>> (item) => items =>
        {
            items.Add(item);
            return items;
        })).Select(IReadOnlyList<T> (items) => items);
}
