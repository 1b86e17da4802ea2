using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ReactiveEtl.Oracle.Tests;

/// <summary>Lines to records by the rules of SEMANTICS §3, written down a second time as plainly as possible.</summary>
/// <remarks>Held against Spark's answers wherever no listed difference is met, so that it can be trusted where one is.</remarks>
internal sealed class DocumentedReader(RowSchema schema, TimeZoneInfo zone)
{
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    public IEnumerable<DocumentedRecord> Read(byte[] file)
    {
        var number = 0L;
        var rest = file.AsMemory();
        if (rest.Span.StartsWith(ByteOrderMark)) rest = rest[3..];
        while (!rest.IsEmpty)
        {
            number++;
            var end = rest.Span.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (line.Span.IndexOfAnyExcept(" \t\r"u8) >= 0) yield return Read(line.ToArray(), number);
        }
    }

    private DocumentedRecord Read(byte[] line, long number)
    {
        var values = new object?[schema.Count];
        var corrupt = schema.ToList().FindIndex(column => column is { Name: "_corrupt_record", Type: ColumnType.String });
        HashSet<int>? bad = null;
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind == JsonValueKind.Object) bad = Fill(document.RootElement, values, corrupt);
        }
        catch (JsonException)
        {
            Array.Clear(values);
        }

        if (corrupt >= 0 && bad is not { Count: 0 }) values[corrupt] = Encoding.UTF8.GetString(line).TrimEnd('\r');
        return new DocumentedRecord(line, number, values, bad);
    }

    private HashSet<int> Fill(JsonElement record, object?[] values, int corrupt)
    {
        var bad = new HashSet<int>();
        foreach (var field in record.EnumerateObject())
        {
            var column = IndexOf(field);
            if (column < 0 || column == corrupt) continue;
            if (field.Value.ValueKind == JsonValueKind.Null) values[column] = null;
            else if (TryRead(field.Value, schema[column], out var value)) values[column] = value;
            else bad.Add(column);
        }

        return bad;
    }

    private int IndexOf(JsonProperty field)
    {
        for (var i = 0; i < schema.Count; i++)
        {
            if (IsNamed(field, schema[i].Name)) return i;
        }

        return -1;
    }

    private bool TryRead(JsonElement json, ColumnSchema column, out object? value)
    {
        value = column.Type switch
        {
            ColumnType.Boolean => json.ValueKind is JsonValueKind.True or JsonValueKind.False ? json.GetBoolean() : null,
            ColumnType.Int8 => json.ValueKind == JsonValueKind.Number && json.TryGetSByte(out var integer) ? integer : null,
            ColumnType.Int16 => json.ValueKind == JsonValueKind.Number && json.TryGetInt16(out var integer) ? integer : null,
            ColumnType.Int32 => json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out var integer) ? integer : null,
            ColumnType.Int64 => json.ValueKind == JsonValueKind.Number && json.TryGetInt64(out var integer) ? integer : null,
            ColumnType.Single => json.ValueKind == JsonValueKind.Number ? json.GetRawText() == "-0" ? 0f : json.GetSingle() : (float?)NamedDouble(TextOf(json)),
            ColumnType.Double => json.ValueKind == JsonValueKind.Number ? json.GetRawText() == "-0" ? 0.0 : json.GetDouble() : NamedDouble(TextOf(json)),
            ColumnType.Decimal => json.ValueKind == JsonValueKind.Number && json.TryGetDecimal(out var exact) ? Rounded(exact, column) : null,
            ColumnType.String => TextOf(json),
            ColumnType.Timestamp => json.ValueKind == JsonValueKind.Number ? Epoch(json) : DocumentedTime.Read(TextOf(json), zone),
            ColumnType.LocalTimestamp => DocumentedTime.ReadLocal(TextOf(json)),
            ColumnType.Date => DocumentedTime.ReadDate(TextOf(json)),
            _ => null,
        };
        return value is not null;
    }

    /// <summary>Whether a field has a name; one whose name is no Unicode has none that is declared.</summary>
    public static bool IsNamed(JsonProperty field, string name)
    {
        try
        {
            return field.NameEquals(name);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>The text of a string; null for any other value, and for one that is no Unicode.</summary>
    public static string? TextOf(JsonElement json)
    {
        try
        {
            return json.ValueKind == JsonValueKind.String ? json.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static double? NamedDouble(string? text) => text switch
    {
        "NaN" => double.NaN,
        "Infinity" or "+Infinity" or "+INF" => double.PositiveInfinity,
        "-Infinity" or "-INF" => double.NegativeInfinity,
        _ => null,
    };

    private static decimal? Rounded(decimal exact, ColumnSchema column)
    {
        if (column is not { Precision: { } precision, Scale: { } scale }) return exact;
        var rounded = Math.Round(exact, scale, MidpointRounding.AwayFromZero);
        var digitsBeforePoint = decimal.Truncate(Math.Abs(rounded)).ToString(CultureInfo.InvariantCulture);
        return digitsBeforePoint != "0" && digitsBeforePoint.Length > precision - scale ? null : rounded;
    }

    private static DateTimeOffset? Epoch(JsonElement json)
    {
        if (!json.TryGetDecimal(out var seconds)) return null;
        var microseconds = decimal.Floor(Math.Clamp(seconds, -1e12m, 1e12m) * 1_000_000);
        return DocumentedTime.OfMicroseconds(microseconds);
    }
}
