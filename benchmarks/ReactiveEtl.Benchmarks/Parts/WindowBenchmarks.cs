using BenchmarkDotNet.Attributes;

namespace ReactiveEtl.Benchmarks;

/// <summary>The rows of a vector in their windows, by kinds of windows and orders of times. A figure is for one row.</summary>
[MemoryDiagnoser]
public class WindowBenchmarks
{
    private const int Rows = ColumnBatch.DefaultCapacity;
    private const long Start = 1_469_498_400 * MicrosecondTime.PerSecond;
    private const long Hour = 3600 * MicrosecondTime.PerSecond;

    private static readonly Dictionary<string, WindowAssigner> Assigners = new()
    {
        ["hours"] = Window.Tumbling(TimeSpan.FromHours(1)),
        ["hopping hours"] = Window.Hopping(TimeSpan.FromHours(1), TimeSpan.FromMinutes(10)),
        ["hours of Berlin"] = Window.Calendar(CalendarUnit.Hour, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")),
        ["days of Berlin"] = Window.Calendar(CalendarUnit.Day, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")),
    };

    /// <summary>The time of a row: all in one hour; two days from the first row to the last; two days in any order.</summary>
    private static readonly Dictionary<string, Func<Random, int, long>> Orders = new()
    {
        ["within an hour"] = (random, _) => random.NextInt64(Hour),
        ["forward"] = (_, row) => row * 48 * Hour / Rows,
        ["mixed"] = (random, _) => random.NextInt64(48 * Hour),
    };

    private readonly ColumnVector<long> _times = new(Rows);
    private WindowedRows? _rows;

    public static IEnumerable<string> AllWindows => Assigners.Keys;

    public static IEnumerable<string> AllTimes => Orders.Keys;

    [ParamsSource(nameof(AllWindows))]
    public string Windows { get; set; } = "";

    [ParamsSource(nameof(AllTimes))]
    public string Times { get; set; } = "";

    [GlobalSetup]
    public void Make()
    {
        var random = new Random(1);
        for (var row = 0; row < Rows; row++) _times.Values[row] = Start + Orders[Times](random, row);
        _rows = new WindowedRows(Assigners[Windows]);
        var perRow = Place() / Rows;
        if (perRow != Assigners[Windows].MaxWindows) throw new InvalidOperationException($"{perRow} windows a row.");
    }

    [Benchmark(OperationsPerInvoke = Rows)]
    public int Place()
    {
        _rows!.Place(_times, null, Rows);
        return _rows.Rows.Length;
    }
}
