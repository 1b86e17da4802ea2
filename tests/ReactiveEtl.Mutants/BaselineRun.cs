using System.Globalization;

namespace ReactiveEtl.Mutants;

/// <summary>Runs each case without a mutant, and goes on behind one that hangs or crashes the process.</summary>
internal static class BaselineRun
{
    private const int Seconds = 25;

    public static void Run(string path, string namespaces)
    {
        using var cases = new StreamWriter(path) { AutoFlush = true };
        for (int? next = 0; next is { } first;) next = RunFrom(first, namespaces, cases);
    }

    // Where to go on; null at the end.
    private static int? RunFrom(int first, string namespaces, StreamWriter cases)
    {
        using var worker = new WorkerProcess(BaselineWorker.Command, namespaces, first.ToString(CultureInfo.InvariantCulture));
        for (var at = first; ;)
        {
            switch (worker.Receive(Seconds).Split('\t', 2))
            {
                case [BaselineWorker.Begins, var number]: at = int.Parse(number, CultureInfo.InvariantCulture); break;
                case [BaselineWorker.Passed, var result]: cases.WriteLine(result); break;
                case [BaselineWorker.Failed, var reason]: Console.WriteLine($"left out: {reason}"); break;
                case [BaselineWorker.AllDone]: return null;
                case [var word, ..]: Console.WriteLine($"left out: case {at}, the process {word}"); return at + 1;
            }
        }
    }
}
