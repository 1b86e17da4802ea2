using Pidgin;
using static Pidgin.Parser;
using static ReactiveEtl.SqlTerminals;

namespace ReactiveEtl;

/// <summary>Calls of functions, aggregates and window functions; the functions with a grammar of their own are in <see cref="SqlFormRules"/>.</summary>
internal static class SqlFunctionRules
{
    // Functions that stand without parentheses.
    private static readonly HashSet<string> BareFunctions = new(StringComparer.OrdinalIgnoreCase) { "current_date", "current_timestamp", "localtimestamp" };

    // Functions whose first argument of three is a unit and no column.
    private static readonly HashSet<string> UnitFunctions = new(StringComparer.OrdinalIgnoreCase) { "timestampadd", "dateadd", "date_add", "timestampdiff", "datediff", "date_diff" };

    /// <summary><c>*</c>, <c>t.*</c>, <c>* except (a)</c></summary>
    public static readonly Parser<SqlToken, SqlExpression> Star = Map(
        SqlExpression (position, qualifier, _, except) => new StarExpression(qualifier, except, position),
        Lookahead(When(IsStar, "'*'")).Then(Position),
        ZeroOrMore(When(token => token.IsName, "a table", Name("a table").Before(Sign(".")))),
        Sign("*"),
        Form("except").Then(ColumnNames).OrNone());

    /// <summary><c>distinct</c>; <c>all</c> says what is so anyway, unless it is a column.</summary>
    private static readonly Parser<SqlToken, bool> IsDistinct = Word("distinct").ThenReturn(true)
        .Or(Has(When(token => token.IsWord("all") && !token.Next.IsSymbol(")") && !token.Next.IsSymbol(","), "ALL")).ThenReturn(false));

    private static readonly Parser<SqlToken, bool> IgnoresNulls = Words("ignore", "nulls").ThenReturn(true).Or(Has(Words("respect", "nulls")).ThenReturn(false));

    private static readonly Parser<SqlToken, SqlExpression> Filter = Form("filter").Then(InParentheses(Word("where").Then(Expression)));

    /// <summary><c>sum(distinct v) filter (where v > 0) over (order by t)</c></summary>
    private static readonly Parser<SqlToken, SqlExpression> Function = Map(
        SqlExpression (name, _, distinct, arguments, ignoresNulls, filter, over) =>
            new CallExpression(name.Text, arguments, name.Position) { IsDistinct = distinct, IgnoresNulls = ignoresNulls, Filter = filter, Over = over },
        When(token => token.IsName && token.Next.IsSymbol("("), "a function"), Sign("("), IsDistinct, ListEnd(Star.Or(Expression)), IgnoresNulls, Maybe(Filter), Maybe(SqlWindowRules.Over));

    /// <summary><c>timestampadd(hour, 1, time)</c></summary>
    private static readonly Parser<SqlToken, SqlExpression> UnitFunction = Map(
        SqlExpression (name, _, unit, _, arguments) => new CallExpression(name.Text, [SqlLiterals.Text(unit.Text, unit.Position), .. arguments], name.Position),
        When(IsUnitFunction, "a function"), Sign("("), NameToken("a unit of time"), Sign(","), CommaSeparated(Expression).Before(Sign(")")));

    private static readonly Parser<SqlToken, SqlExpression> BareFunction =
        When(token => token.Kind == SqlTokenKind.Word && BareFunctions.Contains(token.Text), "a function").Select(SqlExpression (name) => new CallExpression(name.Text, [], name.Position));

    public static readonly Parser<SqlToken, SqlExpression> Call = OneOf(SqlFormRules.SpecialForm, UnitFunction, Function, BareFunction);

    private static bool IsStar(SqlToken token)
    {
        while (token.IsName && token.Next.IsSymbol(".")) token = token.Next.Next;
        return token.IsSymbol("*");
    }

    private static bool IsUnitFunction(SqlToken token)
    {
        if (token.Kind != SqlTokenKind.Word || !UnitFunctions.Contains(token.Text) || !token.Next.IsSymbol("(")) return false;
        var unit = token.Next.Next;
        if (unit.Kind != SqlTokenKind.Word || !unit.Next.IsSymbol(",")) return false;
        int depth = 0, commas = 0;
        for (var at = unit; at.Kind != SqlTokenKind.End; at = at.Next)
        {
            if (at.IsSymbol("(")) depth++;
            else if (at.IsSymbol(")") && depth-- == 0) break;
            else if (at.IsSymbol(",") && depth == 0) commas++;
        }

        return commas == 2;
    }
}
