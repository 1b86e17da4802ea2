using System.Runtime.CompilerServices;

namespace ReactiveEtl;

/// <summary>Counts rows by group.</summary>
internal static class CountKernel
{
#if DEBUG
    // Tiny, as vectors are, so that tests take both ways.
    public const int MaxFew = 4;
#else
    public const int MaxFew = 64;
#endif

    /// <summary>Adds one to the count of each row's group.</summary>
    public static void Add(ReadOnlySpan<int> groups, Span<long> counts)
    {
        if (counts.Length <= MaxFew && groups.Length >= MaxFew) AddFew(groups, counts);
        else foreach (var group in groups) counts[group]++;
    }

    /// <summary>Of few groups the same comes again at once, and would wait for its own count: four counts a group take turns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddFew(ReadOnlySpan<int> groups, Span<long> counts)
    {
        Span<long> turns = stackalloc long[4 * MaxFew];
        turns.Clear();
        var first = turns[..MaxFew];
        var second = turns.Slice(MaxFew, MaxFew);
        var third = turns.Slice(2 * MaxFew, MaxFew);
        var fourth = turns.Slice(3 * MaxFew, MaxFew);
        var i = 0;
        for (; i <= groups.Length - 4; i += 4)
        {
            first[groups[i]]++;
            second[groups[i + 1]]++;
            third[groups[i + 2]]++;
            fourth[groups[i + 3]]++;
        }

        for (; i < groups.Length; i++) first[groups[i]]++;
        for (var group = 0; group < counts.Length; group++) counts[group] += first[group] + second[group] + third[group] + fourth[group];
    }
}
