using System.Globalization;

namespace ReactiveEtl.Mutants;

/// <summary>A change of the source that is compiled into the library and switched on by its number.</summary>
/// <param name="Id">Stryker's.</param>
/// <param name="File">From the folder of sources on: <c>ReactiveEtl/Json/Slots.cs</c>.</param>
/// <param name="Line">The first of the changed text, 0 where it was not found.</param>
/// <param name="Change">Before and after, in one line.</param>
internal sealed record Mutant(int Id, string File, int Line, string Change)
{
    /// <summary>Beside the library, so that the numbers and the code belong together.</summary>
    public const string ListName = "mutants.tsv";

    public string Format() => string.Create(CultureInfo.InvariantCulture, $"{Id}\t{File}\t{Line}\t{Change}");

    public static Dictionary<int, Mutant> ReadList() => System.IO.File.ReadLines(Path.Combine(AppContext.BaseDirectory, ListName)).Select(Parse).ToDictionary(mutant => mutant.Id);

    public static Mutant Parse(string line)
    {
        var parts = line.Split('\t');
        return new Mutant(int.Parse(parts[0], CultureInfo.InvariantCulture), parts[1], int.Parse(parts[2], CultureInfo.InvariantCulture), parts[3]);
    }
}
