using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace ReactiveEtl.Tests.Json;

/// <summary>The index of lines and the walk along it: the walk takes just the lines that <see cref="Utf8JsonReader"/> takes for objects, and finds their values.</summary>
public sealed unsafe class StructuralIndexTests
{
    /// <summary>Lines that are tested with every change at every place: nested ones, escapes, and more than a vector's bytes.</summary>
    private static readonly string[] Usual =
    [
        """{"a":[{"b":[1,"x",{}],"c":{"d":[]}},[[2],true]] , "e":{"f":{"g":null},"h":[0.5]},"i":-1e5}""",
        """{"s":"\"\\\/\b\f\n\r\t\u00e9 \\\\","x":["\uD83D\uDE00",{"\u0061":"\\"}],"the name of a property":"and a text that goes on behind the vector\\"}""",
        "{ }", """{"a":{},"b":"","c":12}""",
    ];

    /// <summary>Nested as deep as they may be, and a little less and more; runs of backslashes of every length at every place of a vector, before a quote and before letters; escapes a vector apart.</summary>
    private static readonly byte[][] Edges =
    [
        .. from depth in Enumerable.Range(ScanKernel.MaxDepth - 2, 5) from line in new[] { $"{{\"x\":{new string('[', depth)}{new string(']', depth)}}}", $"{string.Concat(Enumerable.Repeat("{\"x\":", depth))}1{new string('}', depth)}" } select Encoding.ASCII.GetBytes(line),
        .. from length in Enumerable.Range(50, 20) from run in new[] { 1, 2, 3, 4, 5, 63, 64, 65 } from next in new[] { "", "\"", "n", "x" } select Encoding.ASCII.GetBytes($"{{\"x\":\"{new string('x', length)}{new string('\\', run)}{next}\",\"y\":\"{new string('y', 70)}\"}}"),
        Encoding.ASCII.GetBytes($"{{\"x\":\"\\n{new string('x', 62)}\\n\"}}"),
    ];

    private readonly PinnedBytes _bytes = new(1 << 14);
    private readonly int[] _places = GC.AllocateArray<int>((1 << 14) + StructuralIndexKernel.Slack, pinned: true);
    private readonly byte[] _tokens = GC.AllocateArray<byte>((1 << 14) + StructuralIndexKernel.Slack, pinned: true);
    private readonly int[] _notes = GC.AllocateArray<int>(100, pinned: true);

    [Fact]
    public void Walk_TakesWhatIsAnObject()
    {
        foreach (var line in Usual.SelectMany(OddJson.EveryChange).Concat(OddJson.Lines).Concat(Edges))
        {
            var depth = JsonFacts.DepthOf(line);
            // Its own properties' names have no escapes; what is as deep as others may be is one level deeper in it.
            var isObject = depth is > 0 and <= ScanKernel.MaxDepth + 1 && line.AsSpan().TrimStart(" \t\r"u8)[0] == '{' && !JsonFacts.PropertiesOf(line).Any(property => property.Name.Contains('\\', StringComparison.Ordinal));
            if (Walk([line], []) != isObject) Assert.Fail($"{Encoding.UTF8.GetString(line)} ({Convert.ToHexString(line)}) is {(isObject ? "an" : "no")} object.");
        }
    }

    /// <summary>Where a column's value is no object or array, of which no column is, and none comes twice.</summary>
    [Fact]
    public void Walk_NotesWhereValuesAre()
    {
        string[] names = ["a", "time", "e", "action", "s", "the name of a property", "c", "b", "x"];
        foreach (var line in OddJson.Lines.Concat(Usual.Select(Encoding.UTF8.GetBytes)).Where(IsWalked))
        {
            var properties = JsonFacts.PropertiesOf(line);
            for (var count = 0; count <= names.Length; count += 3)
            {
                var asked = names.Take(count).ToArray();
                var read = properties.Where(property => asked.Contains(property.Name)).ToArray();
                var comeTwice = read.DistinctBy(property => property.Name).Count() < read.Length;
                if (read.Any(property => property.Type is JsonTokenType.StartArray or JsonTokenType.StartObject)) continue;
                if (Walk([line], Columns(asked)) == comeTwice) Assert.Fail(Encoding.UTF8.GetString(line));
                if (!comeTwice) Assert.Equal(asked.Select(name => read.FirstOrDefault(property => property.Name == name, ("", IndexedColumn.Missing, default)).Place), _notes[..count]);
            }
        }
    }

    [Fact]
    public void Tokens_AreWhereTheyStand()
    {
        var dense = Enumerable.Range(1, 100).Select(length => Encoding.ASCII.GetBytes($"{{\"\":[{string.Concat(Enumerable.Repeat("[],", length))}{{}}]}}"));
        foreach (var lines in OddJson.Lines.Where(IsWalked).Concat(dense).Concat(Edges.Where(IsWalked)).Chunk(7))
        {
            Assert.True(Walk(lines, []));
            // Each line alone is indexed as among the others.
            foreach (var line in lines) Assert.True(Walk([line], []));
        }
    }

    /// <summary>One column's line feed is no value, which goes on in the next line.</summary>
    [Fact]
    public void Line_EndsAtItsLineFeed()
    {
        var columns = Columns("a");

        Assert.False(Walk(["{\"a\":"u8.ToArray(), "}"u8.ToArray()], columns));
        Assert.False(Walk(["{\"b\":"u8.ToArray(), "}"u8.ToArray()], columns));
        Assert.False(Walk(["{\"a\":1,"u8.ToArray(), "\"b\":1}"u8.ToArray()], columns));
    }

    private IndexedColumn[] Columns(params string[] names) => [.. names.Select((name, i) => new IndexedColumn(new ColumnFormat(new ColumnSchema(name, ColumnType.String)), (int*)Marshal.UnsafeAddrOfPinnedArrayElement(_notes, i)))];

    /// <summary>Whether all of some lines are walked, one behind the other; their tokens are compared with the naive ones where they are.</summary>
    private bool Walk(byte[][] lines, IndexedColumn[] columns)
    {
        // What stands before and behind the lines is none of theirs.
        byte[] before = [.. "\\\"{\n"u8], behind = [.. "\"\u0001\\"u8];
        byte[] text = [.. lines.SelectMany(line => line.Append((byte)'\n'))];
        var block = _bytes.Set([.. before, .. text, .. behind]).Start;
        fixed (int* places = _places)
        fixed (byte* tokens = _tokens)
        {
            var count = StructuralIndexKernel.Find(block, before.Length, before.Length + text.Length, places, tokens, out var hasEscapes);
            if (count < 0) return false;
            var token = 0;
            for (var i = 0; i < lines.Length; i++)
            {
                if (!IndexWalkKernel.TryWalk(new StructuralIndex(block, places, tokens, count, hasEscapes), ref token, columns, 0)) return false;
            }

            var expected = NaiveTokens(text).ToArray();
            Assert.Equal(expected, _places[..count].Select(place => place - before.Length));
            Assert.Equal(expected.Select(place => text[place]), _tokens[..count]);
            Assert.Equal((count, text.Contains((byte)'\\')), (token, hasEscapes));
            for (var i = 0; i < columns.Length; i++) _notes[i] = _notes[i] == IndexedColumn.Missing ? IndexedColumn.Missing : _notes[i] - before.Length;
            return true;
        }
    }

    private static IEnumerable<int> NaiveTokens(byte[] text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (" \t\r"u8.Contains(text[at])) continue;
            yield return at;
            if ("{}[],:\n"u8.Contains(text[at])) continue;
            if (text[at] == '"')
            {
                for (at++; text[at] != '"'; at++) at += text[at] == '\\' ? 1 : 0;
                continue;
            }

            while (!"{}[],:\n \t\r\""u8.Contains(text[at + 1])) at++;
        }
    }

    private static bool IsWalked(byte[] line) => JsonFacts.DepthOf(line) is > 0 and <= ScanKernel.MaxDepth && line.AsSpan().TrimStart(" \t\r"u8)[0] == '{' && !JsonFacts.PropertiesOf(line).Any(property => property.Name.Contains('\\', StringComparison.Ordinal));
}
