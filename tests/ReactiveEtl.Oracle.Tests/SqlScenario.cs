using System.Globalization;
using System.Text.Json;

namespace ReactiveEtl.Oracle.Tests;

/// <summary>Runs a scenario of kind "sql": static tables, statements, and what Spark answered to each.</summary>
internal static class SqlScenario
{
    /// <summary>What we answer otherwise than Spark, a line for each statement; empty where all is equal.</summary>
    public static List<string> Differences(JsonElement scenario)
    {
        using var session = new SqlSession(scenario.TryGetProperty("timeZone", out var zone) && zone.GetString() is { } id ? ZoneOf(id) : TimeZoneInfo.Utc);
        foreach (var table in scenario.GetProperty("tables").EnumerateObject())
        {
            var schema = SchemaOf(table.Value.GetProperty("schema"));
            session.Add(table.Name, schema, [.. table.Value.GetProperty("rows").EnumerateArray().Select(row => RowOf(row, schema))]);
        }

        var differences = new List<string>();
        foreach (var statement in scenario.GetProperty("statements").EnumerateArray())
        {
            if (Difference(session, statement) is { } difference) differences.Add($"{statement.GetProperty("sql").GetString()}: {difference}");
        }

        return differences;
    }

    private static string? Difference(SqlSession session, JsonElement statement)
    {
        SqlResult result;
        try
        {
            result = session.Query(statement.GetProperty("sql").GetString()!);
            if (statement.TryGetProperty("show", out var show)) return TextDifference(Shown(result, show), statement);
            // Two columns of one name are an error to Spark's reader of rows, too.
            _ = result.Rows;
        }
        catch (SqlQueryException error)
        {
            return statement.TryGetProperty("error", out _) ? null : error.Message;
        }

        if (statement.TryGetProperty("error", out var expected)) return $"an error was expected: {expected}";
        return SchemaDifference(result.Schema, statement.GetProperty("expectedSchema")) ?? RowsDifference(result, statement);
    }

    /// <summary>The arguments of <c>DataFrame.show(n=20, truncate=True, vertical=False)</c>, by place or name.</summary>
    private static string Shown(SqlResult result, JsonElement show)
    {
        var arguments = new Dictionary<string, JsonElement>();
        string[] names = ["n", "truncate", "vertical"];
        if (show.TryGetProperty("args", out var args))
        {
            foreach (var (place, value) in args.EnumerateArray().Index()) arguments[names[place]] = value;
        }

        if (show.TryGetProperty("named", out var named))
        {
            foreach (var argument in named.EnumerateObject()) arguments[argument.Name] = argument.Value;
        }

        var count = arguments.TryGetValue("n", out var n) ? n.GetInt32() : 20;
        var truncate = !arguments.TryGetValue("truncate", out var cut) || cut.ValueKind == JsonValueKind.True ? 20 : cut.ValueKind == JsonValueKind.False ? 0 : cut.GetInt32();
        return result.Text(count, truncate, arguments.TryGetValue("vertical", out var vertical) && vertical.GetBoolean());
    }

    private static string? TextDifference(string text, JsonElement statement)
    {
        if (!statement.TryGetProperty("expectedText", out var expected)) return "an error was expected";
        return text == expected.GetString() ? null : $"shown is\n{text}but expected\n{expected.GetString()}";
    }

    private static string? SchemaDifference(RowSchema schema, JsonElement expected)
    {
        var actual = schema.Select(column => $"{column.Name} {TypeName(column)}");
        // Spark's void, the type of a null, is a column of strings here.
        var wanted = expected.EnumerateObject().Select(column => $"{column.Name} {(column.Value.GetString() == "void" ? "string" : column.Value.GetString())}");
        return actual.SequenceEqual(wanted) ? null : $"the schema is {string.Join(", ", actual)} but expected {string.Join(", ", wanted)}";
    }

    private static string? RowsDifference(SqlResult result, JsonElement statement)
    {
        var expected = statement.GetProperty("expectedRows").EnumerateArray().Select(row => RowOf(row, result.Schema).ToString()).ToList();
        var actual = result.Rows.Select(row => row.ToString()).ToList();
        if (!statement.TryGetProperty("ordered", out var ordered) || !ordered.GetBoolean())
        {
            expected.Sort(StringComparer.Ordinal);
            actual.Sort(StringComparer.Ordinal);
        }

        return actual.SequenceEqual(expected) ? null : $"the rows are\n{string.Join("\n", actual)}\nbut expected\n{string.Join("\n", expected)}";
    }

    private static RowSchema SchemaOf(JsonElement schema) => new(schema.EnumerateObject().Select(column => column.Value.GetString() switch
    {
        "struct<start:timestamp,end:timestamp>" => new ColumnSchema(column.Name, ColumnType.Window),
        var type => RowSchema.Parse($"c {type}")[0] with { Name = column.Name },
    }));

    private static string TypeName(ColumnSchema column) => column.Type switch
    {
        ColumnType.Int32 => "int",
        ColumnType.Int64 => "bigint",
        ColumnType.Decimal => string.Create(CultureInfo.InvariantCulture, $"decimal({column.Precision},{column.Scale})"),
        ColumnType.Window => "struct<start:timestamp,end:timestamp>",
        var type => type.ToString().ToLowerInvariant(),
    };

    /// <summary>A row from JSON; a missing field is null.</summary>
    private static Row RowOf(JsonElement row, RowSchema schema) =>
        new(schema, [.. schema.Select(column => row.TryGetProperty(column.Name, out var value) ? ValueOf(value, column) : null)]);

    private static object? ValueOf(JsonElement value, ColumnSchema column) => value.ValueKind == JsonValueKind.Null ? null : column.Type switch
    {
        ColumnType.Boolean => value.GetBoolean(),
        ColumnType.Int32 => value.GetInt32(),
        ColumnType.Int64 => value.GetInt64(),
        ColumnType.Double => value.ValueKind == JsonValueKind.String ? double.Parse(value.GetString()!, CultureInfo.InvariantCulture) : value.GetDouble(),
        ColumnType.Decimal => decimal.Parse(value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText(), CultureInfo.InvariantCulture),
        ColumnType.Timestamp => TimeOf(value),
        ColumnType.Date => DateOnly.ParseExact(value.GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture),
        ColumnType.Window => new Window(TimeOf(value.GetProperty("start")), TimeOf(value.GetProperty("end"))),
        _ => value.GetString(),
    };

    /// <summary>A zone by its id, or by its offset: <c>+02:00</c>.</summary>
    private static TimeZoneInfo ZoneOf(string id) => id[0] is '+' or '-'
        ? TimeZoneInfo.CreateCustomTimeZone(id, TimeSpan.Parse(id.TrimStart('+'), CultureInfo.InvariantCulture), id, id)
        : TimeZoneInfo.FindSystemTimeZoneById(id);

    private static DateTimeOffset TimeOf(JsonElement value) =>
        DateTimeOffset.Parse(value.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
