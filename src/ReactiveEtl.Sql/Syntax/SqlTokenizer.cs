using System.Globalization;
using System.Text;
using Pidgin;
using static Pidgin.Parser;

namespace ReactiveEtl;

/// <summary>Cuts a statement into tokens with Spark's rules: both quotes are strings, backticks are names.</summary>
internal static class SqlTokenizer
{
    // Comments nest.
    private static readonly Parser<char, Unit> Comment = Map(
        (start, _, isClosed) => isClosed ? Unit.Value : throw new SqlQueryException("The comment that begins here does not end.", start),
        Parser<char>.CurrentOffset,
        Try(String("/*")),
        SqlNesting.Recursive(Parser<char>.CurrentOffset, () => Comment!).Or(Parser<char>.Any.IgnoreResult()).SkipManyThen(Try(String("*/")).ThenReturn(true).Or(Parser<char>.End.ThenReturn(false))));

    private static readonly Parser<char, Unit> Blank = OneOf(
        Parser<char>.Token(char.IsWhiteSpace).IgnoreResult(),
        Try(String("--")).Then(AnyCharExcept('\n').SkipMany()),
        Comment).SkipMany();

    private static readonly Parser<char, char> Digit = Parser<char>.Token(char.IsAsciiDigit);

    private static readonly Parser<char, char> WordPart = Parser<char>.Token(c => char.IsLetterOrDigit(c) || c == '_');

    private static readonly Parser<char, string> Word = Map((first, rest) => first + rest, Parser<char>.Token(c => char.IsLetter(c) || c == '_'), WordPart.ManyString());

    /// <summary>With all the letters that follow, of which the suffix must be one.</summary>
    private static readonly Parser<char, string> Number = Try(Char('.').Then(Digit)).Or(Digit).Then(Digit.SkipMany())
        .Then(Char('.').Then(Digit.SkipMany()).Optional())
        .Then(Try(CIChar('e').Then(OneOf('+', '-').Optional()).Then(Digit)).Optional())
        .Then(WordPart.SkipMany())
        .Slice((text, _) => text.ToString());

    private static readonly Parser<char, string> Symbol = OneOf(
        OneOf(new[] { "<=>", "<=", ">=", "<>", "!=", "==", "||", "::", "<<", ">>" }.Select(symbol => Try(String(symbol)))),
        OneOf("(),.;+-*/%=<>!&|^~[]").Select(symbol => symbol.ToString()));

    /// <summary>What stands behind a backslash; <c>\%</c> and <c>\_</c> stay as they are, for LIKE.</summary>
    private static readonly Parser<char, string> Escape = Char('\\').Then(OneOf(
        Try(Char('u').Then(Code(4))),
        Try(Char('U').Then(Code(8))),
        Try(Map((a, b, c) => ((char)(((a - '0') * 64) + ((b - '0') * 8) + (c - '0'))).ToString(), OneOf("01"), OneOf("01234567"), OneOf("01234567"))),
        Parser<char>.Any.Select(Escaped),
        Parser<char>.Return("\\")));

    private static readonly Parser<char, (SqlTokenKind Kind, string Text)> Content = OneOf(
        Try(CIChar('r').Then(Raw('\'').Or(Raw('"')))).Or(Text('\'')).Or(Text('"')).Select(text => (SqlTokenKind.Text, text)),
        Quoted('`', "name", "backtick", Try(String("``")).ThenReturn("`").Or(Plain('`'))).Select(text => (SqlTokenKind.QuotedName, text)),
        Word.Select(text => (SqlTokenKind.Word, text)),
        Number.Select(text => (SqlTokenKind.Number, text)),
        Symbol.Select(text => (SqlTokenKind.Symbol, text)));

    private static readonly Parser<char, IEnumerable<(int Position, (SqlTokenKind Kind, string Text) Content)>> Contents =
        Blank.Then(Map((position, content) => (position, content), Parser<char>.CurrentOffset, Content).Before(Blank).Many()).Before(Parser<char>.End);

    /// <exception cref="SqlQueryException">A string, name or comment does not end, or there is a character that begins nothing.</exception>
    public static SqlToken[] Tokens(string statement)
    {
        var result = Contents.Parse(statement);
        if (!result.Success) throw new SqlQueryException($"The character '{statement[result.Error!.ErrorOffset]}' begins nothing that SQL knows.", result.Error.ErrorOffset) { IsSyntax = true };
        var tokens = new List<SqlToken> { new(SqlTokenKind.End, "", statement.Length) };
        foreach (var (position, (kind, text)) in result.Value.Reverse()) tokens.Add(new(kind, text, position, tokens[^1]));
        tokens.Reverse();
        return [.. tokens];
    }

    private static Parser<char, string> Text(char quote) => Quoted(quote, "string", quote.ToString(), OneOf(Try(String($"{quote}{quote}")).ThenReturn(quote.ToString()), Escape, Plain(quote)));

    private static Parser<char, string> Raw(char quote) => Quoted(quote, "string", quote.ToString(), Plain(quote));

    private static Parser<char, string> Quoted(char quote, string what, string mark, Parser<char, string> part) => Map(
        (start, _, text, isClosed) => isClosed ? text : throw new SqlQueryException($"The {what} that begins here lacks its closing {mark}.", start),
        Parser<char>.CurrentOffset, Char(quote), part.ManyString(), Char(quote).ThenReturn(true).Or(Parser<char>.Return(false)));

    private static Parser<char, string> Plain(char quote) => Parser<char>.Token(c => c != quote).Select(c => c.ToString());

    private static Parser<char, string> Code(int digits) => Parser<char>.Token(char.IsAsciiHexDigit).RepeatString(digits)
        .Select(code => uint.Parse(code, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))
        .Where(code => code <= char.MaxValue || Rune.IsValid(code))
        .Select(code => code <= char.MaxValue ? ((char)code).ToString() : char.ConvertFromUtf32((int)code));

    private static string Escaped(char c) => c switch
    {
        '0' => "\0",
        'b' => "\b",
        'n' => "\n",
        'r' => "\r",
        't' => "\t",
        'Z' => "\u001a",
        '%' or '_' => $"\\{c}",
        _ => c.ToString(),
    };
}
