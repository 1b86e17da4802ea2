namespace ReactiveEtl;

/// <summary>What SQLite's own functions give in one statement, of which nothing but its rows tells the type.</summary>
/// <remarks>
/// The statement runs in passes. In the first the functions give nulls, which fit everywhere; in the next they have the types that the pass before
/// observed, until a pass observes what it was given. Functions are told apart by the keys of their calls. Not thread-safe.
/// </remarks>
internal sealed class ObservedTypes
{
    // Functions of functions settle from the inside, a pass each. From here on types only widen, so that random ones settle too.
    private const int PassesUntilWidening = 8;

    private readonly Dictionary<string, SqlType> _observed = new(StringComparer.Ordinal);
    private Dictionary<string, SqlType> _given = new(StringComparer.Ordinal);
    private int _passes;

    /// <summary>The type that a call has in this pass: void before its first value.</summary>
    public SqlType Of(string key) => _given.GetValueOrDefault(key, SqlType.Void);

    /// <summary>Notes a value that SQLite gave: integers are bigint, reals double, texts and blobs string; rows that differ make it string.</summary>
    /// <returns>The value in the type of this pass; null where it has another, and the pass counts for nothing.</returns>
    public object? Observe(string key, object? value)
    {
        if (value is null) return null;
        var (given, seen) = (Of(key), PlainValues.StorageOf(value));
        _observed[key] = PlainValues.Common(_observed.GetValueOrDefault(key, SqlType.Void), seen);
        return given == SqlType.String ? PlainValues.Text(value) : given == seen ? value : null;
    }

    /// <summary>Whether the pass observed what it was given; otherwise the next pass begins.</summary>
    public bool AreSettled()
    {
        var next = new Dictionary<string, SqlType>(_given, StringComparer.Ordinal);
        foreach (var (key, type) in _observed) next[key] = _passes < PassesUntilWidening ? type : PlainValues.Common(Of(key), type);
        var settled = next.All(pair => Of(pair.Key) == pair.Value);
        _given = next;
        _observed.Clear();
        _passes++;
        return settled;
    }
}
