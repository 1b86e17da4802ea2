using System.Diagnostics;

namespace ReactiveEtl.Benchmarks;

/// <summary>A benchmark of the state.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Run">Checks the answer, then measures: so often.</param>
internal sealed record StateBenchmark(string Name, Func<int, IEnumerable<StateResult>> Run)
{
    /// <summary>All of them: a new one is a line here.</summary>
    public static IReadOnlyList<StateBenchmark> All { get; } =
    [
        Counts("hourly counts, 1,000 int keys", () => EventVectors.OfIntegers(1000)),
        Counts("hourly counts, 2 string keys", () => EventVectors.OfTexts(2)),
        Counts("hourly counts, 1,000 string keys", () => EventVectors.OfTexts(1000)),
        new("sessions of 20 events", rounds => Sessions.Run("sessions of 20 events", 600, rounds)),
        new("sessions of 4 or 5 events", rounds => Sessions.Run("sessions of 4 or 5 events", 300, rounds)),
        new("keys compared within the watermark", rounds => KeysCompared.Run("keys compared within the watermark", rounds)),
        new("live groups", LiveGroups.Run),
        new("eviction", Evictions.Run),
    ];

    private static StateBenchmark Counts(string name, Func<EventVectors> events) => new(name, rounds => HourlyCounts.Run(name, events(), rounds));

    /// <summary>The median of the times of some rounds, in seconds, behind one that warms up.</summary>
    public static double Median(int rounds, Action round)
    {
        round();
        var times = new double[rounds];
        for (var i = 0; i < rounds; i++)
        {
            var start = Stopwatch.GetTimestamp();
            round();
            times[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        Array.Sort(times);
        return times[rounds / 2];
    }

    /// <exception cref="InvalidOperationException">They are not equal.</exception>
    public static void Check(string what, long expected, long actual)
    {
        if (expected != actual) throw new InvalidOperationException($"{what}: {actual}, expected {expected}.");
    }
}

/// <summary>A figure.</summary>
/// <param name="Benchmark">Of what.</param>
/// <param name="Figure">How much.</param>
/// <param name="Target">How much it should be: at least, or, where less is better, at most.</param>
/// <param name="Unit">In what.</param>
/// <param name="IsLessBetter">Whether the target is the most that it may be.</param>
internal sealed record StateResult(string Benchmark, double Figure, double Target, string Unit, bool IsLessBetter = false)
{
    public bool IsMet => IsLessBetter ? Figure <= Target : Figure >= Target;
}
