using System.Diagnostics;

namespace ReactiveEtl.Mutants;

/// <summary>Reads mutants, a line each, and runs the cases that reach them until one fails or the time is over.</summary>
/// <remarks>Invariant: while no case runs, <c>_always</c> is on: none, or the one mutant of a process of its own, so that static fields are made with it.</remarks>
internal sealed class MutantWorker
{
    public const string Command = "worker";
    public const string Ready = "ready";
    public const string Begins = "begins";

    private const int LongestDetail = 240;
    private const long LongestWarmUp = 60;

    private readonly SwitchableLibrary _library = new();
    private readonly TextWriter _output = WorkerOutput.Open();
    private readonly List<CaseBaseline> _baseline;
    private readonly Dictionary<string, TestCase> _cases;
    private readonly CaseOrder _order;
    private readonly int _seconds;
    private readonly int _always;

    private MutantWorker(string path, int seconds, int always)
    {
        _library.Switch(always);
        _seconds = seconds;
        _always = always;
        _baseline = CaseBaseline.Read(path);
        _cases = TestCase.Find([.. _baseline.Select(test => TestCase.TypeOf(test.Name)).Distinct()]).ToDictionary(test => test.Name);
        _order = new CaseOrder(_baseline, 100L * seconds, IsFresh);
    }

    private bool IsFresh => _always != SwitchableLibrary.None;

    public static void Run(string path, int seconds, int always)
    {
        var worker = new MutantWorker(path, seconds, always);
        if (!worker.IsFresh) worker.WarmUp();
        worker._output.WriteLine(Ready);
        while (Console.In.ReadLine() is { } line) worker.Run(Mutant.Parse(line));
        // Tests may leave threads.
        Environment.Exit(0);
    }

    // Static fields are made once: with no mutant, or what one made would stay for those after it.
    private void WarmUp()
    {
        var fast = _baseline.Where(test => test.Milliseconds < LongestWarmUp);
        foreach (var test in fast.DistinctBy(test => TestCase.Family(test.Name))) _cases[test.Name].Run();
    }

    private void Run(Mutant mutant)
    {
        var tests = _order.For(mutant);
        var clock = Stopwatch.StartNew();
        var asked = 0;
        foreach (var test in tests)
        {
            if (clock.Elapsed.TotalSeconds > _seconds) break;
            asked++;
            _output.WriteLine($"{Begins}\t{test.Name}");
            _library.Switch(mutant.Id);
            var failure = _cases[test.Name].Run();
            _library.Switch(_always);
            if (failure is null) continue;
            // What fails without the mutant too fails by what was left behind, or by chance.
            var isKilled = IsFresh || _cases[test.Name].Run() is null;
            if (isKilled) _order.NoteKiller(mutant, test);
            var detail = $"{test.Name} {failure}";
            _output.WriteLine($"{(isKilled ? MutantResult.Killed : MutantResult.Spoiled)}\t{detail[..Math.Min(LongestDetail, detail.Length)]}");
            return;
        }

        _output.WriteLine($"{MutantResult.Survived}\t{asked} of {tests.Count} cases");
    }
}
