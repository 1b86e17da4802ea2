namespace ReactiveEtl.Sql.Tests;

/// <summary>Two small tables as the oracle has them: counts by window, and one of values at the edges.</summary>
internal static class Tables
{
    public static readonly RowSchema CountsSchema = new(
        new ColumnSchema("action", ColumnType.String), new ColumnSchema("window", ColumnType.Window), new ColumnSchema("count", ColumnType.Int64));

    public static readonly RowSchema EdgesSchema = RowSchema.Parse("k string, v bigint, d double, t timestamp, dt date, b boolean, m decimal(10,2)");

    public static IReadOnlyList<Row> Counts =>
    [
        Count("Open", 1, 11), Count("Close", 1, 9), Count("Close", 2, 187), Count("Open", 2, 179), Count("Open", 13, 5), Count("Close", 13, 0), Count(null, 13, 3),
    ];

    public static IReadOnlyList<Row> Edges =>
    [
        new(EdgesSchema, "a", 1L, 0.5, At("2024-03-01T10:00:00Z"), new DateOnly(2024, 3, 1), true, 1.10m),
        new(EdgesSchema, "b", -7L, 1e10, At("2024-03-01T10:00:00.5Z"), new DateOnly(2024, 12, 31), false, -2.50m),
        new(EdgesSchema, null, null, null, null, null, null, null),
        new(EdgesSchema, "a", long.MaxValue, double.NaN, At("1969-12-31T23:59:59.999999Z"), new DateOnly(1969, 12, 31), true, 99999999.99m),
        new(EdgesSchema, "", 0L, -0.0, At("9999-12-31T23:59:59Z"), DateOnly.MinValue, false, 0m),
        new(EdgesSchema, "\ud83d\ude00", 12L, 1e-5, At("2024-07-04T09:08:07.006005Z"), DateOnly.MaxValue, null, 3m),
        new(EdgesSchema, "\uffee", 100L, double.NegativeInfinity, At("2024-03-01T00:00:00Z"), new DateOnly(2024, 7, 4), true, 3.00m),
    ];

    public static SqlSession Session(string? zone = null)
    {
        var session = new SqlSession(zone is null ? null : TimeZoneInfo.FindSystemTimeZoneById(zone));
        session.Add("counts", CountsSchema, Counts);
        session.Add("edges", EdgesSchema, Edges);
        return session;
    }

    /// <summary>The rows as Spark prints them, values between bars.</summary>
    public static string Answer(string statement, string? zone = null)
    {
        using var session = Session(zone);
        var lines = session.Query(statement).Text(1_000, 0).Split('\n');
        return string.Join(" / ", lines.Skip(3).TakeWhile(line => !line.StartsWith('+')).Select(line => string.Join("|", line.Trim('|').Split('|').Select(cell => cell.Trim()))));
    }

    public static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static Row Count(string? action, int hour, long count)
    {
        var start = new DateTimeOffset(2024, 3, 1, hour, 0, 0, TimeSpan.Zero);
        return new(CountsSchema, action, new Window(start, start.AddHours(1)), count);
    }
}
