using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ReactiveEtl.Tests.Json;

/// <summary>The exact parser against System.Text.Json: it accepts what that accepts as one object, reads the values that that reads, and says where the rest stands.</summary>
public class ExactParserTests
{
    private const int Mutations = 20_000;

    private static readonly string[] Corpus =
    [
        "{}", " { } ", "{\"a\":1}", "{\"a\":1,\"b\":-2}", "{\"a\":null,\"s\":null}", "{\"s\":\"\"}", "{\"s\":\"\\u0041\\n\\ud83d\\ude00\"}", "{\"s\":\"😀é\u0080\"}", "{\"d\":1e5,\"m\":1.50}", "{\"d\":-0.0}",
        "{\"d\":1E+400}", "{\"d\":\"NaN\"}", "{\"t\":true}", "{\"t\":false,\"t\":true}", "{\"\\u0061\":7}", "{\"x\":[1,[2,{\"a\":3}]],\"a\":4}", "{\"x\":{\"y\":{\"z\":[]}},\"b\":1}", "{\"g\":\"0f8fad5b-d9cb-469f-a165-70867728950e\"}",
        "{\"b\":9223372036854775807}", "{\"b\":9223372036854775808}", "{\"a\":2147483648}", "{\"a\":1.0}", "{\"a\":01}", "{\"a\":+1}", "{\"a\":1,}", "{,}", "{\"a\"}", "{\"a\":}", "{a:1}", "{'a':1}", "[]", "[{}]", "{}{}", "{} {}",
        "{}x", "null", "true", "\"text\"", "1", "{\"a\":1}//c", "/*c*/{}", "{\"a\":1}\u0000", "{\"s\":\"\t\"}", "{\"s\":\"\\x\"}", "{\"s\":\"\\ud800\"}", "{\"s\":\"\\udc00\\ud800\"}", "{\"m\":79228162514264337593543950335}",
        "{\"m\":79228162514264337593543950336}", "{\"m\":1e-30}", "{\"a\":1e2}", "{\"a\":-0}", "{\"A\":1}", "{\"a\":NaN}", "{\"s\":\"a\\/b\"}", "{\"a\":1}\r", "\uFEFF{}", "{\"a\" : 1 , \"s\" : \"x\" }", "{\"a\":{\"a\":1},\"a\":2}",
    ];

    private static readonly RecordFormat Format = new(
        [
            new(new ColumnSchema("a", ColumnType.Int32)), new(new ColumnSchema("b", ColumnType.Int64)), new(new ColumnSchema("d", ColumnType.Double)), new(new ColumnSchema("m", ColumnType.Decimal)),
            new(new ColumnSchema("s", ColumnType.String)), new(new ColumnSchema("t", ColumnType.Boolean)), new(new ColumnSchema("g", ColumnType.Guid)),
        ],
        TimeZoneInfo.Utc,
        MalformedPolicy.Permissive);

    [Fact]
    public void Acceptance_OfMutatedLines_IsUtf8JsonReaders()
    {
        var untyped = new RecordFormat([new(new ColumnSchema("never there", ColumnType.Int32))], TimeZoneInfo.Utc, MalformedPolicy.Permissive);
        var accepted = 0;
        foreach (var line in Lines(seed: 1))
        {
            var (rows, reason) = Parse(untyped, line);
            var isObject = IsOneObject(line);
            Assert.True(isObject == (rows == 1), $"{Text(line)}: {reason}");
            Assert.Equal(isObject, reason is null);
            accepted += isObject ? 1 : 0;
        }

        Assert.InRange(accepted, Mutations / 20, Mutations);
    }

    [Fact]
    public void Values_OfMutatedLines_AreJsonDocuments()
    {
        foreach (var line in Lines(seed: 2).Where(IsOneObject))
        {
            var batch = new ColumnBatch(Format, Enumerable.Range(0, Format.Columns.Count).ToHashSet());
            var position = 0;
            var isWhole = new ExactParser(Format).Parse(line, ref position, batch, out var error);
            var expected = Naive(line);
            Assert.True((expected is not null) == isWhole, $"{Text(line)}: {error.Reason}");
            if (expected is null) Assert.False(string.IsNullOrEmpty(error.Reason));
            else Assert.Equal(expected, batch.Vectors.Select(vector => VectorValue.Load(vector!, 0)));
        }
    }

    [Fact]
    public void Columns_ThatNobodyReads_AreJudgedAllTheSame()
    {
        foreach (var line in Lines(seed: 3).Take(5000))
        {
            var (rows, reason) = Parse(Format, line);
            var unread = new ColumnBatch(Format, new HashSet<int>());
            var position = 0;
            var isWhole = new ExactParser(Format).Parse(line, ref position, unread, out var error);
            Assert.Equal((rows, reason), (unread.Count, isWhole ? null : error.Reason));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Addresses_InABlockOfManyLines_AreThoseOfTheLines(int seed)
    {
        var random = new Random(seed);
        var block = new List<byte>();
        var expected = new List<(int Start, int Length)>();
        var rows = 0;
        foreach (var line in Lines(seed).Take(2000))
        {
            var isBlank = line.All(b => b is (byte)' ' or (byte)'\t' or (byte)'\r');
            if (!isBlank && Parse(Format, line).Rows == 0) expected.Add((block.Count, line.AsSpan().TrimEnd((byte)'\r').Length));
            else if (!isBlank) rows++;
            block.AddRange(line);
            if (random.Next(4) == 0) block.Add((byte)'\r');
            block.Add((byte)'\n');
            if (random.Next(5) == 0) block.AddRange(" \t\n"u8);
        }

        var parser = new ExactParser(Format);
        var batch = new ColumnBatch(Format, new HashSet<int> { 0, 4 });
        var found = new List<(int Start, int Length)>();
        var (position, read) = (0, 0);
        var bytes = block.ToArray();
        while (position < bytes.Length)
        {
            batch.Clear();
            while (!parser.Parse(bytes, ref position, batch, out var error)) found.Add((error.Start, error.Length));
            read += batch.Count;
        }

        Assert.Equal(expected, found);
        Assert.Equal(rows, read);
    }

    private static IEnumerable<byte[]> Lines(int seed)
    {
        var random = new Random(seed);
        foreach (var text in Corpus) yield return Encoding.UTF8.GetBytes(text);
        for (var i = 0; i < Mutations; i++)
        {
            List<byte> line = [.. Encoding.UTF8.GetBytes(Corpus[random.Next(Corpus.Length)])];
            for (var change = random.Next(3); change >= 0 && line.Count > 0; change--)
            {
                var at = random.Next(line.Count);
                switch (random.Next(5))
                {
                    case 0: line.RemoveAt(at); break;
                    case 1: line.Insert(at, line[random.Next(line.Count)]); break;
                    case 2: line[at] = (byte)random.Next(256); break;
                    case 3: line.Insert(at, "{}[]\":,0-.eE\\u \t\rnt"u8[random.Next(19)]); break;
                    default: line.RemoveRange(at, random.Next(line.Count - at)); break;
                }
            }

            line.RemoveAll(b => b == '\n');
            if (line.Any(b => b is not ((byte)' ' or (byte)'\t' or (byte)'\r'))) yield return [.. line];
        }
    }

    private static (int Rows, string? Reason) Parse(RecordFormat format, byte[] line)
    {
        var batch = new ColumnBatch(format, new HashSet<int> { 0 });
        var position = 0;
        return new ExactParser(format).Parse(line, ref position, batch, out var error) ? (batch.Count, null) : (batch.Count, error.Reason);
    }

    private static bool IsOneObject(byte[] line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject) return false;
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The values by JsonDocument; null where one is not of its column. Every occurrence of a column is judged, and the last one counts.</summary>
    private static object?[]? Naive(byte[] line)
    {
        using var document = JsonDocument.Parse(line);
        var values = new object?[Format.Columns.Count];
        foreach (var property in document.RootElement.EnumerateObject())
        {
            var column = Format.Columns.ToList().FindIndex(column => property.NameEquals(column.Name));
            if (column < 0) continue;
            if (property.Value.ValueKind == JsonValueKind.Null) values[column] = null;
            else if (Naive(property.Value, Format.Columns[column].Type) is { } value) values[column] = value;
            else return null;
        }

        return values;
    }

    private static object? Naive(JsonElement value, ColumnType type)
    {
        var isNumber = value.ValueKind == JsonValueKind.Number;
        switch (type)
        {
            case ColumnType.Int32: return isNumber && value.TryGetInt32(out var i) ? (long)i : null;
            case ColumnType.Int64: return isNumber && value.TryGetInt64(out var l) ? l : null;
            case ColumnType.Decimal: return isNumber && value.TryGetDecimal(out var m) ? m : null;
            case ColumnType.Double when isNumber: return value.TryGetDouble(out var d) ? d : null;
            case ColumnType.Double: return value.ValueKind == JsonValueKind.String && Text(value) is "NaN" or "Infinity" or "-Infinity" ? double.Parse(value.GetString()!, CultureInfo.InvariantCulture) : null;
            case ColumnType.Boolean: return value.ValueKind is JsonValueKind.True ? 1L : value.ValueKind is JsonValueKind.False ? 0L : null;
            case ColumnType.Guid: return value.ValueKind == JsonValueKind.String && value.TryGetGuid(out var g) ? g : null;
            default: return value.ValueKind == JsonValueKind.String ? Text(value) : null;
        }
    }

    private static string? Text(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string Text(byte[] line) => $"{Encoding.UTF8.GetString(line)} ({Convert.ToHexString(line)})";
}
