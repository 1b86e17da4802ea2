using System.Text.Json;

namespace ReactiveEtl.Oracle.Tests;

/// <summary>One scenario: a definition and what Spark answered, as the oracle's file has it.</summary>
internal sealed class Scenario
{
    private Scenario(JsonElement json)
    {
        Json = json;
        Schema = json.TryGetProperty("schema", out var schema) && schema.ValueKind == JsonValueKind.Object ? ColumnsOf(schema) : [];
        Options = TextsOf(json, "options");
        Conf = TextsOf(json, "conf");
        Query = new QueryDefinition(json.TryGetProperty("query", out var query) ? query : json);
    }

    public JsonElement Json { get; }

    public string Name => Json.GetProperty("name").GetString()!;

    /// <summary>The part of the name before the first dash, by which the report counts; nothing else depends on it.</summary>
    public string Group => Name.Split('-')[0];

    public string Kind => Json.GetProperty("kind").GetString()!;

    /// <summary>The declared columns and their types as Spark writes them.</summary>
    public IReadOnlyList<(string Name, string Type)> Schema { get; }

    /// <summary>The reader's options, by names in any case; one that is null is not set.</summary>
    public IReadOnlyDictionary<string, string> Options { get; }

    public IReadOnlyDictionary<string, string> Conf { get; }

    /// <summary>Of a read: only what is selected.</summary>
    public QueryDefinition Query { get; }

    /// <summary>The zone of times that name none: the reader's, or else the session's.</summary>
    public string Zone => Options.GetValueOrDefault("timeZone") ?? Text("timeZone") ?? "UTC";

    public string? Text(string field) => Json.TryGetProperty(field, out var value) ? value.GetString() : null;

    public bool Has(string field) => Json.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>The schema as our front door reads it.</summary>
    public string SchemaText => string.Join(", ", Schema.Select(column => $"`{column.Name.Replace("`", "``", StringComparison.Ordinal)}` {column.Type}"));

    /// <summary>The type of a declared column, found by its name in any case; null where there is none.</summary>
    public string? TypeOf(string column) =>
        Schema.FirstOrDefault(known => known.Name.Equals(QueryDefinition.Unquoted(column), StringComparison.OrdinalIgnoreCase)).Type?.Trim().ToLowerInvariant();

    public static Scenario Load(string path) => new(JsonDocument.Parse(File.ReadAllBytes(path)).RootElement.Clone());

    private static List<(string Name, string Type)> ColumnsOf(JsonElement schema) =>
        [.. schema.EnumerateObject().Select(column => (column.Name, Type: FullType(column.Value.GetString()!)))];

    /// <summary>Spark's decimal without sizes is decimal(10,0), ours is any.</summary>
    private static string FullType(string type) => type.Trim().Equals("decimal", StringComparison.OrdinalIgnoreCase) ? "decimal(10,0)" : type;

    private static Dictionary<string, string> TextsOf(JsonElement json, string field)
    {
        var texts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (!json.TryGetProperty(field, out var values) || values.ValueKind != JsonValueKind.Object) return texts;
        foreach (var value in values.EnumerateObject().Where(value => value.Value.ValueKind != JsonValueKind.Null))
            texts[value.Name] = value.Value.ValueKind == JsonValueKind.String ? value.Value.GetString()! : value.Value.GetRawText();
        return texts;
    }
}
