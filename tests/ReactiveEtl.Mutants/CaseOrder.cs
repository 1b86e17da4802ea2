namespace ReactiveEtl.Mutants;

/// <summary>Which cases are asked of a mutant, and in which order.</summary>
/// <remarks>Invariant: <c>_kills</c> counts by file and case what a case killed so far.</remarks>
/// <param name="cases">All that there are.</param>
/// <param name="longest">Milliseconds of a case that is still asked.</param>
/// <param name="isFresh">Each case may reach each mutant: what the making of static fields asked for was noted by the first case alone.</param>
internal sealed class CaseOrder(List<CaseBaseline> cases, long longest, bool isFresh)
{
    // So that a case of no time is not asked before all others.
    private const double LeastTime = 3;

    private readonly Dictionary<(string File, string Case), int> _kills = [];

    /// <summary>Those first that killed others of the file in little time; then one case of each method, then another of each, the fast ones first.</summary>
    public List<CaseBaseline> For(Mutant mutant) =>
    [
        .. cases.Where(test => test.Milliseconds <= longest && (isFresh || test.Reached.Contains(mutant.Id)))
            .GroupBy(test => TestCase.Family(test.Name))
            .SelectMany(family => family.OrderBy(test => test.Milliseconds).Select((test, rank) => (Test: test, Rank: rank)))
            .OrderByDescending(place => _kills.GetValueOrDefault((mutant.File, place.Test.Name)) / (place.Test.Milliseconds + LeastTime))
            .ThenBy(place => place.Rank)
            .ThenBy(place => place.Test.Milliseconds)
            .Select(place => place.Test),
    ];

    public void NoteKiller(Mutant mutant, CaseBaseline test) => _kills[(mutant.File, test.Name)] = 1 + _kills.GetValueOrDefault((mutant.File, test.Name));
}
