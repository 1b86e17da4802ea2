namespace ReactiveEtl;

/// <summary>The functions with a grammar of their own.</summary>
internal sealed partial class SqlParser
{
    /// <summary><c>case x when a then b</c> is <c>case when x = a then b</c>; the arguments are condition, value, ..., and the else.</summary>
    private CallExpression Case()
    {
        var position = Take().Position;
        var operand = Current.IsWord("when") ? null : Expression();
        var arguments = new List<SqlExpression>();
        while (TakeWord("when"))
        {
            var at = Current.Position;
            var condition = Expression();
            arguments.Add(operand is null ? condition : Call("=", at, operand, condition));
            ExpectWord("then");
            arguments.Add(Expression());
        }

        if (arguments.Count == 0) throw Unexpected("WHEN");
        if (TakeWord("else")) arguments.Add(Expression());
        ExpectWord("end");
        return new("case", arguments, position);
    }

    private CastExpression Cast()
    {
        var token = Take();
        ExpectSymbol("(");
        var operand = Expression();
        ExpectWord("as");
        var type = TypeName();
        ExpectSymbol(")");
        return new(operand, type, token.IsWord("try_cast"), token.Position);
    }

    private SqlType TypeName()
    {
        var position = Current.Position;
        var name = Name("a type");
        List<int> sizes = [];
        if (TakeSymbol("("))
        {
            sizes = CommaSeparated(() => Current.Kind == SqlTokenKind.Number && int.TryParse(Current.Text, out var size)
                ? Take() is var _ ? size
                : 0 : throw Unexpected("a number of digits"));
            ExpectSymbol(")");
        }

        return SqlLiterals.TypeOf(name, sizes, position);
    }

    private SubqueryExpression Exists()
    {
        var position = Take().Position;
        ExpectSymbol("(");
        var query = Query();
        ExpectSymbol(")");
        return new(SqlSubqueryKind.Exists, null, query, position);
    }

    private CallExpression Extract()
    {
        var position = Take().Position;
        ExpectSymbol("(");
        var field = SqlLiterals.Text(Current.Kind == SqlTokenKind.Text ? Current.Text : Name("a field"), position);
        if (Current.Kind == SqlTokenKind.Text) _at++;
        ExpectWord("from");
        var source = Expression();
        ExpectSymbol(")");
        return Call("extract", position, field, source);
    }

    /// <summary><c>trim(both x from y)</c> is a function by the side, with the characters second.</summary>
    private CallExpression Trim()
    {
        var position = Take().Position;
        ExpectSymbol("(");
        var side = TakeWord("leading") ? "ltrim" : TakeWord("trailing") ? "rtrim" : "trim";
        if (side == "trim") TakeWord("both");
        if (TakeWord("from")) return Closed(Call(side, position, Expression()));
        var first = Expression();
        if (TakeWord("from")) return Closed(Call(side + " from", position, Expression(), first));
        return Closed(Call("trim", position, first));
    }

    private CallExpression Substring()
    {
        var token = Take();
        ExpectSymbol("(");
        List<SqlExpression> arguments = [Expression()];
        if (TakeWord("from"))
        {
            arguments.Add(Expression());
            if (TakeWord("for")) arguments.Add(Expression());
        }
        else
        {
            while (TakeSymbol(",")) arguments.Add(Expression());
        }

        return Closed(new CallExpression(token.Text, arguments, token.Position));
    }

    private CallExpression Position()
    {
        var position = Take().Position;
        ExpectSymbol("(");
        var part = Sum();
        if (TakeWord("in")) return Closed(Call("locate", position, part, Expression()));
        List<SqlExpression> arguments = [part];
        while (TakeSymbol(",")) arguments.Add(Expression());
        return Closed(new CallExpression("position", arguments, position));
    }

    private LiteralExpression Interval()
    {
        var position = Take().Position;
        var parts = new List<(string Number, string Unit)>();
        if (Current.Kind == SqlTokenKind.Text && Ahead(1).Kind == SqlTokenKind.Word && SqlIntervals.IsUnit(Ahead(1).Text) && Ahead(2).IsWord("to"))
        {
            var text = Take().Text;
            var from = Take().Text;
            _at++;
            return SqlIntervals.Range(text, from, Name("a unit"), position);
        }

        if (Current.Kind == SqlTokenKind.Text && !(Ahead(1).Kind == SqlTokenKind.Word && SqlIntervals.IsUnit(Ahead(1).Text))) return SqlIntervals.Parse(AdjacentTexts(), position);
        while (Current.Kind is SqlTokenKind.Number or SqlTokenKind.Text || ((Current.IsSymbol("-") || Current.IsSymbol("+")) && SqlIntervals.IsUnit(Ahead(2).Text)))
        {
            var sign = TakeSymbol("-") ? "-" : "";
            TakeSymbol("+");
            if (parts.Count > 0 && !SqlIntervals.IsUnit(Ahead(1).Text)) break;
            var number = Take().Text.Trim();
            parts.Add((number.StartsWith('-') && sign == "-" ? number[1..] : sign + number, Name("a unit of time")));
        }

        return SqlIntervals.Of(parts, position);
    }

    private CallExpression Closed(CallExpression call)
    {
        ExpectSymbol(")");
        return call;
    }
}
