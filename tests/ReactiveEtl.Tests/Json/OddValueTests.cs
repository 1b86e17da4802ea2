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
}
