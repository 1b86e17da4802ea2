using System.Text;
using System.Text.Json;

namespace ReactiveEtl.Tests.Json;

/// <summary>Columns of every name: long ones that begin alike, and ones that JSON writes with escapes only.</summary>
public class ColumnNameTests
{
    private static readonly string[] Names = ["", "\\b", "a\\b", "\"", "a\"b", "é", "\n", .. Enumerable.Range(29, 6).Select(length => new string('x', length)), new string('x', 40) + "y", new string('x', 40) + "z"];

    private static readonly RecordFormat Format = new([.. Names.Select(name => new ColumnFormat(new ColumnSchema(name, ColumnType.Int32)))], TimeZoneInfo.Utc, MalformedPolicy.Permissive);

    public static TheoryData<string> Paths => [.. TestedPath.All];

    [Theory]
    [MemberData(nameof(Paths))]
    public void Values_AreOfTheColumnThatIsNamed(string path)
    {
        // As others than the columns' own: what a raw name would be if its escapes were none, and lengths between.
        string[] written = [.. Names.Select(name => JsonSerializer.Serialize(name)), "\"\\b\"", "\"a\\b\"", "\"\\u0078\"", .. Enumerable.Range(27, 12).Select(length => $"\"{new string('x', length)}\""), $"\"{new string('x', 41)}\"", $"\"{new string('x', 40)}w\""];
        var comparison = new BlockComparison(path, Format);
        var way = 0;
        foreach (var name in written)
        {
            foreach (var other in written)
            {
                var line = $"{{{name}:1,{other}:2}}\n";
                comparison.Compare(Encoding.UTF8.GetBytes(line + line), way++, "names");
            }
        }
    }
}
