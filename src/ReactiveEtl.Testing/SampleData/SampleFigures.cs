namespace ReactiveEtl.Testing;

/// <summary>What the tutorial prints about its files, and so what the sample data must meet.</summary>
/// <remarks>Hours are counted from the first one, which begins at 2016-07-26 02:00 UTC; the last one is hour 52.</remarks>
internal static class SampleFigures
{
    public const int Files = 50;
    public const int EventsPerFile = 2_000;
    public const int EventsPerAction = Files * EventsPerFile / 2;
    public const int Hours = 53;

    /// <summary>2016-07-26 02:00:00 UTC, the start of hour 0.</summary>
    public const long FirstHour = 1_469_498_400;

    /// <summary>2016-07-26 02:45:07 UTC, the first event, an Open.</summary>
    public const long FirstEvent = 1_469_501_107;

    /// <summary>Opens of each hour. 0: not printed, as all hours behind the last one here.</summary>
    public static ReadOnlySpan<int> Opens =>
    [
        179, 1001, 999, 1000, 993, 1008, 996, 1000, 1007, 991, 996, 1006, 991, 1020, 992, 0, 1004,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 995, 986,
    ];

    /// <summary>Closes of each hour. 0: not printed, as all hours behind the last one here.</summary>
    public static ReadOnlySpan<int> Closes =>
    [
        11, 344, 815, 1003, 1011, 989, 985, 983, 1022, 1028, 960, 1028, 994, 988, 984,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 971, 1025, 0, 987,
    ];

    /// <summary>The files whose end the tutorial shows: how much of that hour lies before it. Behind files 1, 2 and 4.</summary>
    public static IReadOnlyList<FileEnd> FileEnds { get; } = [new(2, Opens: 289, Closes: 176), new(3, Opens: 328, Closes: 323), new(5, Opens: 330, Closes: 314)];

    /// <summary>
    /// For how many minutes of an hour doors open at the full rate, where the hour is not printed. They stop at 04:50 on the last day.
    /// </summary>
    public static int OpenMinutes(int hour) => hour switch { < 50 => 60, 50 => 50, _ => 0 };

    /// <summary>The same for closes, which lag by up to two hours: they thin out behind the last Open, until 06:50.</summary>
    public static int CloseMinutes(int hour) => hour switch { < 51 => 60, 51 => 40, _ => 10 };

    /// <summary>The end of a file inside an hour: the events of that hour that lie in this file or one before.</summary>
    internal readonly record struct FileEnd(int Hour, int Opens, int Closes);
}
