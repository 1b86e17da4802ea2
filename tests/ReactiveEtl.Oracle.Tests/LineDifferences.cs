using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace ReactiveEtl.Oracle.Tests;

/// <summary>A kind of line that we read differently from Spark on purpose.</summary>
/// <param name="Name">The kind.</param>
/// <param name="Reason">Why.</param>
/// <param name="Is">How it is recognised.</param>
/// <param name="SparkRows">How many rows Spark makes of it where nothing is dropped.</param>
/// <remarks>Our answer is that of <see cref="DocumentedReader"/>, and is asserted exactly: the row, or the record set aside.</remarks>
internal sealed record LineDifference(string Name, string Reason, Func<LineContext, bool> Is, Func<LineContext, int> SparkRows)
{
    /// <summary>Whether Spark's row is ours without the mark: the good columns of a bad record, nulls for the others.</summary>
    public bool SparkKeepsNulls { get; init; }
}

/// <summary>A line, as we read it, and what is asked of it.</summary>
internal sealed record LineContext(DocumentedRecord Record, JsonLine Json, RowSchema Schema, MalformedPolicy Policy, IReadOnlySet<int> ColumnsRead, Scenario Scenario)
{
    /// <summary>Whether one of Spark's laxer readings, which are its default, was switched off.</summary>
    public bool IsOff(string option) => Scenario.Options.TryGetValue(option, out var value) && value.Equals("false", StringComparison.OrdinalIgnoreCase);

    public bool HasCorruptColumn => Schema.Any(column => column is { Name: "_corrupt_record", Type: ColumnType.String });

    /// <summary>Whether times that name no zone are in one whose offset changes.</summary>
    public bool HasZone => !Scenario.Zone.Equals("UTC", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether one of the columns of these types has a value that looks as asked.</summary>
    public bool AnyValue(Func<ColumnSchema, bool> column, Func<JsonElement, bool> value) =>
        Schema.Where(candidate => candidate.Name != "_corrupt_record" && column(candidate)).Any(candidate => Json.ValuesOf(candidate.Name).Any(value));
}

/// <summary>The one table of lines that we read differently on purpose; a line that is of no kind must be read as Spark reads it.</summary>
internal static partial class LineDifferences
{
    private const string Strict = "a record is what System.Text.Json accepts as one object in one line";

    public static IReadOnlyList<LineDifference> All { get; } =
    [
        new("lone CR as a line end", "lines end with LF or CRLF; a CR inside is white space of JSON, so that no byte decides that may stand in a value's neighbourhood",
            line => line.Record.Text.Contains('\r', StringComparison.Ordinal), line => line.Record.Text.Split('\r').Count(part => part.Trim().Length > 0)),
        new("byte order mark on a later line", "a mark belongs to a file's start; " + Strict, line => line.Json.Text.StartsWith('\uFEFF'), _ => 1),
        new("bytes that are no UTF-8", "a text that is no Unicode makes its column bad, not the record; " + Strict, line => !Utf8.IsValid(line.Record.Line), _ => 1),
        new("root array", "one line is one record, so that counts are of lines", line => line.Json.First == JsonTokenType.StartArray && (line.Json.HasObjects || line.Json.Elements == 0),
            line => line.Json.Elements),
        new("single quotes", Strict, line => !line.IsOff("allowSingleQuotes") && !line.Json.IsValid && (line.Json.OutsideStrings.Contains('\'', StringComparison.Ordinal) || line.Json.Text.Contains("\\'", StringComparison.Ordinal)), _ => 1),
        new("bare NaN and infinities", Strict + "; in quotes they are read", line => !line.IsOff("allowNonNumericNumbers") && !line.Json.IsValid && BareNumberPattern().IsMatch(line.Json.OutsideStrings), _ => 1),
        new("text behind the object", Strict, line => line.Json is { First: JsonTokenType.StartObject, HasRest: true }, _ => 1),
        new("nested deeper than 64", Strict, line => !line.Json.IsValid && JsonLine.IsDeep(line.Record.Line), _ => 1),
        new("raw text in a string column", "a string column takes strings, so that 1 and \"1\" are never one key",
            line => line.AnyValue(column => column.Type == ColumnType.String, value => value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null)), _ => 1),
        new("field name of half a surrogate pair", "of an undeclared field only the syntax is judged", line => line.Json.HasNamelessField, _ => 1),
        new("half a surrogate pair", "a text is Unicode", line => line.AnyValue(column => column.Type == ColumnType.String, value => value.ValueKind == JsonValueKind.String && TextOf(value) is null), _ => 1),
        new("number in quotes in a decimal column", "numbers are numbers", line => line.AnyValue(column => column.Type == ColumnType.Decimal, value => TextOf(value) is { } text && NumberPattern().IsMatch(text)), _ => 1),
        new("time outside the years 1 to 9999", "no DateTimeOffset or DateOnly holds it",
            line => line.Record.BadColumns is { Count: > 0 } && (line.AnyValue(column => column.Type is ColumnType.Timestamp or ColumnType.LocalTimestamp or ColumnType.Date, IsFarTime) || line.AnyValue(column => column.Type == ColumnType.Timestamp, IsNumber)), _ => 1),
        new("local time of a zone whose offset had seconds", "a TimeZoneInfo has offsets of whole minutes",
            line => line.AnyValue(column => column.Type == ColumnType.Timestamp, value => TextOf(value) is { } text && OldYearPattern().IsMatch(text) && (line.HasZone || text.Contains('/', StringComparison.Ordinal))), _ => 1),
        new("time of day without a date", "Spark takes the day on which it reads; an answer must not depend on that",
            line => line.AnyValue(column => column.Type == ColumnType.Timestamp, value => TextOf(value) is { } text && TimeOfDayPattern().IsMatch(text)), _ => 1),
        new("name or number beyond the limits of Spark's parser", "it has limits of 1,000 digits and of 50,000 characters of a name; here a record has one, MaxRecordBytes",
            line => LongTokenPattern().IsMatch(line.Json.Text), _ => 1),
        new("fraction of epoch seconds", "a number in a timestamp column is seconds, whole or not (ours)",
            line => line.AnyValue(column => column.Type == ColumnType.Timestamp, value => IsNumber(value) && value.GetRawText().AsSpan().IndexOfAny(".eE") >= 0), _ => 1),
        new("bad column that the query does not read", "every declared column is judged on every path, so that the answer does not depend on what a query reads",
            line => line.Record.IsMalformed && (line.Policy != MalformedPolicy.Permissive || ReadsMark(line)) && IsUnread(line), _ => 1),
        new("malformed record without a column for it", "it is set aside with its address, text and reason, and not counted as a row of nulls",
            line => line.Record.IsMalformed && line.Policy == MalformedPolicy.Permissive && !line.HasCorruptColumn, _ => 1) { SparkKeepsNulls = true },
    ];

    public static LineDifference? Of(LineContext line) => All.FirstOrDefault(kind => kind.Is(line));

    private static bool ReadsMark(LineContext line) => line.HasCorruptColumn && line.ColumnsRead.Any(column => line.Schema[column].Name == "_corrupt_record");

    /// <summary>Spark parses nothing where nothing is read, and else judges what is read.</summary>
    private static bool IsUnread(LineContext line) => line.ColumnsRead.Count == 0 || (line.Record.BadColumns is { } bad && !bad.Overlaps(line.ColumnsRead));

    private static bool IsNumber(JsonElement value) => value.ValueKind == JsonValueKind.Number;

    private static bool IsFarTime(JsonElement value) => TextOf(value) is { } text && FarYearPattern().IsMatch(text);

    private static string? TextOf(JsonElement value) => DocumentedReader.TextOf(value);

    [GeneratedRegex(@"(?<![\w""])(NaN|[+-]?Infinity|[+-]INF)(?!\w)")]
    private static partial Regex BareNumberPattern();

    [GeneratedRegex(@"^[+-]?([\d,]+\.?\d*|\.\d+)([eE][+-]?\d+)?$")]
    private static partial Regex NumberPattern();

    [GeneratedRegex(@"^\s*T?\d{1,2}:")]
    private static partial Regex TimeOfDayPattern();

    [GeneratedRegex("""[0-9]{1001,}|"[^"]{50001,}"\s*:""")]
    private static partial Regex LongTokenPattern();

    /// <summary>Before 1972, when the last zone took an offset of whole minutes.</summary>
    [GeneratedRegex(@"^\s*[+]?(0\d{3}|1[0-8]\d\d|19[0-6]\d|197[01])(-|\s*$)")]
    private static partial Regex OldYearPattern();

    /// <summary>Before the second year, or behind the last but one: a zone may lead out of the calendar.</summary>
    [GeneratedRegex(@"^\s*(-\d{4,6}|[+]?(0000|0001|9999|[1-9]\d{4,5}))(-|\s*$)")]
    private static partial Regex FarYearPattern();
}
