using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ReactiveEtl;

/// <summary>Lines by their outlines: the grammar of a line is one comparison, in whatever order its properties are and wherever there are spaces.</summary>
internal static unsafe class OutlineKernel
{
    /// <summary>The kind of what begins as a number does.</summary>
    public const byte Number = (byte)'0';

    /// <summary>The kind of what begins as <c>true</c> or <c>false</c> does.</summary>
    public const byte Boolean = (byte)'t';

    /// <summary>How many outlines a table has room for, each where the hash of its kinds says.</summary>
    public const int TableSize = 64;

    /// <summary>The kinds of a line's tokens, of the first 64: their first bytes, but one for all numbers and for both truth values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> KindsOf(byte* tokens, int count)
    {
        var bytes = Vector512.Load(tokens);
        var numbers = Vector512.LessThanOrEqual(bytes - Vector512.Create((byte)'0'), Vector512.Create((byte)9)) | Vector512.Equals(bytes, Vector512.Create((byte)'-'));
        bytes = Vector512.ConditionalSelect(numbers, Vector512.Create(Number), bytes);
        bytes = Vector512.ConditionalSelect(Vector512.Equals(bytes, Vector512.Create((byte)'f')), Vector512.Create(Boolean), bytes);
        return bytes & Vector512.LessThan(Vector512<byte>.Indices, Vector512.Create((byte)Math.Min(count, Vector512<byte>.Count)));
    }

    /// <summary>Where in a table an outline of such kinds stands.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int PlaceOf(Vector512<byte> kinds)
    {
        var half = kinds.GetLower() ^ kinds.GetUpper();
        var words = (half.GetLower() ^ half.GetUpper()).AsUInt64();
        return (int)((((words.ToScalar() * 0x9E3779B97F4A7C15) ^ words.GetElement(1)) * 0xC2B2AE3D27D4EB4F) >> 58);
    }

    /// <summary>Finds the outline of each line, checks its names, and notes where the values of the columns stand.</summary>
    /// <param name="index">The tokens.</param>
    /// <param name="first">Which token is each line's first, and behind them how many there are.</param>
    /// <param name="lines">How many lines.</param>
    /// <param name="table">The outlines, and <see cref="LineOutline.None"/> at places that are free.</param>
    /// <param name="columns">Where the places of each column's values are noted.</param>
    /// <param name="outlines">Gets the place of each line's outline in the table.</param>
    /// <param name="matched">Gets the numbers of the lines that have an outline.</param>
    /// <param name="others">Gets the numbers of the others.</param>
    /// <returns>How many have one.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Match(in StructuralIndex index, int* first, int lines, ReadOnlySpan<LineOutline> table, ReadOnlySpan<IndexedColumn> columns, Span<byte> outlines, Span<int> matched, Span<int> others)
    {
        var block = index.Block;
        var tokens = index.Tokens;
        var allPlaces = index.Places;
        var count = 0;
        for (var line = 0; line < lines; line++)
        {
            var kinds = KindsOf(tokens + first[line], first[line + 1] - first[line]);
            var place = PlaceOf(kinds);
            var outline = table[place];
            var places = allPlaces + first[line];
            if (kinds != outline.Kinds || !HasNames(outline, block, places))
            {
                others[line - count] = line;
                continue;
            }

            for (var i = 0; i < columns.Length; i++) columns[i].Places[line] = outline.Values[i] < 0 ? IndexedColumn.Missing : places[outline.Values[i]];
            outlines[line] = (byte)place;
            matched[count++] = line;
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool HasNames(LineOutline outline, byte* block, int* places)
    {
        foreach (ref readonly var name in outline.Names.AsSpan())
        {
            if (!name.IsAt(block + places[name.Token] + 1)) return false;
        }

        return true;
    }
}
