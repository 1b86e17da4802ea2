using System.Text.Json;
using System.Text.RegularExpressions;

namespace ReactiveEtl.Oracle.Tests;

/// <summary>What a scenario does with its rows; of a static read only <see cref="Select"/>.</summary>
internal sealed partial class QueryDefinition(JsonElement json)
{
    public string Mode => Text("mode") ?? "append";

    public string? WhereBefore => Text("whereBefore");

    public string? WhereAfter => Text("whereAfter");

    public string? Having => Text("having");

    public string? EventTime => Text("eventTime");

    public string? Lateness => Text("lateness");

    /// <summary>SQL expressions, or null for all columns.</summary>
    public IReadOnlyList<string>? Select => Texts("select");

    public IReadOnlyList<string> GroupBy => Texts("groupBy") ?? [];

    public IReadOnlyList<string> Output => Texts("output") ?? [];

    public IReadOnlyList<string> OrderBy => Texts("orderBy") ?? [];

    public WindowDefinition? Window => Has("window") ? new WindowDefinition(json.GetProperty("window"), EventTime) : null;

    public int? Limit => Has("limit") ? json.GetProperty("limit").GetInt32() : null;

    /// <summary>Whether any part is more than columns by name.</summary>
    public bool HasExpressions => WhereBefore is not null || WhereAfter is not null || Having is not null || Output.Count > 0 || OrderBy.Count > 0 || Has("limit")
        || (Select?.Any(item => AsColumn(item) is null) ?? false) || Window?.GapExpression is not null || Aggregates.Any(aggregate => !aggregate.IsPlain);

    /// <summary>The second aggregation, over the rows of the first.</summary>
    public QueryDefinition? Then => Has("then") ? new QueryDefinition(json.GetProperty("then")) : null;

    public DedupDefinition? Dedup => Has("dedup") ? new DedupDefinition(json.GetProperty("dedup")) : null;

    /// <summary>Empty for a query that aggregates nothing; then the window and the keys play no part.</summary>
    public IReadOnlyList<AggregateText> Aggregates => Has("aggregates") ? [.. json.GetProperty("aggregates").EnumerateArray().Select(AggregateText.Of)] : [];

    public bool Has(string field) => json.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>A name, plain or in backticks, and perhaps another name for the result; null for any other expression.</summary>
    public static (string Name, string Alias)? AsColumn(string expression)
    {
        var match = ColumnPattern().Match(expression);
        if (!match.Success) return null;
        var name = Unquoted(match.Groups["name"].Value);
        return (name, match.Groups["alias"] is { Success: true } alias ? Unquoted(alias.Value) : name);
    }

    public static string Unquoted(string name) => name.StartsWith('`') ? name[1..^1].Replace("``", "`", StringComparison.Ordinal) : name;

    private string? Text(string field) => Has(field) ? json.GetProperty(field).ToString() : null;

    private List<string>? Texts(string field) => Has(field) ? [.. json.GetProperty(field).EnumerateArray().Select(item => item.GetString()!)] : null;

    [GeneratedRegex("""^\s*(?<name>(?!(?:true|false|null|current_\w+)\b)[A-Za-z_]\w*|`(?:[^`]|``)+`)(?:\s+(?:as\s+)?(?<alias>[A-Za-z_]\w*|`(?:[^`]|``)+`))?\s*$""", RegexOptions.IgnoreCase)]
    private static partial Regex ColumnPattern();
}

/// <summary>A window of a scenario; lengths of time as texts.</summary>
internal sealed class WindowDefinition(JsonElement json, string? eventTime)
{
    public string Kind => json.GetProperty("kind").GetString()!;

    public string Size => Text("size") ?? "";

    public string? Slide => Kind == "tumbling" ? null : Text("slide");

    public string? Offset => Text("offset") is { Length: > 0 } offset ? offset : null;

    public string? On => Text("on") ?? eventTime;

    /// <summary>Whether the window is of a time of its own choice; of a second aggregation it is that of the first one's window.</summary>
    public bool IsOnOther => eventTime is not null && Text("on") is { } on && !on.Equals(eventTime, StringComparison.OrdinalIgnoreCase);

    /// <summary>The gap of a session as a text; empty where it is an expression.</summary>
    public string Gap => Text("gap") ?? "";

    /// <summary>Whether the gap of a session, the same for all rows, is a text without a number, or has no fixed length.</summary>
    public bool HasGapWithoutLength => Gap.Length > 0
        && (!Gap.Any(char.IsAsciiDigit) || Gap.Contains("month", StringComparison.OrdinalIgnoreCase) || Gap.Contains("year", StringComparison.OrdinalIgnoreCase));

    public string? GapExpression => json.TryGetProperty("gap", out var gap) && gap.ValueKind == JsonValueKind.Object ? gap.GetProperty("expr").GetString() : null;

    private string? Text(string field) => json.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>fn(col) as alias.</summary>
internal sealed record AggregateText(string Function, string Column, string Alias)
{
    /// <summary>Whether it counts rows: of everything, or of a literal.</summary>
    public bool CountsRows => Function == "count" && (Column.Trim() is "*" || int.TryParse(Column, out _) || Column.Trim() is "true" or "'x'");

    /// <summary>The column of count(distinct column), or null.</summary>
    public string? Distinct => Function == "count" && Column.TrimStart().StartsWith("distinct ", StringComparison.OrdinalIgnoreCase) ? Column.Trim()[9..].Trim() : null;

    /// <summary>Whether it is one of the core's functions of a column by its name.</summary>
    public bool IsPlain => Function is "count" or "sum" or "avg" or "mean" or "min" or "max" or "first" or "last" && (CountsRows || QueryDefinition.AsColumn(Distinct ?? Column) is not null);

    public static AggregateText Of(JsonElement json) =>
        new(json.GetProperty("fn").GetString()!.ToLowerInvariant(), json.GetProperty("col").GetString()!, json.GetProperty("as").GetString()!);
}

/// <summary>Which rows are duplicates.</summary>
internal sealed class DedupDefinition(JsonElement json)
{
    public bool IsWithinWatermark => json.TryGetProperty("withinWatermark", out var within) && within.GetBoolean();

    /// <summary>None for all columns.</summary>
    public Column[] Columns => json.TryGetProperty("columns", out var columns) && columns.ValueKind == JsonValueKind.Array
        ? [.. columns.EnumerateArray().Select(column => ReactiveEtl.Columns.Col(QueryDefinition.Unquoted(column.GetString()!)))]
        : [];
}
