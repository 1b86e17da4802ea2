namespace ReactiveEtl.Cli;

/// <summary>A pattern that no file matches: an empty answer, and most likely a misspelt pattern.</summary>
internal static class NoFiles
{
    /// <summary>A line where nothing was read.</summary>
    public static void Report(Prefix prefix, string pattern, TextWriter error)
    {
        if (prefix.Files == 0) error.WriteLine($"no file matches '{pattern}'");
    }
}
