using System.Globalization;

namespace ReactiveEtl.Mutants;

/// <summary>How a mutant ended.</summary>
/// <param name="Status">A word below.</param>
/// <param name="Id">The mutant's.</param>
/// <param name="Detail">The case that killed it, or how many of those that reach it were asked.</param>
internal sealed record MutantResult(string Status, int Id, string Detail)
{
    public const string Killed = "killed";
    public const string Survived = "survived";
    public const string TimedOut = "time";
    public const string Crashed = "crash";

    /// <summary>Its case fails without it too, and no mutant was there before: to be judged by hand.</summary>
    public const string Spoiled = "spoiled";

    public string Format() => string.Create(CultureInfo.InvariantCulture, $"{Status}\t{Id}\t{Detail}");

    /// <summary>Nothing of a file that is not there yet.</summary>
    public static List<MutantResult> Read(string path) => File.Exists(path) ? [.. File.ReadLines(path).Select(Parse)] : [];

    private static MutantResult Parse(string line)
    {
        var parts = line.Split('\t', 3);
        return new MutantResult(parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture), parts[2]);
    }
}
