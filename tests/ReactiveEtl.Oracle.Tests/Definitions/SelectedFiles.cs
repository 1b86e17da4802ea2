namespace ReactiveEtl.Oracle.Tests;

/// <summary>Which files are data, by the rules of SEMANTICS §2, written down a second time.</summary>
internal static class SelectedFiles
{
    private static readonly string[] Endings = [".tmp", ".part", ".partial", ".crdownload"];

    /// <summary>Whether a name, or one above it, says that the file is not complete; Spark knows ._COPYING_ alone.</summary>
    public static bool IsUnfinished(string file) => file.Split('/').Any(part => Endings.Any(ending => part.EndsWith(ending, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Whether the file lies in a directory <c>key=value</c>, which Spark makes a column of.</summary>
    public static bool HasColumnDirectory(string file) => file.Split('/')[..^1].Any(part => part.Contains('=', StringComparison.Ordinal));

    /// <summary>Whether the file is read where a directory is given, and no pattern.</summary>
    public static bool IsData(string file, bool recursive) =>
        !IsUnfinished(file) && (recursive || !file.Contains('/', StringComparison.Ordinal)) && !file.Split('/').Any(IsHidden);

    private static bool IsHidden(string name) =>
        name.StartsWith('.') || (name.StartsWith('_') && !name.Contains('=', StringComparison.Ordinal)) || name.EndsWith("._COPYING_", StringComparison.OrdinalIgnoreCase);
}
