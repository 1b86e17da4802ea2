using System.Globalization;
using System.Text.Json;

namespace ReactiveEtl.Sql.Tests.Spark;

/// <summary>What Spark answered once (see record_answers.py), and values of ours in the same form.</summary>
internal static class SparkAnswers
{
    private static readonly Lazy<IReadOnlyList<JsonElement>> Lines = new(() => Read("answers.jsonl"));
    private static readonly Lazy<IReadOnlyList<JsonElement>> BatchLines = new(() => Read("batches.jsonl"));

    /// <summary>The expressions that we answer differently, with the reason.</summary>
    public static IReadOnlyDictionary<string, string> Differences { get; } = new Dictionary<string, string>
    {
        ["(cast(l as float)) / 2.5F"] = "Spark's optimizer leaves the cast to float out, and divides what it would have rounded",
        ["exp(((cast(h as double)) / 3) / 1000)"] = "Java's exp differs from the platform's in the last digit",
        ["(exp(1e3 / 1000)) * (power(f, 2))"] = "Java's exp differs from the platform's in the last digit",
    };

    public static string Schema => Lines.Value[0].GetProperty("schema").GetString()!;

    public static TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(Lines.Value[0].GetProperty("zone").GetString()!);

    public static IReadOnlyList<string> Rows => [.. Lines.Value[0].GetProperty("rows").EnumerateArray().Select(row => row.GetString()!)];

    /// <summary>The files of which each was a batch.</summary>
    public static IReadOnlyList<string> Files => [.. BatchLines.Value[0].GetProperty("files").EnumerateArray().Select(file => file.GetString()!)];

    public static IReadOnlyDictionary<string, JsonElement> Expressions { get; } = Of(Lines.Value, "expression");

    public static IReadOnlyDictionary<string, JsonElement> Aggregates { get; } = Of(Lines.Value, "aggregate");

    /// <summary>Aggregates with their values after each batch.</summary>
    public static IReadOnlyDictionary<string, JsonElement> Batches { get; } = Of(BatchLines.Value, "aggregate");

    /// <summary>A value that was recorded.</summary>
    public static string Text(JsonElement value, string type) => value.ValueKind switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.Array => $"[{string.Join(", ", value.EnumerateArray().Select(item => Text(item, type["array<".Length..^1])))}]",
        JsonValueKind.Number when type is "double" or "float" => Text(value.GetDouble()),
        JsonValueKind.String when type is "double" or "float" => Text(double.Parse(value.GetString()!, CultureInfo.InvariantCulture)),
        JsonValueKind.String when type == "timestamp" => Text(DateTimeOffset.Parse(value.GetString()!, CultureInfo.InvariantCulture)),
        JsonValueKind.String when type == "timestamp_ntz" => Text(DateTime.Parse(value.GetString()!, CultureInfo.InvariantCulture)),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };

    /// <summary>A value of a row of ours.</summary>
    public static string Text(object? value) => value switch
    {
        null => "null",
        bool truth => truth ? "true" : "false",
        float number => Text((double)number),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        decimal number => number.ToString(CultureInfo.InvariantCulture),
        DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ValueList list => $"[{string.Join(", ", list.Select(Text))}]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>A set has no order.</summary>
    public static string Unordered(string expression, string value) => expression.StartsWith("collect_set", StringComparison.Ordinal) ? string.Join(", ", value.Trim('[', ']').Split(", ").Order(StringComparer.Ordinal)) : value;

    private static Dictionary<string, JsonElement> Of(IEnumerable<JsonElement> lines, string kind) =>
        lines.Where(line => line.TryGetProperty(kind, out _)).ToDictionary(line => line.GetProperty(kind).GetString()!);

    private static List<JsonElement> Read(string name) =>
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Spark", name)).Select(line => JsonDocument.Parse(line).RootElement)];
}
