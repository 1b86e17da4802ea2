using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ReactiveEtl.Cli;

/// <summary>A JSON object a line, with the columns of the csv form; numbers, truth values and nulls are JSON's own.</summary>
internal static class JsonLinesFormat
{
    // The text goes to a terminal or a file, never into a page of HTML.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(TextWriter output, RowSchema schema, IEnumerable<Row> rows)
    {
        var names = FlatRows.Names(schema).Select(name => JsonEncodedText.Encode(name, Options.Encoder)).ToArray();
        var line = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(line, Options);
        foreach (var row in rows)
        {
            json.WriteStartObject();
            foreach (var (name, value) in names.Zip(FlatRows.Values(row)))
            {
                json.WritePropertyName(name);
                WriteValue(json, value);
            }

            json.WriteEndObject();
            json.Flush();
            output.Write(Encoding.UTF8.GetString(line.WrittenSpan));
            output.Write('\n');
            line.ResetWrittenCount();
            json.Reset();
        }
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case sbyte number: json.WriteNumberValue(number); break;
            case short number: json.WriteNumberValue(number); break;
            case int number: json.WriteNumberValue(number); break;
            case long number: json.WriteNumberValue(number); break;
            case decimal number: json.WriteNumberValue(number); break;
            case float number when float.IsFinite(number): json.WriteNumberValue(number); break;
            case double number when double.IsFinite(number): json.WriteNumberValue(number); break;
            case ValueList list:
                json.WriteStartArray();
                foreach (var item in list) WriteValue(json, item);
                json.WriteEndArray();
                break;
            // JSON has no NaN and no infinities: they are strings, which JsonNumberHandling.AllowNamedFloatingPointLiterals reads.
            default: json.WriteStringValue(CellText.Of(value)); break;
        }
    }
}
