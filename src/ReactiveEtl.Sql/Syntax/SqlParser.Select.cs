namespace ReactiveEtl;

internal sealed partial class SqlParser
{
    private SqlSelect Select()
    {
        var position = Current.Position;
        ExpectWord("select");
        var distinct = IsDistinct();
        var items = CommaSeparated(SelectItem);
        var from = TakeWord("from") ? Relations() : null;
        var where = TakeWord("where") ? Expression() : null;
        var groupPosition = Current.Position;
        var grouping = TakeWords("group", "by") ? Grouping(groupPosition) : null;
        var having = TakeWord("having") ? Expression() : null;
        var windows = new Dictionary<string, SqlOver>(StringComparer.OrdinalIgnoreCase);
        if (IsWindowClause() && TakeWord("window"))
        {
            foreach (var (name, over) in CommaSeparated(NamedWindow)) windows[name] = over;
        }

        return new SqlSelect(position) { IsDistinct = distinct, Items = items, From = from, Where = where, GroupBy = grouping, Having = having, Windows = windows };
    }

    private bool IsDistinct()
    {
        if (TakeWord("distinct")) return true;
        TakeWord("all");
        return false;
    }

    /// <summary>WINDOW is a clause only before <c>name AS</c>: a column or an alias may be called window.</summary>
    private bool IsWindowClause() => Current.IsWord("window") && Ahead(1).Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName && Ahead(2).IsWord("as");

    private (string Name, SqlOver Over) NamedWindow()
    {
        var name = Name("the name of a window");
        ExpectWord("as");
        return (name, WindowSpecification());
    }

    private SqlSelectItem SelectItem()
    {
        var expression = Star() ?? Expression();
        return new(expression, Alias("an alias"));
    }

    /// <summary>A name behind AS, or one that cannot be the next clause; null where there is none.</summary>
    private string? Alias(string what)
    {
        if (TakeWord("as")) return Name(what);
        if (Current.Kind == SqlTokenKind.QuotedName) return Take().Text;
        return Current.Kind == SqlTokenKind.Word && !ClauseWords.Contains(Current.Text) && !IsWindowClause() ? Take().Text : null;
    }

    private StarExpression? Star()
    {
        var position = Current.Position;
        var names = 0;
        while (Ahead(names).Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName && Ahead(names + 1).IsSymbol(".")) names += 2;
        if (!Ahead(names).IsSymbol("*")) return null;
        var qualifier = new List<string>();
        for (; names > 0; names -= 2)
        {
            qualifier.Add(Take().Text);
            ExpectSymbol(".");
        }

        ExpectSymbol("*");
        return new(qualifier, TakeWord("except") ? ColumnNames() : [], position);
    }

    private SqlGrouping Grouping(int position)
    {
        if (Current.IsWord("all") && (ClauseWords.Contains(Ahead(1).Text) || Ahead(1).Kind is SqlTokenKind.End or SqlTokenKind.Symbol) && TakeWord("all")) return new([], null, true, position);
        var expressions = new List<SqlExpression>();
        var sets = new List<List<List<int>>>();
        do sets.Add(GroupingSets(expressions));
        while (TakeSymbol(","));
        if (TakeWords("with", "rollup")) sets = [Rollup([.. expressions.Select((_, i) => i)])];
        else if (TakeWords("with", "cube")) sets = [Cube([.. expressions.Select((_, i) => i)])];

        // Every element chooses one of its sets: all combinations.
        IEnumerable<IReadOnlyList<int>> all = [[]];
        foreach (var choice in sets) all = all.SelectMany(set => choice.Select(more => (IReadOnlyList<int>)[.. set, .. more]));
        var combined = all.ToList();
        return new(expressions, combined.Count == 1 && combined[0].Count == expressions.Count ? null : combined, false, position);
    }

    /// <summary>The sets of places that one element of GROUP BY stands for.</summary>
    private List<List<int>> GroupingSets(List<SqlExpression> expressions)
    {
        if (Ahead(1).IsSymbol("(") && TakeWord("rollup")) return Rollup(GroupingList(expressions));
        if (Ahead(1).IsSymbol("(") && TakeWord("cube")) return Cube(GroupingList(expressions));
        if (TakeWords("grouping", "sets"))
        {
            ExpectSymbol("(");
            var sets = CommaSeparated(() => Current.IsSymbol("(") ? GroupingList(expressions) : [Place(expressions, Expression())]);
            ExpectSymbol(")");
            return sets;
        }

        return [[Place(expressions, Expression())]];
    }

    private List<int> GroupingList(List<SqlExpression> expressions)
    {
        ExpectSymbol("(");
        if (TakeSymbol(")")) return [];
        var places = CommaSeparated(() => Place(expressions, Expression()));
        ExpectSymbol(")");
        return places;
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

    private static List<List<int>> Rollup(List<int> places) => [.. Enumerable.Range(0, places.Count + 1).Select(dropped => places[..^dropped])];

    private static List<List<int>> Cube(List<int> places) =>
        [.. Enumerable.Range(0, 1 << places.Count).Select(mask => places.Where((_, i) => (mask & (1 << i)) == 0).ToList())];

    private SqlOrder Order()
    {
        var expression = Expression();
        var descending = TakeWord("desc");
        if (!descending) TakeWord("asc");
        var nullsFirst = !descending;
        if (TakeWords("nulls", "first")) nullsFirst = true;
        else if (TakeWords("nulls", "last")) nullsFirst = false;
        return new(expression, descending, nullsFirst);
    }
}
