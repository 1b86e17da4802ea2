namespace ReactiveEtl.Mutants;

/// <summary>What is left to judge: counts of all, and each survivor with its place.</summary>
internal static class SurvivorReport
{
    public static void Print(string[] paths)
    {
        var mutants = Mutant.ReadList();
        var results = new Dictionary<int, MutantResult>();
        foreach (var result in paths.SelectMany(MutantResult.Read)) results[result.Id] = result;
        foreach (var file in results.Values.GroupBy(result => mutants[result.Id].File).OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            var survivors = file.Where(result => result.Status is MutantResult.Survived or MutantResult.Spoiled).OrderBy(result => result.Id).ToList();
            var hardKilled = file.Count(result => result.Status is MutantResult.TimedOut or MutantResult.Crashed);
            Console.WriteLine($"{file.Key}: {file.Count()} run, {survivors.Count} survived, {hardKilled} killed by time or crash");
            foreach (var survivor in survivors) Console.WriteLine($"  {survivor.Id}\tline {mutants[survivor.Id].Line}\t{survivor.Detail}\t{mutants[survivor.Id].Change}");
        }
    }
}
