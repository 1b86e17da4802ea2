namespace ReactiveEtl;

internal sealed partial class SqlParser
{
    private SqlRelation Relations()
    {
        var relation = Joined();
        while (Current.IsSymbol(","))
        {
            var position = Take().Position;
            relation = new SqlJoin(SqlJoinKind.Cross, relation, Joined(), null, [], false, position);
        }

        return relation;
    }

    private SqlRelation Joined()
    {
        var left = Relation();
        while (true)
        {
            var position = Current.Position;
            var natural = TakeWord("natural");
            if (JoinKind() is not { } kind)
            {
                if (natural) throw Unexpected("JOIN");
                return left;
            }

            var right = Relation();
            SqlExpression? on = null;
            List<string> usings = [];
            if (TakeWord("on")) on = Expression();
            else if (TakeWord("using")) usings = ColumnNames();
            left = new SqlJoin(kind, left, right, on, usings, natural, position);
        }
    }

    private SqlJoinKind? JoinKind()
    {
        var start = _at;
        SqlJoinKind? kind = SqlJoinKind.Inner;
        if (TakeWord("cross")) kind = SqlJoinKind.Cross;
        else if (TakeWord("left")) kind = TakeWord("semi") ? SqlJoinKind.LeftSemi : TakeWord("anti") ? SqlJoinKind.LeftAnti : SqlJoinKind.Left;
        else if (TakeWord("semi")) kind = SqlJoinKind.LeftSemi;
        else if (TakeWord("anti")) kind = SqlJoinKind.LeftAnti;
        else if (TakeWord("right")) kind = SqlJoinKind.Right;
        else if (TakeWord("full")) kind = SqlJoinKind.Full;
        else TakeWord("inner");
        if (kind is SqlJoinKind.Left or SqlJoinKind.Right or SqlJoinKind.Full) TakeWord("outer");
        if (TakeWord("join")) return kind;
        if (_at != start) throw Unexpected("JOIN");
        return null;
    }

    private SqlRelation Relation()
    {
        var position = Current.Position;
        if (TakeSymbol("("))
        {
            if (IsQueryAhead())
            {
                var query = Query();
                ExpectSymbol(")");
                var (alias, columns) = TableAlias();
                return new SqlDerivedTable(query, alias, columns, position);
            }

            var relation = Relations();
            ExpectSymbol(")");
            return relation;
        }

        if (TakeWord("values"))
        {
            var values = new SqlValues(CommaSeparated(ValuesRow), position);
            var (alias, columns) = TableAlias();
            return new SqlDerivedTable(new([], false, values, [], null, null), alias, columns, position);
        }

        var name = Name("the name of a table");
        if (Current.IsSymbol(".")) throw Unexpected("a table's name without a database before it");
        if (Current.IsSymbol("(")) throw new SqlQueryException($"Functions that give tables ({name}) are not supported.", position) { IsSyntax = true };
        var (tableAlias, names) = TableAlias();
        return new SqlTableName(name, tableAlias, names, position);
    }

    private (string? Alias, List<string> Columns) TableAlias()
    {
        var alias = Alias("an alias");
        return (alias, alias is null ? [] : ColumnNames());
    }

    /// <summary>Whether a query, perhaps in more parentheses, begins here.</summary>
    private bool IsQueryAhead()
    {
        var at = 0;
        while (Ahead(at).IsSymbol("(")) at++;
        return Ahead(at).IsWord("select") || Ahead(at).IsWord("with") || (Ahead(at).IsWord("values") && Ahead(at + 1).Kind != SqlTokenKind.End);
    }
}
