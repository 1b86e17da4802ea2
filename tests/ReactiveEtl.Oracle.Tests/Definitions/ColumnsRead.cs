namespace ReactiveEtl.Oracle.Tests;

/// <summary>The declared columns that a scenario's query reads: those that Spark's reader judges.</summary>
internal static class ColumnsRead
{
    public static IReadOnlyList<(string Name, string Type)> Of(Scenario scenario)
    {
        var query = scenario.Query;
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
}
