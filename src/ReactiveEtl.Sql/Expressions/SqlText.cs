namespace ReactiveEtl;

/// <summary>An expression as a text, read once; bound to the columns of rows as often as it meets some.</summary>
internal sealed class SqlText
{
    private readonly string _text;
    private readonly SqlZone _zone;
    private readonly SqlExpression _syntax;

    private SqlText(string text, SqlZone zone, SqlExpression syntax) => (_text, _zone, _syntax) = (text, zone, syntax);

    public string Text => _text;

    public SqlZone Zone => _zone;

    public SqlExpression Syntax => _syntax;

    /// <summary>The parts of a list between its commas, as of <c>a, b + 1 as c</c>.</summary>
    public static IEnumerable<string> Items(string list)
    {
        ArgumentNullException.ThrowIfNull(list);
        var (start, depth) = (0, 0);
        foreach (var token in Located(list, () => SqlTokenizer.Tokens(list)))
        {
            if (token.IsSymbol("(") || token.IsSymbol("[")) depth++;
            else if (token.IsSymbol(")") || token.IsSymbol("]")) depth--;
            if (depth > 0 || !(token.IsSymbol(",") || token.Kind == SqlTokenKind.End)) continue;
            yield return list[start..token.Position].Trim();
            start = token.Position + 1;
        }
    }

    /// <exception cref="SqlExpressionException">The text is no expression.</exception>
    public static (SqlText Expression, string? Alias) ReadItem(string text, TimeZoneInfo? timeZone)
    {
        ArgumentNullException.ThrowIfNull(text);
        var zone = new SqlZone(timeZone ?? TimeZoneInfo.Utc);
        var item = Located(text, () => SqlParser.ParseItem(text));
        return (new SqlText(text, zone, item.Expression), item.Alias);
    }

    /// <exception cref="SqlExpressionException">The text is no expression.</exception>
    public static (SqlText Expression, SqlOrder Order) ReadOrder(string text, TimeZoneInfo? timeZone)
    {
        ArgumentNullException.ThrowIfNull(text);
        var zone = new SqlZone(timeZone ?? TimeZoneInfo.Utc);
        var order = Located(text, () => SqlParser.ParseOrder(text));
        return (new SqlText(text, zone, order.Expression), order);
    }

    /// <summary>The expression over the columns of a schema, and the name of a column of it.</summary>
    /// <exception cref="SqlExpressionException">A name, function or type does not fit.</exception>
    public (BoundExpression Bound, string Name) Bind(RowSchema schema, string clause = "an expression over rows", bool allowsAggregates = false) => Located(_text, () =>
    {
        var bound = Binder().Bind(_syntax, Names(schema, clause, allowsAggregates));
        return (bound, ExpressionBinder.NameOf(_syntax, bound));
    });

    /// <summary>The expression as a condition.</summary>
    /// <exception cref="SqlExpressionException">A name, function or type does not fit.</exception>
    public BoundExpression BindCondition(RowSchema schema, string clause) => Located(_text, () => Binder().Condition(_syntax, Names(schema, clause, false), clause));

    /// <summary>The expression as the only argument of a function.</summary>
    public SqlText In(string function) => new(_text, _zone, new CallExpression(function, [_syntax], _syntax.Position));

    /// <summary>Another expression in the place of this one.</summary>
    public SqlText With(SqlExpression syntax) => new(_text, _zone, syntax);

    /// <summary>The same expression cast to a type.</summary>
    public SqlText As(SqlType type) => new(_text, _zone, new CastExpression(_syntax, type, false, _syntax.Position));

    public SqlExpressionException Refused(string reason, int position = 0) => new(_text, new SqlQueryException(reason, position));

    private static T Located<T>(string text, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (SqlQueryException error)
        {
            throw new SqlExpressionException(text, error);
        }
    }

    private ExpressionBinder Binder() => new(SqlContext.OfExpressions(_zone), null);

    private static SqlNames Names(RowSchema schema, string clause, bool allowsAggregates)
    {
        var scope = new SqlScope(null);
        scope.Columns.AddRange(schema.Select(column => new SqlScopeColumn(null, column.Name, new BoundColumn(column.Name, scope, SqlType.Of(column), column.Name, 0))));
        return new SqlNames(scope, clause) { AllowsAggregates = allowsAggregates };
    }
}
