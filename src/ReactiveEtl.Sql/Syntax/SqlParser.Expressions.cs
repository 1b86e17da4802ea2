namespace ReactiveEtl;

internal sealed partial class SqlParser
{
    private SqlExpression Expression() => Or();

    private SqlExpression Or()
    {
        var left = And();
        while (Current.IsWord("or")) left = Call("or", Take().Position, left, And());
        return left;
    }

    private SqlExpression And()
    {
        var left = Not();
        while (Current.IsWord("and")) left = Call("and", Take().Position, left, Not());
        return left;
    }

    private SqlExpression Not()
    {
        if (Current.IsWord("not") || Current.IsSymbol("!")) return Call("not", Take().Position, Not());
        return Predicate();
    }

    private SqlExpression Predicate()
    {
        var operand = Comparison();
        while (PredicateTail(operand) is { } predicate) operand = predicate;
        return operand;
    }

    private SqlExpression? PredicateTail(SqlExpression operand)
    {
        var position = Current.Position;
        if (TakeWord("is")) return Is(operand, position);
        // SQLite's.
        if (TakeWord("isnull")) return Call("isnull", position, operand);
        if (TakeWord("notnull") || TakeWords("not", "null")) return Call("isnotnull", position, operand);
        var negated = Current.IsWord("not") && Ahead(1).Kind == SqlTokenKind.Word;
        if (negated) _at++;
        SqlExpression? test = null;
        if (TakeWord("between"))
        {
            var low = Comparison();
            ExpectWord("and");
            test = Call("between", position, operand, low, Comparison());
        }
        else if (TakeWord("in")) test = In(operand, position);
        else if (TakeWord("like")) test = Like("like", operand, position);
        else if (TakeWord("ilike")) test = Like("ilike", operand, position);
        else if (TakeWord("rlike") || TakeWord("regexp")) test = Call("rlike", position, operand, Comparison());
        else if (TakeWord("glob")) test = Call("glob", position, Comparison(), operand);
        if (test is null)
        {
            if (negated) _at--;
            return null;
        }

        return negated ? Call("not", position, test) : test;
    }

    private SqlExpression Is(SqlExpression operand, int position)
    {
        var negated = TakeWord("not");
        if (TakeWord("null")) return Call(negated ? "isnotnull" : "isnull", position, operand);
        SqlExpression test;
        if (TakeWord("true")) test = Call("<=>", position, operand, Truth(true, position));
        else if (TakeWord("false")) test = Call("<=>", position, operand, Truth(false, position));
        else if (TakeWord("unknown")) test = Call("isnull", position, operand);
        else
        {
            ExpectWord("distinct");
            ExpectWord("from");
            test = Call("<=>", position, operand, Comparison());
            negated = !negated;
        }

        return negated ? Call("not", position, test) : test;
    }

    private SqlExpression In(SqlExpression operand, int position)
    {
        ExpectSymbol("(");
        if (IsQueryAhead())
        {
            var query = Query();
            ExpectSymbol(")");
            return new SubqueryExpression(SqlSubqueryKind.In, operand, query, position);
        }

        List<SqlExpression> items = [operand, .. CommaSeparated(Expression)];
        ExpectSymbol(")");
        return new CallExpression("in", items, position);
    }

    private CallExpression Like(string function, SqlExpression operand, int position)
    {
        var pattern = Comparison();
        return TakeWord("escape") ? Call(function, position, operand, pattern, Comparison()) : Call(function, position, operand, pattern);
    }

    private SqlExpression Comparison() => LeftToRight(Pipe, "=", "==", "<>", "!=", "<", "<=", ">", ">=", "<=>");

    private SqlExpression Pipe() => LeftToRight(Hat, "|");

    private SqlExpression Hat() => LeftToRight(Ampersand, "^");

    private SqlExpression Ampersand() => LeftToRight(Sum, "&");

    private SqlExpression Sum() => LeftToRight(Product, "+", "-", "||");

    private SqlExpression Product()
    {
        var left = Unary();
        while (true)
        {
            var position = Current.Position;
            if (TakeWord("div")) left = Call("div", position, left, Unary());
            else if (Current.Kind == SqlTokenKind.Symbol && Current.Text is "*" or "/" or "%") left = Call(Take().Text, position, left, Unary());
            else return left;
        }
    }

    private SqlExpression LeftToRight(Func<SqlExpression> operand, params ReadOnlySpan<string> operators)
    {
        var left = operand();
        while (Current.Kind == SqlTokenKind.Symbol && operators.Contains(Current.Text))
        {
            var symbol = Take();
            var right = operand();
            left = symbol.Text switch
            {
                "<>" or "!=" => Call("not", symbol.Position, Call("=", symbol.Position, left, right)),
                "==" => Call("=", symbol.Position, left, right),
                "||" => Call("concat", symbol.Position, left, right),
                var text => Call(text, symbol.Position, left, right),
            };
        }

        return left;
    }

    private SqlExpression Unary()
    {
        var token = Current;
        if (token.IsSymbol("-"))
        {
            _at++;
            if (Current.Kind == SqlTokenKind.Number) return Postfix(SqlLiterals.Number(Take() with { Position = token.Position }, negative: true));
            return Call("negate", token.Position, Unary());
        }

        if (TakeSymbol("+")) return Call("positive", token.Position, Unary());
        if (TakeSymbol("~")) return Call("~", token.Position, Unary());
        return Postfix(Primary());
    }

    private SqlExpression Postfix(SqlExpression operand)
    {
        while (true)
        {
            var position = Current.Position;
            if (TakeSymbol("::")) operand = new CastExpression(operand, TypeName(), false, position);
            else if (Current.IsSymbol(".") && operand is not NameExpression && TakeSymbol(".")) operand = new FieldExpression(operand, Name("a field"), position);
            else if (Current.IsSymbol("[")) throw new SqlQueryException("Elements of arrays and maps are not supported.", position);
            else return operand;
        }
    }

    private static CallExpression Call(string function, int position, params SqlExpression[] arguments) => new(function, arguments, position);

    private static LiteralExpression Truth(bool value, int position) => new(value, SqlType.Boolean, value ? "true" : "false", position);
}
