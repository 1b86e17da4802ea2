using System.Globalization;

namespace ReactiveEtl.Mutants;

/// <summary>Gives mutants to a worker, one by one, and writes how each ended. It can be stopped and goes on where it was.</summary>
internal static class MutantRun
{
    // What tests leave behind (memory, threads) is thrown away now and then.
    private const int MutantsOfAWorker = 400;
    private const int SecondsToStart = 120;

    public static void Run(string cases, string path, int seconds, string which, bool isFresh)
    {
        var done = MutantResult.Read(path).Select(result => result.Id).ToHashSet();
        var mutants = Mutant.ReadList();
        var asked = (which.StartsWith('@')
            ? File.ReadLines(which[1..]).Select(line => mutants[FirstNumber(line)])
            : mutants.Values.Where(mutant => mutant.File.Contains(which, StringComparison.Ordinal))).ToList();
        if (asked.Count == 0) throw new ArgumentException($"'{which}' names no mutant.");
        using var results = new StreamWriter(path, append: true) { AutoFlush = true };
        foreach (var some in asked.Where(mutant => !done.Contains(mutant.Id)).Chunk(isFresh ? 1 : MutantsOfAWorker))
        {
            var queue = new Queue<Mutant>(some);
            while (queue.Count > 0) RunUntilItFails(queue, cases, seconds, isFresh, results);
        }
    }

    // A mutant that makes the tests hang or crash takes its worker with it.
    private static void RunUntilItFails(Queue<Mutant> queue, string cases, int seconds, bool isFresh, StreamWriter results)
    {
        var always = isFresh ? queue.Peek().Id : SwitchableLibrary.None;
        using var worker = new WorkerProcess(MutantWorker.Command, cases, Text(seconds), Text(always));
        var answer = worker.Receive(SecondsToStart);
        if (answer != MutantWorker.Ready) throw new InvalidOperationException($"The worker {answer} at its start: the library, the tests or the cases are not those of the baseline.");
        for (var isFirst = true; queue.TryPeek(out var mutant); isFirst = false)
        {
            var result = Run(mutant, worker, seconds);
            // Those before it may have left something behind that failed the test: a new worker tells.
            if (result.Status == MutantResult.Spoiled && !isFirst) return;
            queue.Dequeue();
            results.WriteLine(result.Format());
            if (result.Status is MutantResult.TimedOut or MutantResult.Crashed or MutantResult.Spoiled) return;
        }
    }

    private static MutantResult Run(Mutant mutant, WorkerProcess worker, int seconds)
    {
        worker.Send(mutant.Format());
        var test = "";
        while (true)
        {
            switch (worker.Receive(SecondsOfACase(seconds)).Split('\t'))
            {
                case [MutantWorker.Begins, var name]: test = name; break;
                case [WorkerProcess.Silent]: return new MutantResult(MutantResult.TimedOut, mutant.Id, test);
                case [WorkerProcess.Ended]: return new MutantResult(MutantResult.Crashed, mutant.Id, test);
                case [var status, var detail]: return new MutantResult(status, mutant.Id, detail);
            }
        }
    }

    // The longest that is asked takes a tenth of all; this machine may have other work.
    private static int SecondsOfACase(int seconds) => 10 + seconds / 2;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int FirstNumber(string line) => int.Parse(line.Split(' ', '\t')[0], CultureInfo.InvariantCulture);
}
