using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ReactiveEtl.Oracle.Tests;

/// <summary>Values and rows as one text each, ours and the oracle's alike, so that they can be compared and shown.</summary>
internal static class Canonical
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A value of ours; a decimal with the digits of its column.</summary>
    public static string Value(object? value, ColumnSchema column) => value switch
    {
        null => "null",
        bool truth => truth ? "true" : "false",
        float number => Single(number),
        double number => Double(number),
        decimal number => $"\"{(column.Scale is { } scale ? number.ToString($"F{scale}", CultureInfo.InvariantCulture) : number.ToString(CultureInfo.InvariantCulture))}\"",
        DateTimeOffset time => $"\"{Time(time)}\"",
        DateTime time => $"\"{Local(time)}\"",
        DateOnly date => $"\"{date:yyyy-MM-dd}\"",
        Window window when column.Type == ColumnType.LocalWindow => $$"""{"start":"{{Local(window.Start.DateTime)}}","end":"{{Local(window.End.DateTime)}}"}""",
        Window window => $$"""{"start":"{{Time(window.Start)}}","end":"{{Time(window.End)}}"}""",
        string text => Text(text),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new InvalidOperationException($"A {value.GetType().Name} is no value of a row."),
    };

    /// <summary>A row of ours: columns and values in order.</summary>
    public static string Row(RowSchema schema, IReadOnlyList<object?> values) =>
        "{" + string.Join(",", schema.Zip(values).Select(pair => $"{Text(pair.First.Name)}:{Value(pair.Second, pair.First)}")) + "}";

    public static string Row(Row row) => Row(row.Schema, [.. row.Schema.Select((_, place) => row[place])]);

    /// <summary>A row of Spark's; the types tell which numbers are doubles.</summary>
    public static string Row(JsonElement row, IReadOnlyDictionary<string, string> types)
    {
        var text = new StringBuilder("{");
        foreach (var field in row.EnumerateObject())
            text.Append(text.Length > 1 ? "," : "").Append(Text(field.Name)).Append(':').Append(Value(field.Value, types.GetValueOrDefault(field.Name, "")));
        return text.Append('}').ToString();
    }

    public static string Text(string text) => JsonSerializer.Serialize(text, Readable);

    private static string Value(JsonElement value, string type) => value.ValueKind switch
    {
        JsonValueKind.String or JsonValueKind.Number when type == "float" => Single(float.Parse(value.ToString(), CultureInfo.InvariantCulture)),
        JsonValueKind.String when type == "double" => Double(double.Parse(value.GetString()!, CultureInfo.InvariantCulture)),
        JsonValueKind.String => Text(value.GetString()!),
        JsonValueKind.Number when type == "double" => Double(value.GetDouble()),
        JsonValueKind.Object => "{" + string.Join(",", value.EnumerateObject().Select(field => $"{Text(field.Name)}:{Value(field.Value, "")}")) + "}",
        _ => value.GetRawText(),
    };

    private static string Single(float number) => Double(number, number.ToString("R", CultureInfo.InvariantCulture));

    private static string Double(double number) => Double(number, number.ToString("R", CultureInfo.InvariantCulture));

    private static string Double(double number, string digits) => double.IsFinite(number) ? digits : $"\"{number.ToString(CultureInfo.InvariantCulture)}\"";

    private static string Time(DateTimeOffset time) => Local(time.UtcDateTime) + "Z";

    private static string Local(DateTime time) => time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);
}
