using System.Text;

namespace ReactiveEtl.Tests.Json;

/// <summary>Why a line is no record: which column, what stands there, and what is expected. That all paths give these reasons <see cref="DifferentialTests"/> tell.</summary>
public sealed class ReasonTests
{
    [Theory]
    [InlineData("boolean", "1", "1, expected true or false")]
    [InlineData("tinyint", "128", "128, expected an integer from -128 to 127")]
    [InlineData("bigint", "1.5", "1.5, expected an integer from -9223372036854775808 to 9223372036854775807")]
    [InlineData("int", "\"1\"", "\"1\", expected an integer from -2147483648 to 2147483647")]
    [InlineData("double", "true", "true, expected a number, \"NaN\", \"Infinity\" or \"-Infinity\"")]
    [InlineData("float", "\"x\"", "\"x\", expected a number, \"NaN\", \"Infinity\" or \"-Infinity\"")]
    [InlineData("decimal", "1e40", "1e40, expected a number that a decimal holds")]
    [InlineData("decimal(5,2)", "1000", "1000, expected a number of 3 digits before the point")]
    [InlineData("string", "12", "12, expected a string")]
    [InlineData("timestamp", "\"now\"", "\"now\", expected a time of the years 1 to 9999, such as \"2024-03-01T10:00:00Z\"")]
    [InlineData("timestamp", "true", "true, expected a time: epoch seconds or an ISO-8601 string")]
    [InlineData("timestamp_ntz", "\"2024-03-01T10:00:00Z\"", "\"2024-03-01T10:00:00Z\", expected a time without a zone, such as \"2024-03-01T10:00:00\"")]
    [InlineData("date", "\"2024-02-30\"", "\"2024-02-30\", expected a date such as \"2024-03-01\"")]
    [InlineData("uuid", "\"0f8fad5b\"", "\"0f8fad5b\", expected a GUID such as \"0f8fad5b-d9cb-469f-a165-70867728950e\"")]
    [InlineData("string", "{\"x\":[1,2]}", "an object, expected a string")]
    [InlineData("string", "[{\"a\":1}]", "an array, expected a string")]
    [InlineData("int", "\"a text of which only the beginning is shown, since it may be long\"", "\"a text of which only the beginning is sh\", expected an integer from -2147483648 to 2147483647")]
    public void Value_OfAnotherKind_IsShownWithWhatIsExpected(string type, string json, string reason) => Assert.Equal($"column 'a' is {reason}", Reason($"a {type}", $$"""{"a":{{json}}}"""));

    /// <summary>A number that, taken for milliseconds, is in the calendar; one that is in it as it stands is no fault.</summary>
    [Theory]
    [InlineData("1469501107000", true)]
    [InlineData("253402300799", null)]
    [InlineData("253402300800", true)]
    [InlineData("253402300799999", true)]
    [InlineData("253402300800000", false)]
    [InlineData("-62135596800", null)]
    [InlineData("-62135596801", true)]
    [InlineData("-62135596800000", true)]
    [InlineData("-62135596800001", false)]
    [InlineData("1e40", false)]
    public void EpochSeconds_ThatLookLikeMilliseconds_AreToldSo(string json, bool? isHinted) => Assert.Equal(
        isHinted is { } hinted ? $"column 'a' is {json}, expected epoch seconds of the years 1 to 9999{(hinted ? "; it looks like milliseconds, and seconds are expected" : "")}" : null,
        Reason("a timestamp", $$"""{"a":{{json}}}"""));

    [Theory]
    [InlineData("[]", "not an object but an array")]
    [InlineData("\"text\"", "not an object but a string")]
    [InlineData("12", "not an object but a number")]
    [InlineData("null", "not an object but null")]
    [InlineData("true", "not an object but true or false")]
    [InlineData("false", "not an object but true or false")]
    [InlineData("{\"a\":\"\\ud83d\"}", "column 'a' holds a text that is no valid Unicode")]
    public void Line_ThatIsNoRecord_IsToldWhy(string line, string reason) => Assert.Equal(reason, Reason("a string", line));

    [Theory]
    [InlineData("\"Three\"", "\"Three\", expected one of One, Two")]
    [InlineData("true", "true, expected a number or a name")]
    public void Enum_IsShownWithItsNames(string json, string reason) =>
        Assert.Equal($"column 'a' is {reason}", Reason(new ColumnFormat(new ColumnSchema("a", ColumnType.Int32)) { EnumNames = new Dictionary<string, long> { ["One"] = 1, ["Two"] = 2 } }, $$"""{"a":{{json}}}"""));

    private static string? Reason(string schema, string line) => Reason(new ColumnFormat(RowSchema.Parse(schema)[0]), line);

    private static string? Reason(ColumnFormat column, string line)
    {
        var parse = TestedPath.Make(nameof(ParserPath.Exact), new RecordFormat([column], TimeZoneInfo.Utc, MalformedPolicy.Permissive), new HashSet<int> { 0 });
        var text = Encoding.UTF8.GetBytes(line);
        return parse([.. text, .. new byte[Block.Padding]], text.Length).Errors.SingleOrDefault().Reason;
    }
}
