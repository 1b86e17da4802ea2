namespace ReactiveEtl.Mutants;

/// <summary>A directory with the tests, this program, the library whose mutants can be switched, and the list of those.</summary>
internal static class MutantDirectory
{
    public static void Make(string log, string tests, string target)
    {
        Directory.CreateDirectory(target);
        Copy(tests, target, "*");
        Copy(AppContext.BaseDirectory, target, "mutant-driver*");
        Copy(AppContext.BaseDirectory, target, "Mono.Cecil*");
        var compiled = SwitchableLibrary.Patch(Path.Combine(tests, SwitchableLibrary.FileName), Path.Combine(target, SwitchableLibrary.FileName));
        var mutants = StrykerLog.Read(log).Where(mutant => compiled.Contains(mutant.Id)).ToList();
        if (mutants.Count < compiled.Count) throw new InvalidDataException($"The log names {mutants.Count} of {compiled.Count} mutants: it is of another run.");
        File.WriteAllLines(Path.Combine(target, Mutant.ListName), mutants.Select(mutant => mutant.Format()));
        Console.WriteLine($"{mutants.Count} mutants, {mutants.Count(mutant => mutant.Line == 0)} of them without a line");
    }

    // What the tests read from their directory lies in it, not below.
    private static void Copy(string from, string to, string pattern)
    {
        foreach (var file in Directory.GetFiles(from, pattern)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
    }
}
