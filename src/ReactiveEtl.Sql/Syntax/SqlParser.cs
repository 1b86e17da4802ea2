namespace ReactiveEtl;

/// <summary>Reads a query as Spark's grammar does. One instance reads one statement once, on one thread.</summary>
/// <remarks>
/// By hand, after a trial: the expressions alone in Superpower 3.2 (the other libraries of combinators work alike) took as many rules as there are methods here. Key words that are names elsewhere, functions beside
/// columns and NOT before IN, LIKE and BETWEEN need trials there that go back, and with those an error tells where the trial began and not what is missing: <c>v in (1, 2</c> "unexpected name `in`" at column 3, <c>count(v</c>
/// "unexpected symbol `(`" at column 6. Here each method knows what it has read, so the error stands where the text goes wrong, with what was expected.
/// </remarks>
internal sealed partial class SqlParser
{
    // What cannot be an alias without AS, because it goes on with the query.
    private static readonly HashSet<string> ClauseWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "from", "where", "group", "having", "order", "limit", "offset", "union", "except", "intersect", "minus", "on", "using", "join", "inner", "cross",
        "left", "right", "full", "natural", "semi", "anti", "lateral", "and", "or", "not", "in", "like", "ilike", "rlike", "regexp", "between", "is", "div", "as",
        "asc", "desc", "nulls", "when", "then", "else", "end", "sort", "cluster", "distribute", "qualify", "pivot", "unpivot", "tablesample", "with",
    };

    private readonly List<SqlToken> _tokens;
    private readonly SqlZone _zone;
    private int _at;

    private SqlParser(string statement, SqlZone zone)
    {
        _tokens = SqlTokenizer.Tokens(statement);
        _zone = zone;
    }

    /// <exception cref="SqlQueryException">The statement is no query that is understood.</exception>
    public static SqlQuery Parse(string statement, SqlZone zone)
    {
        var parser = new SqlParser(statement, zone);
        var query = parser.Query();
        while (parser.TakeSymbol(";")) { }
        return parser.Current.Kind == SqlTokenKind.End ? query : throw parser.Unexpected("the end of the query");
    }

    /// <summary>An expression, and perhaps an alias behind it: <c>v + 1 as w</c>.</summary>
    /// <exception cref="SqlQueryException">The text is no expression that is understood.</exception>
    public static SqlSelectItem ParseItem(string text, SqlZone zone) => Parse(text, zone, parser => parser.SelectItem());

    /// <summary>An expression, and perhaps its direction: <c>n desc nulls last</c>.</summary>
    /// <exception cref="SqlQueryException">The text is no expression that is understood.</exception>
    public static SqlOrder ParseOrder(string text, SqlZone zone) => Parse(text, zone, parser => parser.Order());

    private static T Parse<T>(string text, SqlZone zone, Func<SqlParser, T> read)
    {
        var parser = new SqlParser(text, zone);
        var item = read(parser);
        return parser.Current.Kind == SqlTokenKind.End ? item : throw parser.Unexpected("an operator or the end of the expression");
    }

    private SqlToken Current => _tokens[_at];

    private SqlToken Ahead(int count) => _tokens[Math.Min(_at + count, _tokens.Count - 1)];

    private SqlToken Take() => _tokens[Current.Kind == SqlTokenKind.End ? _at : _at++];

    private bool TakeWord(string word)
    {
        if (!Current.IsWord(word)) return false;
        _at++;
        return true;
    }

    private bool TakeWords(string first, string second)
    {
        if (!Current.IsWord(first) || !Ahead(1).IsWord(second)) return false;
        _at += 2;
        return true;
    }

    private bool TakeSymbol(string symbol)
    {
        if (!Current.IsSymbol(symbol)) return false;
        _at++;
        return true;
    }

    private void ExpectWord(string word)
    {
        if (!TakeWord(word)) throw Unexpected(word.ToUpperInvariant());
    }

    private void ExpectSymbol(string symbol)
    {
        if (!TakeSymbol(symbol)) throw Unexpected($"'{symbol}'");
    }

    private string Name(string what) => Current.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName ? Take().Text : throw Unexpected(what);

    private SqlQueryException Unexpected(string expected) =>
        new($"Expected {expected}{(Current.Kind == SqlTokenKind.End ? ", but the text ends" : $", but found '{Current.Text}'")}.", Current.Position) { IsSyntax = true };

    private List<T> CommaSeparated<T>(Func<T> item)
    {
        var items = new List<T> { item() };
        while (TakeSymbol(",")) items.Add(item());
        return items;
    }

    private SqlQuery Query()
    {
        var common = new List<SqlCommonTable>();
        var recursive = false;
        if (TakeWord("with"))
        {
            recursive = TakeWord("recursive");
            common = CommaSeparated(CommonTable);
        }

        var body = SetOperations();
        var order = TakeWords("order", "by") ? CommaSeparated(Order) : [];
        SqlExpression? limit = null, offset = null;
        if (TakeWord("limit") && !TakeWord("all"))
        {
            limit = Expression();
            // SQLite's LIMIT offset, count.
            if (TakeSymbol(",")) (offset, limit) = (limit, Expression());
        }

        if (TakeWord("offset")) offset = Expression();
        return new(common, recursive, body, order, limit, offset);
    }

    private SqlCommonTable CommonTable()
    {
        var position = Current.Position;
        var name = Name("the name of a common table");
        var columns = ColumnNames();
        TakeWord("as");
        ExpectSymbol("(");
        var query = Query();
        ExpectSymbol(")");
        return new(name, columns, query, position);
    }

    private List<string> ColumnNames()
    {
        if (!TakeSymbol("(")) return [];
        var names = CommaSeparated(() => Name("a column name"));
        ExpectSymbol(")");
        return names;
    }

    /// <summary>INTERSECT binds closer than UNION and EXCEPT.</summary>
    private SqlBody SetOperations()
    {
        var left = Intersections();
        while (true)
        {
            var position = Current.Position;
            SqlSetOperator set;
            if (TakeWord("union")) set = SqlSetOperator.Union;
            else if (TakeWord("except") || TakeWord("minus")) set = SqlSetOperator.Except;
            else return left;
            left = new SqlSetOperation(set, IsAll(), left, Intersections(), position);
        }
    }

    private SqlBody Intersections()
    {
        var left = Body();
        while (Current.IsWord("intersect"))
        {
            var position = Take().Position;
            left = new SqlSetOperation(SqlSetOperator.Intersect, IsAll(), left, Body(), position);
        }

        return left;
    }

    private bool IsAll()
    {
        if (TakeWord("all")) return true;
        TakeWord("distinct");
        return false;
    }

    private SqlBody Body()
    {
        var position = Current.Position;
        if (TakeSymbol("("))
        {
            var query = Query();
            ExpectSymbol(")");
            return new SqlNested(query, position);
        }

        if (TakeWord("values")) return new SqlValues(CommaSeparated(ValuesRow), position);
        return Current.IsWord("select") ? Select() : throw Unexpected("a query (SELECT, WITH or VALUES)");
    }

    private List<SqlExpression> ValuesRow()
    {
        if (!TakeSymbol("(")) return [Expression()];
        var row = CommaSeparated(Expression);
        ExpectSymbol(")");
        return row;
    }
}
