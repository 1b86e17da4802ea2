using Pidgin;

namespace ReactiveEtl;

/// <summary>Reads a text as Spark's grammar does.</summary>
/// <remarks>
/// The rules are Pidgin's, over tokens. No rule over tokens goes back: the tokens ahead choose it, since a rule that was tried and taken back would tell where the trial began. Of the libraries of combinators Superpower 3.2.1 and Parlot
/// 2.2.1 warn in native code even in ten lines (IL2090, from reflection), and Parlot tells no place and no expectation unless a rule of its own does. Pidgin 3.5.1 uses no reflection; of its rules only
/// those that give an <see cref="IEnumerable{T}"/> are not for native code, see <see cref="SqlTerminals"/>.
/// </remarks>
internal static class SqlParser
{
    /// <exception cref="SqlQueryException">The statement is no query that is understood.</exception>
    public static SqlQuery Parse(string statement) => Parse(statement, SqlQueryRules.Whole.Before(SqlTerminals.Sign(";").SkipMany()), "the end of the query");

    /// <summary>An expression, and perhaps an alias behind it: <c>v + 1 as w</c>.</summary>
    /// <exception cref="SqlQueryException">The text is no expression that is understood.</exception>
    public static SqlSelectItem ParseItem(string text) => Parse(text, SqlQueryRules.SelectItem, "an operator or the end of the expression");

    /// <summary>An expression, and perhaps its direction: <c>n desc nulls last</c>.</summary>
    /// <exception cref="SqlQueryException">The text is no expression that is understood.</exception>
    public static SqlOrder ParseOrder(string text) => Parse(text, SqlWindowRules.Order, "an operator or the end of the expression");

    private static T Parse<T>(string text, Parser<SqlToken, T> rule, string end)
    {
        var tokens = SqlTokenizer.Tokens(text);
        var result = rule.Before(SqlTerminals.When(token => token.Kind == SqlTokenKind.End, end)).Parse(tokens);
        return result.Success ? result.Value : throw Error(result.Error!, tokens);
    }

    private static SqlQueryException Error(ParseError<SqlToken> error, SqlToken[] tokens)
    {
        var found = tokens[error.ErrorOffset];
        // What a user would write, then key words, then symbols.
        var expected = error.Expected.Select(one => one.Label!).Distinct().OrderBy(label => char.IsLower(label[0]) ? 0 : char.IsUpper(label[0]) ? 1 : 2).ToList();
        var list = expected.Count == 1 ? expected[0] : $"{string.Join(", ", expected.SkipLast(1))} or {expected[^1]}";
        return new($"Expected {list}{(found.Kind == SqlTokenKind.End ? ", but the text ends" : $", but found '{found.Text}'")}.", found.Position) { IsSyntax = true };
    }
}
