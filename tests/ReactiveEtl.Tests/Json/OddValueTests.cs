using System.Text;
using System.Text.Json;

namespace ReactiveEtl.Tests.Json;

/// <summary>Odd values of each type, among ordinary ones from which a path learned what lines look like; the lines are too long for a layout.</summary>
public sealed class OddValueTests
{
    public static TheoryData<string> Paths => new(TestedPath.All);

    [Theory]
    [MemberData(nameof(Paths))]
    public void OddValue_AmongOrdinaryOnes_IsReadAsByTheReference(string path)
    {
        var usual = JsonDocument.Parse(OddJson.OfAllTypes).RootElement;
        foreach (var column in DifferentialTests.AllTypes)
        {
            byte[] Line(byte[] value) => [.. Encoding.UTF8.GetBytes($"{{\"{column.Name}\":"), .. value, .. ",\"x\":\"a text that nobody reads, but that makes the line long\"}\n"u8];
            var good = Line(Encoding.UTF8.GetBytes(usual.GetProperty(column.Name).GetRawText()));
            var taught = Enumerable.Repeat(good, 20).SelectMany(line => line);
            byte[] block = [.. taught, .. OddJson.Values.SelectMany(value => (byte[])[.. Line(value), .. good, .. good])];
            var comparison = new BlockComparison(path, new RecordFormat([column], TimeZoneInfo.Utc, MalformedPolicy.Permissive), capacity: 16);
            foreach (var way in new[] { BlockComparison.ReadAll, BlockComparison.ReadNone }) comparison.Compare(block, way, $"odd values of {column.Name}");
            if (path == nameof(ParserPath.Template)) Assert.True(comparison.Met.Templates > 0);
            if (path == nameof(ParserPath.Index)) Assert.True(comparison.Met.Outlines > 0);
        }
    }

    /// <summary>Each odd value, and each piece of grammar in place of one, in the only lines that there are: what a path learns of the first must not mislead it at the next. In it the column's name comes again, and a good value.</summary>
    [Theory]
    [MemberData(nameof(Paths))]
    public void OddValue_InEveryLine_IsReadAsByTheReference(string path)
    {
        var usual = JsonDocument.Parse(OddJson.OfAllTypes).RootElement;
        byte[][] values = [.. OddJson.Values, .. new[] { "", "}", "]", "{", "[", ",", ":", "{}", "[]", "[}", "{]", "}}", "\"2024-01-01T00:00:00.Z\"" }.Select(Encoding.UTF8.GetBytes)];
        foreach (var column in DifferentialTests.AllTypes)
        {
            var good = usual.GetProperty(column.Name).GetRawText();
            foreach (var behind in new[] { "}\n", $",\"x\":{{\"{column.Name}\":{good}}}}}\n" })
            {
                foreach (var value in values)
                {
                    byte[] line = [.. Encoding.UTF8.GetBytes($"{{\"{column.Name}\":"), .. value, .. Encoding.UTF8.GetBytes(behind)];
                    var comparison = new BlockComparison(path, new RecordFormat([column], TimeZoneInfo.Utc, MalformedPolicy.Permissive), capacity: 2);
                    comparison.Compare([.. Enumerable.Repeat(line, 8).SelectMany(bytes => bytes)], BlockComparison.ReadAll, $"lines like {Encoding.UTF8.GetString(line)}");
                }
            }
        }
    }
}
