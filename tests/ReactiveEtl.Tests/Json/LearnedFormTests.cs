using System.Text;

namespace ReactiveEtl.Tests.Json;

/// <summary>What a parser learned from lines when they become others for a while: it lives as long as its query.</summary>
public sealed class LearnedFormTests
{
    private const int Capacity = 16;

    private static readonly RecordFormat Format = new([new(new ColumnSchema("time", ColumnType.Timestamp)), new(new ColumnSchema("action", ColumnType.String))], TimeZoneInfo.Utc, MalformedPolicy.Permissive);

    private readonly Random _random = new(1);

    [Fact]
    public void Layouts_AreUsedAgain_WhenLinesAreAsBefore()
    {
        var parser = Parser(ParserPath.Template);
        string Good() => $$"""{"time":{{_random.Next(1_000_000_000, int.MaxValue)}},"action":"{{(_random.Next(2) == 0 ? "Open" : "Close")}}"}""";

        Assert.InRange(Taken(parser, Good, 1_000).Layouts, 900, 1_000);
        Assert.InRange(Taken(parser, () => $$"""{"time":1469501107,"action":"{{_random.Next()}}"}""", 50_000).Layouts, 0, 5_000);
        Taken(parser, Good, 100_000);
        Assert.InRange(Taken(parser, Good, 1_000).Layouts, 900, 1_000);
    }

    /// <summary>Short lines of times, numbers and truth values, some at the edges of their digits or behind them, against the exact parser.</summary>
    [Fact]
    public void Layouts_ReadTimesNumbersAndTruths()
    {
        var format = new RecordFormat([new(new ColumnSchema("t", ColumnType.Timestamp)), new(new ColumnSchema("n", ColumnType.Int64)), new(new ColumnSchema("b", ColumnType.Boolean))], TimeZoneInfo.Utc, MalformedPolicy.Permissive);
        var (template, exact) = (TestedPath.Make(nameof(ParserPath.Template), format, new HashSet<int> { 0, 1, 2 }, Capacity), TestedPath.Make(nameof(ParserPath.Exact), format, new HashSet<int> { 0, 1, 2 }, Capacity));
        var number = 0L;
        string Two(int end, int edge) => _random.Next(8) == 0 ? $"{_random.Next(edge - 1, edge + 2):00}" : $"{_random.Next(end):00}";
        string Line(int digits, int width) => $$"""{"t":"2024-0{{1 + (_random.Next(9) / 8)}}-1{{_random.Next(2)}}T{{Two(24, 23)}}:{{Two(60, 59)}}:{{Two(60, 59)}}{{(digits == 0 ? "" : $".{_random.Next(1_000_000):000000}"[..(1 + digits)])}}Z","n":{{number = _random.NextInt64((long)Math.Pow(10, width - 1), (long)Math.Pow(10, width))}},"b":{{(_random.Next(2) == 0 ? "true" : "false")}}}""";
        foreach (var (digits, width) in ((int, int)[])[(0, 10), (3, 9), (6, 1), (0, 8), (1, 10), (0, 15)])
        {
            var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 400).Select(_ => Line(digits, width) + "\n")));
            byte[] padded = [.. text, .. new byte[Block.Padding]];
            var found = template(padded, text.Length);
            Assert.Null(found.DifferenceTo(exact(padded, text.Length), (_, _) => true));
            Assert.Equal(number, found.Rows[^1][1]);
            // What has no layout, or a time behind its edges, is left to others.
            Assert.InRange(found.Met.Layouts, 1, 200);
        }
    }

    [Fact]
    public void Outlines_AreUsedAgain_WhenLinesAreAsBefore()
    {
        var parser = Parser(ParserPath.Index);
        string Good() => $$"""{"action":"{{_random.Next()}}", "time":{{_random.Next()}}}""";

        Assert.InRange(Taken(parser, Good, 1_000).Outlines, 900, 1_000);
        Assert.InRange(Taken(parser, () => $$"""{"time":1,"x":[{{string.Join(',', Enumerable.Range(0, 20).Select(_ => _random.Next(2) == 0 ? "1" : "\"\""))}}]}""", 50_000).Outlines, 0, 5_000);
        Taken(parser, Good, 100_000);
        Assert.InRange(Taken(parser, Good, 1_000).Outlines, 900, 1_000);
    }

    /// <summary>Vectors of three lines, of which the first and the last have an outline from the second vector on.</summary>
    [Fact]
    public void Outlines_AreLearnedFromLinesBehindOthers()
    {
        var (parser, number) = (Parser(ParserPath.Index), 0);
        string Next() => number++ % 3 == 1 ? """{"time":1,"x":[]}""" : """{"action":"Open","time":1}""";

        Assert.Equal([0, 2, 3, 3], Enumerable.Range(0, 4).Select(_ => Taken(parser, Next, 3).Outlines));
    }

    /// <summary>Each kind of value in plain and other forms, against the exact parser: one template takes them all.</summary>
    [Fact]
    public void Templates_TakeEveryFormOfAValue()
    {
        // The last text is declared, and nobody reads it.
        ColumnType[] types = [ColumnType.Timestamp, ColumnType.Int64, ColumnType.Double, ColumnType.Boolean, ColumnType.String, ColumnType.String];
        var (format, read) = (new RecordFormat([.. types.Select((type, place) => new ColumnFormat(new ColumnSchema($"c{place}", type)))], TimeZoneInfo.Utc, MalformedPolicy.Permissive), new HashSet<int> { 0, 1, 2, 3, 4 });
        string[] texts = ["", "x", "sixteen letters.", "a text of more than sixteen", "a text that is longer than the bytes of a vector", "é", "\\n", "a\\u00e9"];
        string[][] values =
        [
            ["0", "1469501107", "99999999999", "-1", "1.5", "null", "\"2016-07-26T02:45:07Z\"", "\"2016-07-26T02:45:07.123456Z\"", "\"2016-07-26T02:45:07+02:00\""],
            ["0", "-1", "123456789012345", "-123456789012345678", "null"],
            ["0", "2", "-2.5", "123456789.123456", "1e3", "\"NaN\"", "null"],
            ["true", "false", "null"],
            [.. texts.Select(text => $"\"{text}\""), "null"],
            [.. texts.Select(text => $"\"{text}\""), "null"],
        ];
        string Any(string[] some) => some[_random.Next(some.Length)];
        string Line() => $$"""{{{string.Join(',', values.Select((some, place) => $"\"c{place}\":{Any(some)}"))}},"t":"{{Any(texts)}}","n":{{Any(["0", "-1.5e3"])}},"b":{{Any(["true", "false"])}},"v":{{Any(["null", "[1]", "{}"])}}}""";
        var (template, exact) = (TestedPath.Make(nameof(ParserPath.Template), format, read, Capacity), TestedPath.Make(nameof(ParserPath.Exact), format, read, Capacity));
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 1_000).Select(_ => Line() + "\n")));
        byte[] padded = [.. text, .. new byte[Block.Padding]];
        Assert.Null(template(padded, text.Length).DifferenceTo(exact(padded, text.Length), string.Equals));
        Assert.InRange(Taken(new RecordParser(format, new ColumnBatch(format, read, Capacity), ParserPath.Template), Line, 1_000).Templates, 900, 1_000);
    }

    /// <summary>As many forms as there is room for, each of which takes its share for long; then others, which are learned within few vectors.</summary>
    [Fact]
    public void Templates_GiveWay_HoweverLongTheyTookLines()
    {
        var parser = Parser(ParserPath.Template);
        Func<string> Of(string name, int forms) => () => $$"""{"{{name}}{{_random.Next(forms)}}":"","time":{{_random.Next(1_000_000_000, int.MaxValue)}},"action":"Open","y":"a text that makes the line too long for a layout"}""";

        Taken(parser, Of("old", 8), 1_000);
        Assert.InRange(Taken(parser, Of("old", 8), 50_000).Templates, 45_000, 50_000);
        Taken(parser, Of("new", 1), 2_000);
        Assert.InRange(Taken(parser, Of("new", 1), 1_000).Templates, 900, 1_000);
    }

    /// <summary>What is passed over: nested values, a name that takes more than one comparison, a text that is longer than what is looked at together.</summary>
    [Fact]
    public void Templates_TakeLinesWithValuesThatNobodyReads()
    {
        var parser = Parser(ParserPath.Template);
        string Good() => $$"""{"x":[{{_random.Next(10)}},{"y":[]}],"a name that is longer than thirty-two bytes":{{_random.Next()}},"time":{{_random.Next()}},"text":"{{new string('x', _random.Next(33, 60))}}","action":"Open"}""";

        Taken(parser, Good, 100);
        Assert.InRange(Taken(parser, Good, 1_000).Templates, 900, 1_000);
    }

    /// <summary>A line of as many bytes as layouts have, and of one more.</summary>
    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Layouts_TakeLinesOfUpToTheirLength(int length, bool isTaken)
    {
        var parser = Parser(ParserPath.Template);
        string Good() => $$"""{"time":{{_random.Next(1_000_000_000, int.MaxValue)}},"action":"Open","x":"{{new string('x', length - 43)}}"}""";

        Assert.Equal(length, Good().Length + 1);
        Assert.InRange(Taken(parser, Good, 1_000).Layouts, isTaken ? 900 : 0, isTaken ? 1_000 : 0);
    }

    /// <summary>A line of as many tokens as an outline has, and of two more; a name of as many bytes as are compared, and of one more.</summary>
    [Theory]
    [InlineData(23, 31, true)]
    [InlineData(23, 32, false)]
    [InlineData(24, 31, false)]
    public void Outlines_TakeLinesOfUpToTheirTokens(int numbers, int nameLength, bool isTaken)
    {
        var parser = Parser(ParserPath.Index);
        var rest = $"\"x\":[{string.Join(',', Enumerable.Repeat("1", numbers))}],\"{new string('n', nameLength)}\":true";
        string Good() => $$"""{"action":"{{_random.Next()}}","time":{{_random.Next()}},{{rest}}}""";

        Assert.InRange(Taken(parser, Good, 1_000).Outlines, isTaken ? 900 : 0, isTaken ? 1_000 : 0);
    }

    private static RecordParser Parser(ParserPath path) => new(Format, new ColumnBatch(Format, new HashSet<int> { 0, 1 }, Capacity), path);

    /// <summary>How many of so many new lines each form takes.</summary>
    private static (long Layouts, long Templates, long Outlines) Taken(RecordParser parser, Func<string> line, int count)
    {
        var before = parser.Taken;
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, count).Select(_ => line() + "\n")));
        byte[] padded = [.. text, .. new byte[Block.Padding]];
        var errors = new List<RecordError>();
        for (var position = 0; position < text.Length;)
        {
            parser.Parse(padded, ref position, errors);
            Assert.Empty(errors);
        }

        return (parser.Taken.Layouts - before.Layouts, parser.Taken.Templates - before.Templates, parser.Taken.Outlines - before.Outlines);
    }
}
