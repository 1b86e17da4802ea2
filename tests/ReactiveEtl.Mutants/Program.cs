using System.Globalization;
using ReactiveEtl.Mutants;

switch (args)
{
    case ["patch", var log, var tests, var target]: MutantDirectory.Make(log, tests, target); break;
    case ["baseline", var cases, var namespaces]: BaselineRun.Run(cases, namespaces); break;
    case ["run", var cases, var results, var seconds, var which]: MutantRun.Run(cases, results, Number(seconds), which, isFresh: false); break;
    case ["run", var cases, var results, var seconds, var which, "fresh"]: MutantRun.Run(cases, results, Number(seconds), which, isFresh: true); break;
    case ["survivors", .. var results]: SurvivorReport.Print(results); break;
    case [BaselineWorker.Command, var namespaces, var first]: BaselineWorker.Run(namespaces, Number(first)); break;
    case [MutantWorker.Command, var cases, var seconds, var always]: MutantWorker.Run(cases, Number(seconds), Number(always)); break;
    default:
        Console.Error.WriteLine("""
            patch LOG TESTS TARGET                          copies the directory TESTS to TARGET with a library whose mutants can be switched, LOG names them
            In TARGET then:
            baseline CASES NAME,...                         runs each case of namespaces, types or methods without a mutant: its time, and which mutants it reaches
            run CASES RESULTS SECONDS MUTANTS [fresh]       runs the mutants of files whose path contains MUTANTS, or of the file @MUTANTS (a number a line);
                                                            those in RESULTS are left out; fresh: a process for each, so that static fields are mutated too
            survivors RESULTS ...                           counts, and the survivors with file, line and change; a later file's result replaces an earlier one's
            """);
        return 1;
}

return 0;

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
