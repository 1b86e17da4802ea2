namespace ReactiveEtl;

/// <summary>A column that names in a query may mean.</summary>
/// <param name="Table">The alias or name of its table, or null.</param>
/// <param name="Column">What it is called.</param>
/// <param name="Expression">What it is.</param>
/// <param name="IsHidden">Whether only a name with its table means it (the other side of USING).</param>
internal sealed record SqlScopeColumn(string? Table, string Column, BoundExpression Expression, bool IsHidden = false);

/// <summary>The columns that a query sees, and those of the queries around it. Built and read by one binder.</summary>
internal sealed class SqlScope(SqlScope? outer)
{
    public SqlScope? Outer => outer;

    public List<SqlScopeColumn> Columns { get; } = [];

    /// <summary>The column that a name means in this scope, with the fields behind it; null where there is none.</summary>
    /// <exception cref="SqlQueryException">The name means several columns, or asks for a field that there is not.</exception>
    public BoundExpression? Find(IReadOnlyList<string> parts, int position)
    {
        if (parts.Count > 1)
        {
            var behindTable = Matching(parts[0], parts[1], position);
            if (behindTable is not null) return SqlFields.Of(Named(behindTable, parts[1], position), parts.Skip(2), position);
        }

        var column = Matching(null, parts[0], position);
        return column is null ? null : SqlFields.Of(Named(column, parts[0], position), parts.Skip(1), position);
    }

    public string Known() => string.Join(", ", Columns.Where(column => !column.IsHidden).Select(column => column.Column));

    /// <summary>A column is called in a result as it was typed.</summary>
    private static BoundExpression Named(SqlScopeColumn column, string typed, int position) => column.Expression with { Name = typed, Position = position };

    private SqlScopeColumn? Matching(string? table, string name, int position)
    {
        SqlScopeColumn? found = null;
        foreach (var column in Columns)
        {
            if (!Same(column.Column, name) || (table is null ? column.IsHidden : !Same(column.Table, table))) continue;
            if (found is not null && found.Expression.Key != column.Expression.Key)
            {
                throw new SqlQueryException($"The name '{name}' is ambiguous: it may be {found.Table}.{found.Column} or {column.Table}.{column.Column}.", position);
            }

            found ??= column;
        }

        return found;
    }

    public static bool Same(string? left, string? right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
