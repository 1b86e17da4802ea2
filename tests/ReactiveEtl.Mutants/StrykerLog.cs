using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ReactiveEtl.Mutants;

/// <summary>What Stryker's log (verbosity trace) tells of the mutants: it names them by number and file in the order of the source, but without a line.</summary>
internal static partial class StrykerLog
{
    public static IEnumerable<Mutant> Read(string path)
    {
        MutatedSource? source = null;
        foreach (var entry in Entries(path))
        {
            if (OfFile().Match(entry) is { Success: true } file)
            {
                source = new MutatedSource(file.Groups[1].Value);
            }
            else if (OfMutant().Match(entry) is { Success: true } mutant && source is not null)
            {
                var before = Text(mutant.Groups[2].Value);
                var change = OneLine($"{before} -> {Text(mutant.Groups[3].Value)}");
                yield return new Mutant(int.Parse(mutant.Groups[1].Value, CultureInfo.InvariantCulture), source.Name, source.FindLine(before), change);
            }
        }
    }

    // An entry begins with the time; changes of several lines go on below it.
    private static IEnumerable<string> Entries(string path)
    {
        var entry = new StringBuilder();
        foreach (var line in File.ReadLines(path))
        {
            if (StartOfEntry().IsMatch(line))
            {
                yield return entry.ToString();
                entry.Clear();
            }

            if (entry.Length > 0) entry.Append('\n');
            entry.Append(line);
        }

        yield return entry.ToString();
    }

    private static string Text(string logged) => logged.Replace("\\\"", "\"", StringComparison.Ordinal);

    private static string OneLine(string text) => Blanks().Replace(text, " ");

    [GeneratedRegex(@"^(\d{4}-\d\d-\d\dT|\[\d\d:\d\d:\d\d )")]
    private static partial Regex StartOfEntry();

    [GeneratedRegex(@"Mutating ""([^""]+)""")]
    private static partial Regex OfFile();

    [GeneratedRegex(@"Mutant (\d+) created ""(.*?)"" -> ""(.*)"" using ""Stryker\.", RegexOptions.Singleline)]
    private static partial Regex OfMutant();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
