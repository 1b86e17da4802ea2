using System.Diagnostics;

namespace ReactiveEtl.Mutants;

internal static class BaselineWorker
{
    public const string Command = "baseline-worker";
    public const string Begins = "begins";
    public const string Passed = "passed";
    public const string Failed = "failed";
    public const string AllDone = "done";

    public static void Run(string namespaces, int first)
    {
        var output = WorkerOutput.Open();
        var library = new SwitchableLibrary();
        var cases = TestCase.Find(namespaces.Split(','));
        for (var i = first; i < cases.Count; i++)
        {
            output.WriteLine($"{Begins}\t{i}");
            // The second run is what a run with a mutant will be: compiled, static fields made.
            var failure = cases[i].Run();
            library.ClearReached();
            var clock = Stopwatch.StartNew();
            failure ??= cases[i].Run();
            var baseline = new CaseBaseline(cases[i].Name, clock.ElapsedMilliseconds, [.. library.Reached()]);
            output.WriteLine(failure is null ? $"{Passed}\t{baseline.Format()}" : $"{Failed}\t{cases[i].Name} {failure}");
        }

        output.WriteLine(AllDone);
        // Tests may leave threads.
        Environment.Exit(0);
    }
}
