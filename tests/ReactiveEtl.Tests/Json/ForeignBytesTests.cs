using System.Text;

namespace ReactiveEtl.Tests.Json;

/// <summary>Bytes that are no part of a line never become part of its row: those before the block, and those of other lines.</summary>
public sealed class ForeignBytesTests
{
    private static readonly RecordFormat Format = new([new(new ColumnSchema("b", ColumnType.Int64)), new(new ColumnSchema("s", ColumnType.String))], TimeZoneInfo.Utc, MalformedPolicy.Permissive);

    /// <summary>What would be a value, or the end of a line, if it were read on from before the block.</summary>
    public static TheoryData<string, string> Before => new(from path in Enum.GetNames<ParserPath>() from before in new[] { ",", "}", "7", "\"", "t", " ", "\n" } select (path, before));

    [Theory]
    [MemberData(nameof(Before))]
    public void BytesBeforeTheBlock_AreNotRead(string path, string before)
    {
        const string Usual = """{"x":"a text that makes the line too long for a layout of 64 bytes","b":1,"s":"{"}""" + "\n";
        foreach (var first in new[] { "\n", "{\" \":1}\n", "{}\n" })
        {
            // Without a column, with values that are none of it, and of another form.
            var block = first + Usual + Usual + "{}\n{\"b\":1}\n{\"s\":\"x\"}\n" + Usual.Replace("\"{\"", "5", StringComparison.Ordinal) + Usual.Replace("1", "x", StringComparison.Ordinal) + Usual;
            var expected = Parse(ParserPath.Exact, "", block);
            Assert.Equal(2, expected.Errors.Count);
            Assert.Null(Parse(Enum.Parse<ParserPath>(path), before, block).DifferenceTo(expected, string.Equals));
        }
    }

    /// <summary>A line that is not as others is no such line because the block's last one ends like them.</summary>
    [Theory]
    [InlineData(nameof(ParserPath.Template))]
    [InlineData(nameof(ParserPath.Index))]
    public void LineThatFails_DoesNotGoOnInTheLastOne(string path)
    {
        const string Usual = """{"x":"a text that makes the line too long for a layout of 64 bytes","b":1,"s":"23 bytes from one end."}""" + "\n";
        var block = Usual + Usual + Usual.Replace("\"x\"", "\"y\"", StringComparison.Ordinal).Replace("23 bytes", "others", StringComparison.Ordinal) + Usual;

        var found = Parse(Enum.Parse<ParserPath>(path), "", block);

        Assert.Null(found.DifferenceTo(Parse(ParserPath.Exact, "", block), string.Equals));
    }

    private static ParsedBlock Parse(ParserPath path, string before, string text)
    {
        var bytes = new PinnedBytes(2_000, Encoding.UTF8.GetBytes(before)).Set(Encoding.UTF8.GetBytes(text));
        var batch = new ColumnBatch(Format, new HashSet<int> { 0, 1 });
        var parser = new RecordParser(Format, batch, path);
        var (result, errors) = (new ParsedBlock(), new List<RecordError>());
        // Twice, since texts are known the second time.
        for (var round = 0; round < 2; round++)
        {
            for (var position = 0; position < bytes.Length;)
            {
                parser.Parse(bytes.Padded, ref position, errors);
                if (round == 0) continue;
                result.Errors.AddRange(errors);
                result.AddRows(batch);
            }
        }

        return result;
    }
}
