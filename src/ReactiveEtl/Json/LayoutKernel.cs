using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ReactiveEtl;

/// <summary>Short lines against layouts: one wide subtraction and one comparison judge every byte of a line.</summary>
internal static unsafe class LayoutKernel
{
    /// <summary>The layout of a line that has none.</summary>
    public const sbyte None = -1;

    /// <summary>By how much a fraction of so few digits that this many lack of six falls short of microseconds.</summary>
    private static ReadOnlySpan<int> PowersOfTen => [1, 10, 100, 1_000, 10_000, 100_000];

    /// <summary>One layout as the loop reads it.</summary>
    public struct Entry
    {
        public Vector512<byte> Least;
        public Vector512<byte> Range;

        /// <summary>The next layout of the same length, or <see cref="None"/>.</summary>
        public int Next;
    }

    /// <summary>Where the time of a layout's lines stands as text; default where it is no text.</summary>
    /// <param name="Offset">Its first digit in the line.</param>
    /// <param name="Length">Its length, as <see cref="TimestampText.TryParseCommon"/> knows it.</param>
    public readonly record struct TimePlace(int Offset, int Length);

    /// <summary>Finds the layout of each line, and moves the lines that have none to the front.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="open">Their numbers; on return those without a layout come first.</param>
    /// <param name="matched">Gets the numbers of the others.</param>
    /// <param name="firstOfLength">For each length up to 64 the first layout, or none.</param>
    /// <param name="entries">The layouts.</param>
    /// <param name="layouts">Gets the layout of each line by its number.</param>
    /// <returns>How many lines have none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Match(in LineVector lines, Span<int> open, Span<int> matched, ReadOnlySpan<sbyte> firstOfLength, ReadOnlySpan<Entry> entries, Span<sbyte> layouts)
    {
        int left = 0, taken = 0;
        var block = lines.Block;
        var starts = lines.Starts;
        for (var i = 0; i < open.Length; i++)
        {
            var line = open[i];
            var start = starts[line];
            var length = starts[line + 1] - start;
            int layout = length <= LineLayout.MaxLength ? firstOfLength[length] : None;
            var bytes = Vector512.Load(block + start);
            while (layout >= 0)
            {
                ref readonly var entry = ref entries[layout];
                if (!Vector512.GreaterThanAny(bytes - entry.Least, entry.Range)) break;
                layout = entry.Next;
            }

            layouts[line] = (sbyte)layout;
            // Both are written and one counts: lines of several layouts alternate as they like.
            matched[taken] = line;
            open[left] = line;
            var isOpen = layout >> 31 & 1;
            left += isOpen;
            taken += 1 - isOpen;
        }

        return left;
    }

    /// <summary>The integers of a column, each at its layout's place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ReadDigits(in LineVector lines, ReadOnlySpan<int> matched, ReadOnlySpan<sbyte> layouts, ReadOnlySpan<DigitsKernel.Place> places, long factor, Span<long> values)
    {
        var block = lines.Block;
        var starts = lines.Starts;
        var first = places[0];
        if (first.IsTen && !places.ContainsAnyExcept(first))
        {
            foreach (var line in matched) values[line] = first.ReadTen(block + starts[line]) * factor;
            return;
        }

        foreach (var line in matched) values[line] = places[layouts[line]].Read(block + starts[line]) * factor;
    }

    /// <summary>The times of a column that are texts, each at its layout's place; every digit and separator was found to be one before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ReadTimes(in LineVector lines, ReadOnlySpan<int> matched, ReadOnlySpan<sbyte> layouts, ReadOnlySpan<TimePlace> places, Span<long> values, List<int> failed)
    {
        // Most times are of the day of the time before: its first ten bytes are a key to the day's first microsecond.
        ulong yearAndMonth = 0;
        ushort dayOfMonth = 0;
        var midnight = 0L;
        foreach (var line in matched)
        {
            var place = places[layouts[line]];
            if (place.Length == 0) continue;
            var at = lines.Block + lines.Starts[line] + place.Offset;
            int hour = DigitsKernel.Two(at + 11), minute = DigitsKernel.Two(at + 14), second = DigitsKernel.Two(at + 17);
            var fraction = place.Length == TimestampText.CommonLength ? 0 : DigitsKernel.Value(at + TimestampText.CommonLength, place.Length - TimestampText.CommonLength - 1) * PowersOfTen[TimestampText.CommonLength + 7 - place.Length];
            var timeOfDay = ((((hour * 60L) + minute) * 60 + second) * MicrosecondTime.PerSecond) + fraction;
            if (Unsafe.ReadUnaligned<ulong>(at) != yearAndMonth || Unsafe.ReadUnaligned<ushort>(at + 8) != dayOfMonth)
            {
                if (!TimestampText.TryParseCommon(new ReadOnlySpan<byte>(at, place.Length), out var time))
                {
                    failed.Add(line);
                    continue;
                }

                midnight = time - timeOfDay;
                yearAndMonth = Unsafe.ReadUnaligned<ulong>(at);
                dayOfMonth = Unsafe.ReadUnaligned<ushort>(at + 8);
            }

            if (hour > 23 || minute > 59 || second > 59) failed.Add(line);
            values[line] = midnight + timeOfDay;
        }
    }

    /// <summary>What is the same in all lines of a layout.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill<T>(ReadOnlySpan<int> matched, ReadOnlySpan<sbyte> layouts, ReadOnlySpan<T> constants, Span<T> values)
    {
        foreach (var line in matched) values[line] = constants[layouts[line]];
    }
}
