namespace ReactiveEtl;

internal sealed partial class SqlParser
{
    // Functions that stand without parentheses.
    private static readonly HashSet<string> BareFunctions = new(StringComparer.OrdinalIgnoreCase) { "current_date", "current_timestamp", "localtimestamp" };

    // Functions whose first argument is a unit and no column.
    private static readonly HashSet<string> UnitFunctions = new(StringComparer.OrdinalIgnoreCase) { "timestampadd", "dateadd", "date_add", "timestampdiff", "datediff", "date_diff" };

    private SqlExpression Primary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case SqlTokenKind.Number:
                return SqlLiterals.Number(Take(), negative: false);
            case SqlTokenKind.Text:
                return SqlLiterals.Text(AdjacentTexts(), token.Position);
            case SqlTokenKind.QuotedName:
                return Ahead(1).IsSymbol("(") ? Call(Take().Text) : ColumnName();
            case SqlTokenKind.Symbol when token.Text == "(":
                return Parenthesized();
            case SqlTokenKind.Word:
                return KeyWord() ?? (Ahead(1).IsSymbol("(") ? Call(Take().Text) : BareFunctions.Contains(token.Text) ? Bare() : ColumnName());
            default:
                throw Unexpected("an expression");
        }
    }

    private CallExpression Bare() => Call(Current.Text, Take().Position);

    private SqlExpression? KeyWord()
    {
        var token = Current;
        var next = Ahead(1);
        switch (token.Text.ToUpperInvariant())
        {
            case "NULL": return new LiteralExpression(null, SqlType.Void, "NULL", Take().Position);
            case "TRUE" or "FALSE" when !next.IsSymbol("."): return Truth(Take().IsWord("true"), token.Position);
            case "CASE": return Case();
            case "CAST" or "TRY_CAST" when next.IsSymbol("("): return Cast();
            case "EXISTS" when next.IsSymbol("("): return Exists();
            case "EXTRACT" when next.IsSymbol("("): return Extract();
            case "TRIM" when next.IsSymbol("("): return Trim();
            case "SUBSTRING" or "SUBSTR" when next.IsSymbol("("): return Substring();
            case "POSITION" when next.IsSymbol("("): return Position();
            case "INTERVAL" when next.Kind is SqlTokenKind.Number or SqlTokenKind.Text || next.IsSymbol("-") || next.IsSymbol("+"): return Interval();
            case "DATE" when next.Kind == SqlTokenKind.Text:
                _at++;
                return SqlLiterals.Date(AdjacentTexts(), token.Position);
            case "TIMESTAMP_NTZ" when next.Kind == SqlTokenKind.Text:
                _at++;
                return SqlLiterals.LocalTimestamp(AdjacentTexts(), token.Position);
            case "TIMESTAMP" or "TIMESTAMP_LTZ" when next.Kind == SqlTokenKind.Text:
                _at++;
                return SqlLiterals.Timestamp(AdjacentTexts(), token.Position, _zone);
            case "SELECT" or "FROM" or "WHERE" or "GROUP" or "ORDER" or "HAVING" or "LIMIT" or "UNION" when !next.IsSymbol("."): throw Unexpected("an expression");
            default: return null;
        }
    }

    private string AdjacentTexts()
    {
        var text = Take().Text;
        while (Current.Kind == SqlTokenKind.Text) text += Take().Text;
        return text;
    }

    private NameExpression ColumnName()
    {
        var position = Current.Position;
        var parts = new List<string> { Take().Text };
        while (Current.IsSymbol(".") && Ahead(1).Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName)
        {
            _at++;
            parts.Add(Take().Text);
        }

        return new(parts, position);
    }

    private SqlExpression Parenthesized()
    {
        var position = Current.Position;
        if (IsQueryAhead())
        {
            ExpectSymbol("(");
            var query = Query();
            ExpectSymbol(")");
            return new SubqueryExpression(SqlSubqueryKind.Scalar, null, query, position);
        }

        ExpectSymbol("(");
        var expression = Expression();
        if (Current.IsSymbol(",")) throw new SqlQueryException("Rows of values in parentheses are not supported; compare the values one by one.", position) { IsSyntax = true };
        ExpectSymbol(")");
        return expression;
    }

    private CallExpression Call(string function)
    {
        var position = _tokens[_at - 1].Position;
        ExpectSymbol("(");
        var distinct = TakeWord("distinct");
        if (!distinct && Current.IsWord("all") && !Ahead(1).IsSymbol(")") && !Ahead(1).IsSymbol(",")) _at++;
        var arguments = new List<SqlExpression>();
        if (!Current.IsSymbol(")"))
        {
            if (UnitFunctions.Contains(function) && Current.Kind == SqlTokenKind.Word && Ahead(1).IsSymbol(",") && IsThreeArguments()) arguments.Add(SqlLiterals.Text(Current.Text, Take().Position));
            if (arguments.Count > 0) ExpectSymbol(",");
            arguments.AddRange(CommaSeparated(() => Star() ?? Expression()));
        }

        ExpectSymbol(")");
        var ignoresNulls = TakeWords("ignore", "nulls");
        if (!ignoresNulls) TakeWords("respect", "nulls");
        SqlExpression? filter = null;
        if (Current.IsWord("filter") && Ahead(1).IsSymbol("("))
        {
            _at += 2;
            ExpectWord("where");
            filter = Expression();
            ExpectSymbol(")");
        }

        var over = TakeWord("over") ? Over() : null;
        return new(function, arguments, position) { IsDistinct = distinct, IgnoresNulls = ignoresNulls, Filter = filter, Over = over };
    }

    /// <summary>Whether the call has three arguments: only then the first one is a unit.</summary>
    private bool IsThreeArguments()
    {
        int depth = 0, commas = 0;
        for (var at = 0; Ahead(at).Kind != SqlTokenKind.End; at++)
        {
            if (Ahead(at).IsSymbol("(")) depth++;
            else if (Ahead(at).IsSymbol(")") && depth-- == 0) break;
            else if (Ahead(at).IsSymbol(",") && depth == 0) commas++;
        }

        return commas == 2;
    }

    private SqlOver Over()
    {
        if (Current.IsSymbol("(")) return WindowSpecification();
        var position = Current.Position;
        return new(Name("a window"), [], [], null, position);
    }

    private SqlOver WindowSpecification()
    {
        var position = Current.Position;
        ExpectSymbol("(");
        var partition = TakeWords("partition", "by") ? CommaSeparated(Expression) : [];
        var order = TakeWords("order", "by") ? CommaSeparated(Order) : [];
        SqlFrame? frame = null;
        if (Current.IsWord("rows") || Current.IsWord("range"))
        {
            var rows = Take().IsWord("rows");
            if (TakeWord("between"))
            {
                var from = Bound();
                ExpectWord("and");
                frame = new(rows, from, Bound());
            }
            else frame = new(rows, Bound(), new(SqlBoundKind.CurrentRow));
        }

        ExpectSymbol(")");
        return new(null, partition, order, frame, position);
    }

    private SqlBound Bound()
    {
        if (TakeWords("unbounded", "preceding")) return new(SqlBoundKind.UnboundedPreceding);
        if (TakeWords("unbounded", "following")) return new(SqlBoundKind.UnboundedFollowing);
        if (TakeWords("current", "row")) return new(SqlBoundKind.CurrentRow);
        var offset = Expression();
        if (TakeWord("preceding")) return new(SqlBoundKind.Preceding, offset);
        ExpectWord("following");
        return new(SqlBoundKind.Following, offset);
    }
}
