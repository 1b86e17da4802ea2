using System.Text;

namespace ReactiveEtl.Tests.Json;

/// <summary>Malformed records where the schema has a column for their text, as Spark answers.</summary>
public sealed class CorruptRecordTests
{
    private const string Schema = "a bigint, b string, _corrupt_record string";

    private static readonly string[] Lines = ["""{"a":1,"b":"x"}""", """{"a":"y","b":"kept"}""", """{"a":2""", """{"a":3}"""];

    [Theory]
    [InlineData(Schema)]
    [InlineData("_corrupt_record string, b string, a bigint")]
    public async Task Permissive_KeepsTheGoodColumnsAndTheText(string schema)
    {
        var rows = await JsonReading.Read(schema, new ReadOptions(), Lines);

        Assert.Equal([1L, null, null, 3L], rows.Select(row => row["a"]));
        Assert.Equal(["x", "kept", null, null], rows.Select(row => row["b"]));
        Assert.Equal([null, Lines[1], Lines[2], null], rows.Select(row => row["_corrupt_record"]));
    }

    /// <summary>A record that is too long to be read is a row of nothing but the beginning of its text.</summary>
    [Fact]
    public async Task RecordThatIsTooLong_IsARowOfItsText()
    {
        var line = $$"""{"a":2,"b":"{{new string('x', 200_000)}}"}""";
        var rows = await JsonReading.Read(Schema, new ReadOptions { MaxRecordBytes = 1 << 16 }, """{"a":1,"b":"x"}""", line, """{"a":3}""");

        Assert.Equal([(1L, "x"), (null, null), (3L, null)], rows.Select(row => ((long?)row["a"], (string?)row["b"])));
        Assert.Equal([null, true, null], rows.Select(row => row["_corrupt_record"] is string { Length: > 100 } text ? line.StartsWith(text, StringComparison.Ordinal) : (bool?)null));
    }

    [Fact]
    public async Task Drop_LeavesThemOut_AndTheColumnEmpty()
    {
        var rows = await JsonReading.Read(Schema, new ReadOptions { Malformed = MalformedPolicy.Drop }, Lines);

        Assert.Equal([1L, 3L], rows.Select(row => row["a"]));
        Assert.All(rows, row => Assert.Null(row["_corrupt_record"]));
    }

    /// <summary>The next record stands where the bad one would have: nothing is left there, whatever path reads it.</summary>
    [Theory]
    [MemberData(nameof(Paths))]
    public void Drop_LeavesNoTextToTheNextRecord(string path)
    {
        var format = new RecordFormat([new(new ColumnSchema("a", ColumnType.Int64)), new(new ColumnSchema("_corrupt_record", ColumnType.String)) { IsCorruptRecord = true }], TimeZoneInfo.Utc, MalformedPolicy.Drop);
        var text = Encoding.UTF8.GetBytes(string.Join('\n', Lines));

        var rows = TestedPath.Make(path, format, new HashSet<int> { 0, 1 })([.. text, .. new byte[Block.Padding]], text.Length).Rows;

        Assert.Equal([[1L, null], [3L, null]], rows);
    }

    public static TheoryData<string> Paths => new(TestedPath.All);

    [Fact]
    public async Task FailFast_Fails()
    {
        var error = await Assert.ThrowsAsync<StreamingQueryException>(() => JsonReading.Read(Schema, new ReadOptions { Malformed = MalformedPolicy.FailFast }, Lines));

        var malformed = Assert.IsType<MalformedRecordException>(error.InnerException);
        Assert.Equal(("in/file.json", 2, 16), (malformed.File, malformed.Line, malformed.Offset));
        Assert.StartsWith($"in/file.json, line 2 (byte 16): {malformed.Reason.TrimEnd('.')}. Correct the record", malformed.Message, StringComparison.Ordinal);
    }

    /// <summary>System.Text.Json's reasons end with a full stop, ours do not.</summary>
    [Theory]
    [InlineData("no JSON")]
    [InlineData("""{"a":"y"}""")]
    public async Task FailFast_SaysWhyInSentences(string line)
    {
        var error = await Assert.ThrowsAsync<StreamingQueryException>(() => JsonReading.Read(Schema, new ReadOptions { Malformed = MalformedPolicy.FailFast }, line));
        var message = Assert.IsType<MalformedRecordException>(error.InnerException).Message;
        Assert.Contains(". Correct the record, or read with ", message, StringComparison.Ordinal);
        Assert.DoesNotContain("..", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"a":1,"a":"x"}""", 1L)]
    [InlineData("""{"a":"x","a":1}""", 1L)]
    [InlineData("""{"a":1,"a":null,"a":"x"}""", null)]
    public async Task DuplicateKeys_OfWhichOneIsBad_LeaveTheLastGoodValue(string line, long? value)
    {
        var row = Assert.Single(await JsonReading.Read(Schema, new ReadOptions(), line));

        Assert.Equal((value, line), (row["a"], row["_corrupt_record"]));
    }

    [Fact]
    public async Task FieldNameOfHalfASurrogatePair_IsNoColumnAndNoFault()
    {
        var row = Assert.Single(await JsonReading.Read(Schema, new ReadOptions(), """{"\ud83d":"?","a":1}"""));

        Assert.Equal((1L, null), (row["a"], row["_corrupt_record"]));
    }
}
