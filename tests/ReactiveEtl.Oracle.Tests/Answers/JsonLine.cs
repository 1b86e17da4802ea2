using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ReactiveEtl.Oracle.Tests;

/// <summary>What can be seen of a line without reading it as a record: by which kind of line it is told where we answer differently.</summary>
internal sealed partial class JsonLine
{
    private JsonLine(byte[] line, string text)
    {
        Text = text;
        OutsideStrings = StringPattern().Replace(text, match => "\"" + new string(' ', Math.Max(0, match.Length - 2)) + "\"");
        (IsValid, Root) = Parse(line);
        var reader = new Utf8JsonReader(line, isFinalBlock: true, default);
        try
        {
            reader.Read();
            First = reader.TokenType;
            if (First == JsonTokenType.StartArray) (Elements, HasObjects) = Count(reader);
            reader.Skip();
            HasRest = line.AsSpan((int)reader.BytesConsumed).IndexOfAnyExcept(" \t\r"u8) >= 0;
        }
        catch (JsonException)
        {
            HasRest = false;
        }
    }

    public string Text { get; }

    /// <summary>The text with blanks in the place of all that stands in double quotes.</summary>
    public string OutsideStrings { get; }

    public bool IsValid { get; }

    /// <summary>The object, where the line is one.</summary>
    public JsonElement? Root { get; }

    public JsonTokenType First { get; }

    /// <summary>Of a root array.</summary>
    public int Elements { get; }

    /// <summary>Whether a root array holds an object first.</summary>
    public bool HasObjects { get; }

    /// <summary>Whether something stands behind a first, valid value.</summary>
    public bool HasRest { get; }

    /// <summary>Whether the name of a field is no Unicode.</summary>
    public bool HasNamelessField => Root is { } root && root.EnumerateObject().Any(value => !TryName(value));

    public static JsonLine Of(byte[] line) => new(line, Encoding.UTF8.GetString(line));

    /// <summary>The values of a field, all occurrences of it.</summary>
    public IEnumerable<JsonElement> ValuesOf(string field) =>
        Root is { } root ? root.EnumerateObject().Where(value => DocumentedReader.IsNamed(value, field)).Select(value => value.Value) : [];

    /// <summary>Whether the line would be valid if it could be nested deeper.</summary>
    public static bool IsDeep(byte[] line)
    {
        try
        {
            JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 900 }).Dispose();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool TryName(JsonProperty value)
    {
        try
        {
            return value.Name.Length >= 0;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static (bool IsValid, JsonElement? Root) Parse(byte[] line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return (true, document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null);
        }
        catch (JsonException)
        {
            return (false, null);
        }
    }

    private static (int Elements, bool HasObjects) Count(Utf8JsonReader reader)
    {
        var elements = 0;
        var hasObjects = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            hasObjects |= elements == 0 && reader.TokenType == JsonTokenType.StartObject;
            elements++;
            reader.Skip();
        }

        return (elements, hasObjects);
    }

    [GeneratedRegex("""
        "(?:[^"\\]|\\.)*"?
        """, RegexOptions.Singleline)]
    private static partial Regex StringPattern();
}
