namespace ReactiveEtl;

/// <summary>Which path a vector takes: the one that was the fastest when the paths were last compared, which is the rarer the clearer the last comparison was.</summary>
/// <remarks>
/// A stopwatch decides here, and nothing else: the paths differ in speed alone. The fastest path's last vectors are compared with the next ones of its rival,
/// best against best, since what disturbs a measurement only makes it longer. One thread.
/// </remarks>
/// <param name="path">The one to take always; null to choose.</param>
internal sealed class PathChoice(ParserPath? path)
{
    /// <summary>Names one path for all vectors of the process: <c>template</c>, <c>index</c> or <c>exact</c>.</summary>
    public const string Variable = "REACTIVEETL_PARSER";

    /// <summary>So many vectors a path are compared; in the first ones a path also learns.</summary>
    private const int Trials = 4;
    private const int FirstInterval = 64;
    private const int LastInterval = 4096;

    /// <summary>A path that takes so much longer is not tried to the end.</summary>
    private const double Hopeless = 2;
    private const double Clear = 1.25;

    /// <summary>The paths among which the stopwatch chooses.</summary>
    private static readonly ParserPath[] Candidates = [ParserPath.Template, ParserPath.Index];

    private readonly double[] _best = new double[Candidates.Length];
    private int _fastest;
    private int _now;
    private int _left = Trials;
    private int _interval = FirstInterval;
    private bool _isFirst = true;

    /// <summary>The path that is named for the process, or null.</summary>
    /// <exception cref="ArgumentException">What is named is no path.</exception>
    public static ParserPath? OfProcess => Named(Environment.GetEnvironmentVariable(Variable));

    /// <summary>The path for the next vector.</summary>
    public ParserPath Next => path ?? Candidates[_now];

    /// <summary>The path of a name, in whatever case; null where none is named.</summary>
    /// <exception cref="ArgumentException">No path has the name.</exception>
    public static ParserPath? Named(string? name)
    {
        if (string.IsNullOrEmpty(name)) return null;
        // Parsing alone would take numbers and lists of names too.
        var names = Enum.GetNames<ParserPath>();
        if (names.Contains(name, StringComparer.OrdinalIgnoreCase)) return Enum.Parse<ParserPath>(name, ignoreCase: true);
        throw new ArgumentException($"The environment variable {Variable} is '{name}'; expected {string.Join(", ", names)}, or none to have the fastest chosen.");
    }

    /// <summary>Tells what the path took for a vector, for each byte of it.</summary>
    public void Took(double ticksPerByte)
    {
        if (path is not null) return;
        if (_left == Trials) _best[_now] = double.MaxValue;
        _best[_now] = Math.Min(_best[_now], ticksPerByte);
        _left--;
        if (_now == _fastest)
        {
            if (_left > 0) return;
            _now = 1 - _fastest;
            _left = Trials;
            return;
        }

        var ratio = _best[_now] / _best[_fastest];
        if (_left == 0 || (!_isFirst && ratio > Hopeless)) Compared(ratio);
    }

    private void Compared(double ratio)
    {
        _isFirst = false;
        if (ratio < 1)
        {
            _fastest = _now;
            _interval = FirstInterval;
        }
        else
        {
            _interval = Math.Min(_interval * (ratio > Clear ? 4 : 2), LastInterval);
        }

        _now = _fastest;
        _left = _interval;
    }
}
