using System.Globalization;

namespace ReactiveEtl.Mutants;

/// <summary>What a case did without a mutant: how long it took, and which mutants its code asked for.</summary>
internal sealed record CaseBaseline(string Name, long Milliseconds, HashSet<int> Reached)
{
    public string Format() => string.Create(CultureInfo.InvariantCulture, $"{Name}\t{Milliseconds}\t{string.Join(',', Reached)}");

    public static List<CaseBaseline> Read(string path) => [.. File.ReadLines(path).Select(Parse)];

    private static CaseBaseline Parse(string line)
    {
        var parts = line.Split('\t');
        var reached = parts[2].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(number => int.Parse(number, CultureInfo.InvariantCulture));
        return new CaseBaseline(parts[0], long.Parse(parts[1], CultureInfo.InvariantCulture), [.. reached]);
    }
}
