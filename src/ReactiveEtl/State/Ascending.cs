using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace ReactiveEtl;

/// <summary>Puts different numbers in order: those that stand close together, as groups that arrived after each other do, in one pass over the bits that mark them.</summary>
internal static class Ascending
{
    /// <summary>So many bits a number are still read faster than numbers are compared.</summary>
    private const int BitsPerNumber = 64;

    public static void Sort(List<int> numbers)
    {
        var (least, greatest, isInOrder) = (int.MaxValue, int.MinValue, true);
        foreach (var number in numbers)
        {
            isInOrder &= number >= greatest;
            (least, greatest) = (Math.Min(least, number), Math.Max(greatest, number));
        }

        if (isInOrder) return;
        if ((long)greatest - least < (long)numbers.Count * BitsPerNumber) SortByMarks(CollectionsMarshal.AsSpan(numbers), least, greatest);
        else numbers.Sort();
    }

    private static void SortByMarks(Span<int> numbers, int least, int greatest)
    {
        var rented = ArrayPool<ulong>.Shared.Rent(((greatest - least) >> 6) + 1);
        var marks = rented.AsSpan(0, ((greatest - least) >> 6) + 1);
        marks.Clear();
        foreach (var number in numbers) marks[(number - least) >> 6] |= 1UL << (number - least);
        var next = 0;
        for (var word = 0; word < marks.Length; word++)
        {
            for (var mark = marks[word]; mark != 0; mark &= mark - 1) numbers[next++] = least + (word << 6) + BitOperations.TrailingZeroCount(mark);
        }

        ArrayPool<ulong>.Shared.Return(rented);
    }
}
