using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ReactiveEtl;

/// <summary>Walks lines along their structural index: checks the grammar of all they hold, and notes where the values of the declared columns stand.</summary>
internal static unsafe class IndexWalkKernel
{
    /// <summary>Walks one line of an index; strings were checked when it was made.</summary>
    /// <param name="block">The bytes.</param>
    /// <param name="at">The line's first entry; on success the first one of the next line.</param>
    /// <param name="end">The end of the index; behind it stand entries that lead to zeros, so that no step needs to ask.</param>
    /// <param name="columns">The names of the columns, and the place of each one's notes.</param>
    /// <param name="hasEscapes">Whether there are backslashes, so that a name may be written in another way.</param>
    /// <param name="row">Which of the notes are this line's.</param>
    /// <returns>Whether the line is an object; false also for what only the exact parser should judge.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryWalk(byte* block, ref int* at, int* end, ReadOnlySpan<IndexedColumn> columns, bool hasEscapes, int row)
    {
        var next = at;
        if (block[*next++] != '{') return false;
        foreach (ref readonly var column in columns) column.Places[row] = IndexedColumn.Missing;
        var expected = 0;
        if (block[*next] == '}') next++;
        else
        {
            while (true)
            {
                if (block[*next] != '"' || block[next[1]] != ':') return false;
                var found = Find(block + *next + 1, columns, expected);
                var value = block + next[2];
                if (found < columns.Length)
                {
                    // The place is noted, and whatever begins there is the value: its own slot judges it.
                    ref readonly var column = ref columns[found];
                    if (column.Places[row] != IndexedColumn.Missing || *value is (byte)'{' or (byte)'[' or (byte)',' or (byte)'}' or (byte)']' or (byte)':' or (byte)'\n') return false;
                    column.Places[row] = next[2];
                    expected = found + 1 < columns.Length ? found + 1 : 0;
                    next += 3;
                }
                else
                {
                    if (hasEscapes && IsEscaped(block + *next + 1)) return false;
                    next = Skip(block, next + 2);
                    if (next is null || next > end) return false;
                }

                var separator = block[*next++];
                if (separator == ',') continue;
                if (separator == '}') break;
                return false;
            }
        }

        if (next >= end || block[*next++] != '\n') return false;
        at = next;
        return true;
    }

    /// <summary>Reads the values of one column for lines that were walked; a line whose value is not the column's stays open.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Read<TSlot>(byte* block, ReadOnlySpan<int> lines, ReadOnlySpan<int> places, Span<bool> isOpen, ColumnSlot column, TSlot slot)
        where TSlot : struct, ISlot
    {
        foreach (var line in lines)
        {
            var at = places[line];
            if (at == IndexedColumn.Missing)
            {
                isOpen[line] |= !column.TrySetAbsent(line);
                continue;
            }

            var end = slot.Read(block, at, line);
            if (end < 0 || !ScanKernel.EndsScalar(block[end])) isOpen[line] = true;
        }
    }

    /// <summary>The column of a name, or the number of columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Find(byte* name, ReadOnlySpan<IndexedColumn> columns, int expected)
    {
        var bytes = Vector256.Load(name);
        if (columns.Length > 0 && columns[expected].IsNamed(bytes, name)) return expected;
        for (var i = 0; i < columns.Length; i++)
        {
            if (columns[i].IsNamed(bytes, name)) return i;
        }

        return columns.Length;
    }

    private static bool IsEscaped(byte* name)
    {
        while (*name != '"')
        {
            if (*name++ == '\\') return true;
        }

        return false;
    }

    /// <summary>The entry behind a value that nobody reads, or null where it is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int* Skip(byte* block, int* next) => block[*next] switch
    {
        (byte)'"' => next + 1,
        (byte)'{' or (byte)'[' => SkipContainer(block, next),
        _ => IsScalar(block, *next) ? next + 1 : null,
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsScalar(byte* block, int at)
    {
        var end = ScanKernel.SkipValue(block, at, ScanKernel.MaxDepth);
        return end >= 0 && ScanKernel.EndsScalar(block[end]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int* SkipContainer(byte* block, int* next)
    {
        // A bit for each open container: 1 for an object.
        ulong open = 0;
        var depth = 0;
    Open:
        var isObject = block[*next++] == '{';
        if (++depth > ScanKernel.MaxDepth) return null;
        open = (open << 1) | (isObject ? 1UL : 0);
        if (block[*next] == (isObject ? '}' : ']'))
        {
            next++;
            goto Close;
        }

        if (!isObject) goto Value;
    Name:
        if (block[*next] != '"' || block[next[1]] != ':') return null;
        next += 2;
    Value:
        switch (block[*next])
        {
            case (byte)'"': next++; break;
            case (byte)'{' or (byte)'[': goto Open;
            default:
                if (!IsScalar(block, *next++)) return null;
                break;
        }

    Behind:
        var separator = block[*next++];
        if (separator == ',')
        {
            if ((open & 1) != 0) goto Name;
            goto Value;
        }

        if (separator != ((open & 1) != 0 ? '}' : ']')) return null;
    Close:
        open >>= 1;
        if (--depth > 0) goto Behind;
        return next;
    }
}
