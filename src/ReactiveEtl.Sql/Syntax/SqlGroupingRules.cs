using Pidgin;
using static Pidgin.Parser;
using static ReactiveEtl.SqlTerminals;
using Places = System.Collections.Generic.IReadOnlyList<int>;
using Sets = System.Collections.Generic.IReadOnlyList<System.Collections.Generic.IReadOnlyList<ReactiveEtl.SqlExpression>>;

namespace ReactiveEtl;

/// <summary>What stands behind GROUP BY.</summary>
internal static class SqlGroupingRules
{
    private static readonly Parser<SqlToken, IReadOnlyList<SqlExpression>> Set = Sign("(").Then(ListEnd(Expression));

    private static readonly Parser<SqlToken, IReadOnlyList<SqlExpression>> Single = Expression.Select(IReadOnlyList<SqlExpression> (expression) => [expression]);

    /// <summary>The sets that one element stands for, of which it chooses one at a time.</summary>
    private static readonly Parser<SqlToken, Sets> Element = OneOf(
        Form("rollup").Then(Set).Select(Rollup),
        Form("cube").Then(Set).Select(Cube),
        Words("grouping", "sets").Then(List(Set.Or(Single))),
        Single.Select(Sets (set) => [set]));

    private static readonly Parser<SqlToken, Func<Places, IReadOnlyList<Places>>?> WithAll =
        Maybe(Words("with", "rollup").ThenReturn(Rollup<int>).Or(Words("with", "cube").ThenReturn(Cube<int>)));

    /// <summary>ALL, where it is no column: all that is no aggregate.</summary>
    private static readonly Parser<SqlToken, Func<int, SqlGrouping>> All =
        When(token => token.IsWord("all") && (SqlRelationRules.IsClauseWord(token.Next) || token.Next.Kind is SqlTokenKind.End or SqlTokenKind.Symbol), "ALL")
            .ThenReturn<Func<int, SqlGrouping>>(position => new([], null, true, position));

    public static readonly Parser<SqlToken, SqlGrouping> GroupBy = Map(
        (word, grouping) => grouping(word.Position),
        Words("group", "by"),
        All.Or(Map(Func<int, SqlGrouping> (elements, all) => position => Grouping(elements, all, position), CommaSeparated(Element), WithAll)));

    private static SqlGrouping Grouping(IReadOnlyList<Sets> elements, Func<Places, IReadOnlyList<Places>>? all, int position)
    {
        var expressions = new List<SqlExpression>();
        var choices = elements.Select(sets => sets.Select(Places (set) => [.. set.Select(expression => Place(expressions, expression))]).ToList()).ToList<IReadOnlyList<Places>>();
        if (all is not null) choices = [all([.. Enumerable.Range(0, expressions.Count)])];

        // All combinations of what the elements choose.
        IReadOnlyList<Places> combined = [[]];
        foreach (var choice in choices) combined = [.. combined.SelectMany(set => choice.Select(Places (more) => [.. set, .. more]))];
        return new(expressions, combined.Count == 1 && combined[0].Count == expressions.Count ? null : combined, false, position);
    }

    /// <summary>The same name in several sets is one expression.</summary>
    private static int Place(List<SqlExpression> expressions, SqlExpression expression)
    {
        var same = expression is NameExpression name
            ? expressions.FindIndex(other => other is NameExpression o && o.Parts.SequenceEqual(name.Parts, StringComparer.OrdinalIgnoreCase))
            : -1;
        if (same >= 0) return same;
        expressions.Add(expression);
        return expressions.Count - 1;
    }

    private static IReadOnlyList<IReadOnlyList<T>> Rollup<T>(IReadOnlyList<T> items) => [.. Enumerable.Range(0, items.Count + 1).Select(dropped => items.SkipLast(dropped).ToList())];

    private static IReadOnlyList<IReadOnlyList<T>> Cube<T>(IReadOnlyList<T> items) =>
        [.. Enumerable.Range(0, 1 << items.Count).Select(mask => items.Where((_, i) => (mask & (1 << i)) == 0).ToList())];
}
