using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ReactiveEtl;

/// <summary>Walks lines along their structural index: checks the grammar of all they hold, and notes where the values of the declared columns stand.</summary>
internal static unsafe class IndexWalkKernel
{
    /// <summary>Walks one line of an index; strings were checked when it was made.</summary>
    /// <param name="index">The tokens.</param>
    /// <param name="token">The line's first token; on success the first one of the next line.</param>
    /// <param name="columns">The names of the columns, and the place of each one's notes.</param>
    /// <param name="row">Which of the notes are this line's.</param>
    /// <returns>Whether the line is an object, but for the values of columns, which their slots judge; false also for what only the exact parser should judge.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryWalk(in StructuralIndex index, ref int token, ReadOnlySpan<IndexedColumn> columns, int row)
    {
        var block = index.Block;
        var places = index.Places;
        var tokens = index.Tokens;
        var next = token;
        if (tokens[next++] != '{') return false;
        foreach (ref readonly var column in columns) column.Places[row] = IndexedColumn.Missing;
        var expected = 0;
        if (tokens[next] == '}') next++;
        else
        {
            while (true)
            {
                if (tokens[next] != '"' || tokens[next + 1] != ':') return false;
                var name = block + places[next] + 1;
                var found = Find(name, columns, expected);
                next += 2;
                if (found < columns.Length)
                {
                    // The place is noted, and whatever begins there in the line is the value: its own slot judges it. But what closes a bracket is none, since an
                    // outline that is learned from the line would count levels by it, and take a name of a nested object for one of the record.
                    ref readonly var column = ref columns[found];
                    if (column.Places[row] != IndexedColumn.Missing || tokens[next] is (byte)'}' or (byte)']' or (byte)'\n') return false;
                    column.Places[row] = places[next++];
                    expected = found + 1 < columns.Length ? found + 1 : 0;
                }
                else
                {
                    if (index.HasEscapes && IsEscaped(name)) return false;
                    next = Skip(block, places, tokens, next);
                    if (next < 0) return false;
                }

                var separator = tokens[next++];
                if (separator == ',') continue;
                if (separator == '}') break;
                return false;
            }
        }

        if (tokens[next++] != '\n') return false;
        token = next;
        return true;
    }

    /// <summary>Reads the values of one column for lines that were walked; a line whose value is not the column's stays open.</summary>
    /// <param name="block">The bytes.</param>
    /// <param name="lines">The lines' numbers.</param>
    /// <param name="places">Where the value of each line stands.</param>
    /// <param name="isOpen">For each line whether it stays open.</param>
    /// <param name="odd">Room for the numbers of lines whose value is not of the plain form.</param>
    /// <param name="column">The column.</param>
    /// <param name="slot">Its slot.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Read<TSlot>(byte* block, ReadOnlySpan<int> lines, ReadOnlySpan<int> places, Span<bool> isOpen, Span<int> odd, ColumnSlot column, TSlot slot)
        where TSlot : struct, ISlot
    {
        var count = 0;
        foreach (var line in lines)
        {
            var at = places[line];
            var end = at == IndexedColumn.Missing ? ScanKernel.None : slot.Read(block, at, line);
            if (end >= 0 && ScanKernel.EndsScalar(block[end])) continue;
            odd[count++] = line;
        }

        ReadOthers(block, odd[..count], places, isOpen, column, slot);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ReadOthers<TSlot>(byte* block, ReadOnlySpan<int> lines, ReadOnlySpan<int> places, Span<bool> isOpen, ColumnSlot column, TSlot slot)
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

            var end = slot.ReadOther(block, at, line);
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

    /// <summary>The token behind a value that nobody reads, or <see cref="ScanKernel.None"/> where it is no value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Skip(byte* block, int* places, byte* tokens, int token) => tokens[token] switch
    {
        (byte)'"' => token + 1,
        (byte)'{' or (byte)'[' => SkipContainer(block, places, tokens, token),
        _ => IsScalar(block, places[token]) ? token + 1 : ScanKernel.None,
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsScalar(byte* block, int at)
    {
        var end = ScanKernel.SkipValue(block, at, ScanKernel.MaxDepth);
        return end >= 0 && ScanKernel.EndsScalar(block[end]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int SkipContainer(byte* block, int* places, byte* tokens, int next)
    {
        // A bit for each open container: 1 for an object.
        ulong open = 0;
        var depth = 0;
    Open:
        var isObject = tokens[next++] == '{';
        if (++depth > ScanKernel.MaxDepth) return ScanKernel.None;
        open = (open << 1) | (isObject ? 1UL : 0);
        if (tokens[next] == (isObject ? '}' : ']'))
        {
            next++;
            goto Close;
        }

        if (!isObject) goto Value;
    Name:
        if (tokens[next] != '"' || tokens[next + 1] != ':') return ScanKernel.None;
        next += 2;
    Value:
        switch (tokens[next])
        {
            case (byte)'"': next++; break;
            case (byte)'{' or (byte)'[': goto Open;
            default:
                if (!IsScalar(block, places[next++])) return ScanKernel.None;
                break;
        }

    Behind:
        var separator = tokens[next++];
        if (separator == ',')
        {
            if ((open & 1) != 0) goto Name;
            goto Value;
        }

        if (separator != ((open & 1) != 0 ? '}' : ']')) return ScanKernel.None;
    Close:
        open >>= 1;
        if (--depth > 0) goto Behind;
        return next;
    }
}
