using System.Text;
using System.Text.Json;

namespace ReactiveEtl.Oracle.Tests;

/// <summary>One file of a scenario: its name, its bytes and its modification time.</summary>
internal sealed record InputFile(string Name, byte[] Bytes, double SecondsAfterStart)
{
    private static readonly DateTimeOffset Start = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The files of a step; <paramref name="number"/> files were put before.</summary>
    public static IEnumerable<InputFile> Of(JsonElement step, int number)
    {
        if (step.TryGetProperty("files", out var files))
        {
            foreach (var file in files.EnumerateArray())
            {
                var seconds = file.TryGetProperty("mtime", out var mtime) ? mtime.GetDouble() : number * 10;
                yield return new InputFile(file.GetProperty("name").GetString()!, BytesOf(file), seconds);
                number++;
            }
        }
        else if (step.TryGetProperty("raw", out _) || step.TryGetProperty("rawBase64", out _) || (step.TryGetProperty("input", out var input) && input.ValueKind == JsonValueKind.Array))
        {
            yield return new InputFile($"f{number:0000}.json", BytesOf(step), number * 10);
        }
    }

    public static byte[] BytesOf(JsonElement spec)
    {
        if (spec.TryGetProperty("rawBase64", out var base64)) return base64.GetBytesFromBase64();
        if (spec.TryGetProperty("raw", out var raw)) return Encoding.UTF8.GetBytes(raw.GetString()!);
        var text = new StringBuilder();
        foreach (var line in spec.GetProperty(spec.TryGetProperty("input", out _) ? "input" : "lines").EnumerateArray())
        {
            if (line.ValueKind == JsonValueKind.String) text.Append(line.GetString());
            else AppendCompact(text, line);
            text.Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Written beside the watched directory, given its time, then moved in: it appears complete.</summary>
    public void Put(string root)
    {
        var target = Path.Combine(root, "in", Name);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var staging = Path.Combine(root, "staging.tmp");
        File.WriteAllBytes(staging, Bytes);
        File.SetLastWriteTimeUtc(staging, (Start + TimeSpan.FromSeconds(SecondsAfterStart)).UtcDateTime);
        File.Move(staging, target, overwrite: true);
    }

    /// <summary>JSON without blanks, in the order of its keys, nothing escaped that need not be: as the oracle wrote it.</summary>
    private static void AppendCompact(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                foreach (var (place, field) in value.EnumerateObject().Index())
                {
                    if (place > 0) text.Append(',');
                    AppendString(text, field.Name);
                    text.Append(':');
                    AppendCompact(text, field.Value);
                }

                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var (place, item) in value.EnumerateArray().Index())
                {
                    if (place > 0) text.Append(',');
                    AppendCompact(text, item);
                }

                text.Append(']');
                break;
            case JsonValueKind.String:
                AppendString(text, value.GetString()!);
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }

    private static void AppendString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            text.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\b' => "\\b",
                '\f' => "\\f",
                < ' ' => $"\\u{(int)c:x4}",
                _ => c.ToString(),
            });
        }

        text.Append('"');
    }
}
