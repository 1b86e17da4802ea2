using System.Text.Json;

namespace ReactiveEtl.Tests.Json;

/// <summary>What <see cref="Utf8JsonReader"/> says of a text.</summary>
internal static class JsonFacts
{
    /// <summary>How deep the text nests where it is one JSON value and nothing else, a scalar 0; -1 where it is none.</summary>
    public static int DepthOf(ReadOnlySpan<byte> text)
    {
        try
        {
            var depth = 0;
            var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 1000 });
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) depth = Math.Max(depth, reader.CurrentDepth + 1);
            }

            return depth;
        }
        catch (JsonException)
        {
            return -1;
        }
    }

    /// <summary>The properties of a text that is an object, in their order: the name as it stands there, and where the value begins and what it is.</summary>
    public static IReadOnlyList<(string Name, int Place, JsonTokenType Type)> PropertiesOf(ReadOnlySpan<byte> text)
    {
        var found = new List<(string, int, JsonTokenType)>();
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 1000 });
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName) continue;
            var name = System.Text.Encoding.Latin1.GetString(reader.ValueSpan);
            reader.Read();
            found.Add((name, (int)reader.TokenStartIndex, reader.TokenType));
            reader.Skip();
        }

        return found;
    }
}
