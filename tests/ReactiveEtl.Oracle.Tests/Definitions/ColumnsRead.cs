namespace ReactiveEtl.Oracle.Tests;

/// <summary>The declared columns that a scenario's query reads: those that Spark's reader judges.</summary>
internal static class ColumnsRead
{
    public static IReadOnlyList<(string Name, string Type)> Of(Scenario scenario)
    {
        var query = scenario.Query;
        if (query.HasExpressions) return [.. scenario.Schema.Where(column => IsNamed(query, column.Name))];
        var selected = query.Select?.Select(item => QueryDefinition.AsColumn(item)).OfType<(string Name, string Alias)>().ToList()
            ?? [.. scenario.Schema.Select(column => (column.Name, column.Name))];
        if (query.Aggregates.Count > 0)
        {
            var used = query.GroupBy.Select(QueryDefinition.Unquoted).Concat(query.Aggregates.Where(aggregate => !aggregate.CountsRows).Select(aggregate => QueryDefinition.Unquoted(aggregate.Distinct ?? aggregate.Column)));
            if (query.Window?.On is { } time) used = used.Append(QueryDefinition.Unquoted(time));
            var names = used.ToHashSet(StringComparer.OrdinalIgnoreCase);
            selected = [.. selected.Where(column => names.Contains(column.Alias))];
        }

        return [.. scenario.Schema.Where(column => selected.Any(read => read.Name.Equals(column.Name, StringComparison.OrdinalIgnoreCase)))];
    }

    /// <summary>Whether a column is named in any part of the query, or all are in a query that names none.</summary>
    private static bool IsNamed(QueryDefinition query, string column)
    {
        if (query.Select is null && query.Aggregates.Count == 0 && query.Output.Count == 0) return true;
        var texts = new[] { query.WhereBefore, query.WhereAfter, query.Having, query.Window?.On, query.Window?.GapExpression, query.Lateness is null ? null : query.EventTime }
            .Concat(query.Select ?? []).Concat(query.GroupBy).Concat(query.Output).Concat(query.Aggregates.Select(aggregate => aggregate.Column));
        return texts.Any(text => text?.Contains(column, StringComparison.OrdinalIgnoreCase) == true);
    }
}
