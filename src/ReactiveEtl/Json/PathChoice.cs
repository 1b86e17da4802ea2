namespace ReactiveEtl;

/// <summary>Which path a vector takes: the one that was the fastest when all were last tried, in an epoch of so many vectors.</summary>
/// <remarks>A stopwatch decides here, and nothing else: the paths differ in speed alone. One thread.</remarks>
/// <param name="path">The one to take always; null to choose.</param>
internal sealed class PathChoice(ParserPath? path)
{
    /// <summary>Names one path for all vectors of the process: <c>template</c>, <c>index</c> or <c>exact</c>.</summary>
    public const string Variable = "REACTIVEETL_PARSER";

    private const int Trials = 2;
    private const int Epoch = 256;

    /// <summary>The paths among which the stopwatch chooses.</summary>
    private static readonly ParserPath[] Candidates = [ParserPath.Template, ParserPath.Index];

    private readonly ParserPath? _forced = path ?? Forced(Environment.GetEnvironmentVariable(Variable));
    private readonly double[] _best = new double[Candidates.Length];
    private int _vector = -1;
    private ParserPath _fastest = Candidates[0];

    /// <summary>The path for the next vector.</summary>
    public ParserPath Next()
    {
        if (_forced is { } forced) return forced;
        if (++_vector == Epoch) _vector = 0;
        if (_vector == 0) Array.Fill(_best, double.MaxValue);
        return _vector < Trials * Candidates.Length ? Candidates[_vector / Trials] : _fastest;
    }

    /// <summary>Tells what a path took for a vector, for each byte of it.</summary>
    public void Took(ParserPath path, double ticksPerByte)
    {
        if (_forced is not null || _vector >= Trials * Candidates.Length) return;
        var place = Array.IndexOf(Candidates, path);
        _best[place] = Math.Min(_best[place], ticksPerByte);
        if (_vector == (Trials * Candidates.Length) - 1) _fastest = Candidates[Array.IndexOf(_best, _best.Min())];
    }

    private static ParserPath? Forced(string? name)
    {
        if (string.IsNullOrEmpty(name)) return null;
        if (Enum.TryParse<ParserPath>(name, ignoreCase: true, out var path) && Enum.IsDefined(path)) return path;
        throw new ArgumentException($"{Variable} is '{name}'; expected {string.Join(", ", Enum.GetNames<ParserPath>())}.");
    }
}
