namespace ReactiveEtl;

/// <summary>The windows of several rules: an instant is in those that each of them gives it, and once in one that two of them give.</summary>
/// <remarks>The id is that of the rule that gives the window first, and the number of that rule.</remarks>
internal sealed class SeveralAssigner : WindowAssigner
{
    /// <summary>As many as leave room for an instant of the calendar beside the number.</summary>
    public const int MaxRules = 1 << RuleBits;

    private const int RuleBits = 5;
    private readonly WindowAssigner[] _rules;

    public SeveralAssigner(IReadOnlyList<WindowAssigner> rules)
    {
        _rules = [.. rules];
        MaxWindows = _rules.Sum(rule => rule.MaxWindows);
    }

    internal override int MaxWindows { get; }

    internal override Window WindowOf(long id) => RuleOf(id).WindowOf(id >> RuleBits);

    internal override long? IdOf(Window window)
    {
        for (var rule = 0; rule < _rules.Length; rule++)
        {
            if (_rules[rule].IdOf(window) is { } id) return Id(rule, id);
        }

        return null;
    }

    internal override bool HasEnded(long id, long instant) => RuleOf(id).HasEnded(id >> RuleBits, instant);

    internal override (int Count, long From, long Until) Assign(long time, Span<long> ids)
    {
        var (count, from, until) = (0, long.MinValue, long.MaxValue);
        for (var rule = 0; rule < _rules.Length; rule++)
        {
            var own = ids[count..];
            var (more, first, behind) = _rules[rule].Assign(time, own);
            (from, until) = (Math.Max(from, first), Math.Min(until, behind));
            for (var i = 0; i < more; i++)
            {
                var window = _rules[rule].WindowOf(own[i]);
                if (IsGiven(ids[..count], window)) continue;
                ids[count++] = Id(rule, own[i]);
            }
        }

        // As everywhere the window that ends last stands last.
        ids[..count].Sort(ByEnd);
        return (count, from, until);
    }

    public override string ToString() => string.Join(" and ", _rules.Select(rule => rule.ToString()));

    private WindowAssigner RuleOf(long id) => _rules[id & (MaxRules - 1)];

    private int ByEnd(long left, long right)
    {
        var (first, second) = (WindowOf(left), WindowOf(right));
        return first.EndMicroseconds != second.EndMicroseconds ? first.EndMicroseconds.CompareTo(second.EndMicroseconds) : first.CompareTo(second);
    }

    private bool IsGiven(ReadOnlySpan<long> ids, Window window)
    {
        foreach (var id in ids)
        {
            if (WindowOf(id) == window) return true;
        }

        return false;
    }

    private static long Id(int rule, long id) => (id << RuleBits) | (long)rule;
}
