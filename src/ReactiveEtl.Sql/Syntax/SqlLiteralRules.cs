using Pidgin;
using static Pidgin.Parser;
using static ReactiveEtl.SqlTerminals;

namespace ReactiveEtl;

/// <summary>Constants: numbers, strings, truth values, dates, times and intervals; and the names of types.</summary>
internal static class SqlLiteralRules
{
    private static readonly Parser<SqlToken, SqlToken> NumberToken = When(token => token.Kind == SqlTokenKind.Number, "a number");

    private static readonly Parser<SqlToken, SqlToken> TextToken = When(token => token.Kind == SqlTokenKind.Text, "a string");

    private static readonly Parser<SqlToken, SqlExpression> Number = NumberToken.Select(SqlExpression (token) => SqlLiterals.Number(token, negative: false));

    /// <summary>One literal, since the least whole number has no positive counterpart.</summary>
    private static readonly Parser<SqlToken, SqlExpression> NegativeNumber = Map(
        SqlExpression (minus, number) => SqlLiterals.Number(new(number.Kind, number.Text, minus.Position), negative: true),
        When(IsNegativeNumber, "'-'"), NumberToken);

    /// <summary>Strings one after the other are one.</summary>
    private static readonly Parser<SqlToken, string> Text = TextToken.Select(token => token.Text).AtLeastOnceString();

    private static readonly Parser<SqlToken, SqlExpression> String = Map(SqlExpression (position, text) => SqlLiterals.Text(text, position), Position, Text);

    private static readonly Parser<SqlToken, SqlExpression> Null = Word("null").Select(SqlExpression (word) => new LiteralExpression(null, SqlType.Void, "NULL", word.Position));

    private static readonly Parser<SqlToken, SqlExpression> Truth =
        When(token => (token.IsWord("true") || token.IsWord("false")) && !token.Next.IsSymbol("."), "a truth value").Select(word => TruthOf(word.IsWord("true"), word.Position));

    private static readonly Parser<SqlToken, SqlExpression> Date = Map(SqlExpression (word, text) => SqlLiterals.Date(text, word.Position), TypeBeforeText("date"), Text);

    private static readonly Parser<SqlToken, SqlExpression> Timestamp = Map(
        SqlExpression (word, text) => new TimestampExpression(text, word.Position),
        TypeBeforeText("timestamp").Or(TypeBeforeText("timestamp_ltz")), Text);

    private static readonly Parser<SqlToken, SqlExpression> LocalTimestamp = Map(
        SqlExpression (word, text) => SqlLiterals.LocalTimestamp(text, word.Position),
        TypeBeforeText("timestamp_ntz"), Text);

    /// <summary><c>1 day</c>, <c>- '2' hours</c></summary>
    private static readonly Parser<SqlToken, (string Number, string Unit)> IntervalPart = Map(
        (sign, number, unit) => (sign == "-" && number.StartsWith('-') ? number[1..] : sign + number, unit),
        Sign("-").ThenReturn("-").Or(Sign("+").ThenReturn("")).Or(Parser<SqlToken>.Return("")),
        NumberToken.Or(TextToken).Select(token => token.Text.Trim()),
        Name("a unit of time"));

    /// <summary><c>'01:30' hour to minute</c>, <c>'1 day 2 hours'</c>, <c>1 day 2 hours</c></summary>
    private static readonly Parser<SqlToken, Func<int, SqlExpression>> IntervalValue = OneOf(
        When(token => token.Kind == SqlTokenKind.Text && IsUnit(token.Next) && token.Next.Next.IsWord("to"), "an interval", Map(
            Func<int, SqlExpression> (text, from, _, to) => position => SqlIntervals.Range(text.Text, from, to, position),
            TextToken, Name("a unit"), Word("to"), Name("a unit"))),
        When(token => token.Kind == SqlTokenKind.Text && !IsUnit(token.Next), "an interval", Text.Select(Func<int, SqlExpression> (text) => position => SqlIntervals.Parse(text, position))),
        Map(
            Func<int, SqlExpression> (first, rest) => position => SqlIntervals.Of([first, .. rest], position),
            IntervalPart, ZeroOrMore(When(BeginsIntervalPart, "an interval", IntervalPart))));

    private static readonly Parser<SqlToken, SqlExpression> Interval = Map(
        (word, value) => value(word.Position),
        When(token => token.IsWord("interval") && (token.Next.Kind is SqlTokenKind.Number or SqlTokenKind.Text || IsPlusOrMinus(token.Next)), "INTERVAL"), IntervalValue);

    public static readonly Parser<SqlToken, SqlExpression> Literal = OneOf(Number, NegativeNumber, String, Null, Truth, Date, Timestamp, LocalTimestamp, Interval);

    private static readonly Parser<SqlToken, int> Digits =
        When(token => token.Kind == SqlTokenKind.Number && int.TryParse(token.Text, out _), "a number of digits").Select(token => int.Parse(token.Text, System.Globalization.CultureInfo.InvariantCulture));

    /// <summary><c>int</c>, <c>decimal(10, 2)</c></summary>
    public static readonly Parser<SqlToken, SqlType> TypeName = Map(
        (name, sizes) => SqlLiterals.TypeOf(name.Text, sizes, name.Position),
        NameToken("a type"), List(Digits).OrNone());

    public static bool IsNegativeNumber(SqlToken token) => token.IsSymbol("-") && token.Next.Kind == SqlTokenKind.Number;

    public static SqlExpression TruthOf(bool value, int position) => new LiteralExpression(value, SqlType.Boolean, value ? "true" : "false", position);

    private static Parser<SqlToken, SqlToken> TypeBeforeText(string type) => When(token => token.IsWord(type) && token.Next.Kind == SqlTokenKind.Text, type.ToUpperInvariant());

    private static bool BeginsIntervalPart(SqlToken token)
    {
        var number = IsPlusOrMinus(token) ? token.Next : token;
        return number.Kind is SqlTokenKind.Number or SqlTokenKind.Text && IsUnit(number.Next);
    }

    private static bool IsPlusOrMinus(SqlToken token) => token.IsSymbol("-") || token.IsSymbol("+");

    private static bool IsUnit(SqlToken token) => token.Kind == SqlTokenKind.Word && SqlIntervals.IsUnit(token.Text);
}
