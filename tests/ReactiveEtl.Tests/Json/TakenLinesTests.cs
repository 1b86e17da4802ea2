using System.Text;

namespace ReactiveEtl.Tests.Json;

/// <summary>Which lines the fast paths take: those that they leave are read all the same, but slowly, so that no answer tells of it.</summary>
public sealed class TakenLinesTests
{
    private static readonly RecordFormat Format = new(
        [
            new(new ColumnSchema("a", ColumnType.Int32)), new(new ColumnSchema("b", ColumnType.Int64)), new(new ColumnSchema("d", ColumnType.Double)), new(new ColumnSchema("c", ColumnType.Boolean)), new(new ColumnSchema("s", ColumnType.String)),
            new(new ColumnSchema("time", ColumnType.Timestamp)), new(new ColumnSchema("action", ColumnType.String)), new(new ColumnSchema("g", ColumnType.Guid)) { Default = Guid.Empty },
        ], TimeZoneInfo.Utc, MalformedPolicy.Permissive);

    /// <summary>The fixed lines, and whether the index path takes them: records whose own names have no escapes and come once, and not too deep ones.</summary>
    private static readonly (byte[] Line, bool IsTaken)[] Lines = [.. OddJson.Lines.Select(line => (line, IsIndexed(line)))];

    private readonly Random _random = new(1);

    /// <summary>Lines alone and among others, some of which no index can be made of; by a path that is new, and by one that has given up on outlines.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    public void Index_TakesEveryRecord(int blocksPerPath)
    {
        var (index, exact) = (Path(ParserPath.Index), Path(ParserPath.Exact));
        for (var block = 0; block < 3_000; block++)
        {
            if (block % blocksPerPath == 0) index = Path(ParserPath.Index);
            var lines = Enumerable.Range(0, 1 + (block % 5)).Select(_ => Lines[_random.Next(Lines.Length)]).Where(line => line.IsTaken || _random.Next(3) == 0).ToArray();
            var text = lines.SelectMany(line => line.Line.Append((byte)'\n')).ToArray();
            if (Difference(index, exact, text, out var taken) is { } difference) Assert.Fail($"{difference}: {Encoding.UTF8.GetString(text)}");
            if (taken.Index != lines.Count(line => line.IsTaken)) Assert.Fail($"{taken.Index} lines of {Encoding.UTF8.GetString(text)}");
        }
    }

    [Fact]
    public void Index_LeavesWhatIsTooLongOrHasNoEnd()
    {
        var (index, exact) = (Path(ParserPath.Index), Path(ParserPath.Exact));
        var tooLong = Encoding.UTF8.GetBytes($"{{\"s\":\"{new string('x', 300_000)}\"}}\n");

        Assert.Null(Difference(index, exact, tooLong, out var taken));
        Assert.Equal(0, taken.Index);
        Assert.Null(Difference(index, exact, [.. "{\"a\":1}\n"u8, .. tooLong, .. "{\"a\":2}\n{\"a\":3}"u8], out taken));
        Assert.Equal(2, taken.Index);
    }

    /// <summary>Lines of several forms in turn, each with an outline of its own.</summary>
    [Fact]
    public void Outlines_TakeSeveralForms()
    {
        string[] forms = ["""{"a":1}""", """{"s":""}""", """{"z":[]}""", """{"a":1,"b":2}""", """{"z":[1],"s":"x"}""", """{"a":1,"x":{"y":true}}""", """{"time":1,"action":"","c":true,"d":0.5}""", """{ "d" : "" , "x":[null],"y":[]}"""];
        var index = Path(ParserPath.Index);
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(string.Join('\n', forms) + "\n", 50)));
        Parse(index, text);

        Assert.Equal(50 * forms.Length, Parse(index, text).Taken.Outlines);
    }

    /// <summary>From the first vector on, values of every kind: read and passed over, plain and not, and bytes between them that are more than a vector's.</summary>
    [Fact]
    public void Template_TakesEveryValueOfItsKind()
    {
        string[] texts = ["", "x", new('x', 31), new('x', 33), new('x', 65), "a\\\"b", "é", "\\u00e9"], numbers = ["0", "-1", "12.5", "1e5", "-2.5E-3", new('9', 40)];
        string Of(string[] values) => values[_random.Next(values.Length)];
        string Line() => $$"""{"a":{{_random.Next()}},"a name that is longer than the vectors which are compared":"{{Of(texts)}}","d":{{Of(numbers)}},"text":"{{Of(texts)}} which is long","number":{{Of(numbers)}},"truth":{{Of(["true", "false"])}},"any":{{Of(["null", "[1]", "{}", "\"\"", "5"])}},"s":"{{Of(texts)}}","c":{{Of(["true", "false"])}}}""";
        foreach (var first in new[] { 1, 30 })
        {
            var (template, exact) = (Path(ParserPath.Template), Path(ParserPath.Exact));
            // The line that teaches says which kind each value is of.
            byte[] text = [.. Encoding.UTF8.GetBytes("""{"a":1,"a name that is longer than the vectors which are compared":"x","d":1,"text":"text which is long enough","number":1,"truth":true,"any":null,"s":"x","c":true}""" + "\n"), .. Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, first * 20).Select(_ => Line() + "\n")))];
            Assert.Null(Difference(template, exact, text, out var taken));
            Assert.Equal(1 + (first * 20), taken.Templates);
        }
    }

    /// <summary>One that takes its share is never forgotten, however often something else might be learned.</summary>
    [Fact]
    public void Template_ThatTakesItsShare_IsKept()
    {
        var template = Path(ParserPath.Template);
        var usual = $"{{\"a\":1,\"x\":\"{new string('x', 60)}\"}}\n";
        Parse(template, Encoding.UTF8.GetBytes(usual));

        // Of a name that comes twice nothing is learned.
        for (var i = 0; i < 100; i++) Assert.Equal(1, Parse(template, Encoding.UTF8.GetBytes("{\"a\":1,\"a\":2}\n" + usual)).Taken.Templates);
    }

    /// <summary>The longest lines that have a layout, and times at the edges of hours, minutes and seconds.</summary>
    [Fact]
    public void Layouts_TakeLinesOf64Bytes()
    {
        var format = new RecordFormat([new(new ColumnSchema("n", ColumnType.Int32)), new(new ColumnSchema("t", ColumnType.Timestamp))], TimeZoneInfo.Utc, MalformedPolicy.Permissive);
        // The number stands where the day's two digits would be looked for one word too early.
        string Line() => $$"""{"n":1{{_random.Next(1, 3)}},"t":"2024-03-1{{_random.Next(1, 3)}}T23:59:59Z","text":"of a certain lengt"}""" + "\n";
        var (template, exact) = (TestedPath.Make(nameof(ParserPath.Template), format, new HashSet<int> { 0, 1 }), TestedPath.Make(nameof(ParserPath.Exact), format, new HashSet<int> { 0, 1 }));
        Assert.Equal(64, Line().Length);
        Parse(template, Encoding.UTF8.GetBytes(Line()));

        Assert.Null(Difference(template, exact, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 100).Select(_ => Line()))), out var taken));
        Assert.Equal(100, taken.Layouts);
    }

    private static Func<byte[], int, ParsedBlock> Path(ParserPath path) => TestedPath.Make(path.ToString(), Format, Enumerable.Range(0, Format.Columns.Count).ToHashSet(), capacity: 7);

    private static bool IsIndexed(byte[] line)
    {
        if (Parse(Path(ParserPath.Exact), [.. line, (byte)'\n']).Rows.Count == 0 || JsonFacts.DepthOf(line) > ScanKernel.MaxDepth) return false;
        var names = JsonFacts.PropertiesOf(line).Select(property => property.Name).ToArray();
        return !names.Any(name => name.Contains('\\', StringComparison.Ordinal)) && Format.Columns.All(column => names.Count(name => name == column.Name) < 2);
    }

    private static string? Difference(Func<byte[], int, ParsedBlock> path, Func<byte[], int, ParsedBlock> exact, byte[] text, out (long Layouts, long Templates, long Outlines, long Index) taken)
    {
        var found = Parse(path, text);
        taken = found.Taken;
        return found.DifferenceTo(Parse(exact, text), string.Equals);
    }

    private static ParsedBlock Parse(Func<byte[], int, ParsedBlock> path, byte[] text) => path([.. text, .. new byte[Block.Padding]], text.Length);
}
