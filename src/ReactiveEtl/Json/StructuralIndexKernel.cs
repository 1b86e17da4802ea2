using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ReactiveEtl;

/// <summary>Finds the structure of JSON lines, 64 bytes at a time: where each bracket, comma, colon and line feed stands, and where each string, number and literal name begins.</summary>
/// <remarks>
/// After simdjson's first stage, and stricter: raw control bytes and bad escapes are found here, so that a string needs no second look. A closing quote is
/// not in the index: what stands behind one that is no comma, colon or bracket has a place of its own there, and the walk stumbles over it.
/// </remarks>
internal static unsafe class StructuralIndexKernel
{
    /// <summary>How many places behind the last token an index needs: they are written many at a time.</summary>
    public const int Slack = 64;

    /// <summary>For the lower half of each byte the one operator that ends in it, with the bit that folds brackets; elsewhere what no byte with that half is.</summary>
    private static Vector512<byte> OperatorOfNibble
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Repeat(0, 0x00007D2C7B3A0000);
    }

    private static Vector512<byte> SpaceOfNibble
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Repeat(0x20, 0x00000D00000A0900);
    }

    /// <summary>For each of 64 bytes which byte of a word holds its bit.</summary>
    private static Vector512<byte> EighthOfByte
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(0UL, 0x0101010101010101, 0x0202020202020202, 0x0303030303030303, 0x0404040404040404, 0x0505050505050505, 0x0606060606060606, 0x0707070707070707).AsByte();
    }

    /// <summary>Writes the place of each token of a range of whole lines, ascending, and its first byte.</summary>
    /// <returns>How many; -1 where a string or a control byte is not as it must be, somewhere in the range.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Find(byte* block, int start, int end, int* index, byte* tokens, out bool hasEscapes)
    {
        ulong inString = 0, escapeCarry = 0, scalarCarry = 0, bad = 0, anyEscape = 0;
        var next = index;
        for (var at = start; at < end; at += Vector512<byte>.Count)
        {
            var bytes = Vector512.Load(block + at);
            var valid = end - at < Vector512<byte>.Count ? (1UL << (end - at)) - 1 : ulong.MaxValue;
            var backslashes = Equal(bytes, (byte)'\\') & valid;
            var quotes = Equal(bytes, (byte)'"') & valid;
            var escaped = escapeCarry;
            escapeCarry = 0;
            if (backslashes != 0) escaped = Escaped(backslashes, escaped, out escapeCarry);
            if (escaped != 0)
            {
                anyEscape |= escaped;
                bad |= BadEscapes(block + at, bytes, escaped & valid);
                quotes &= ~escaped;
            }

            // From each opening quote to the byte before its closing one.
            var strings = PrefixXor(quotes) ^ inString;
            inString = (ulong)((long)strings >> 63);

            var operators = Operators(bytes);
            var spaces = Spaces(bytes);
            var controls = Vector512.LessThan(bytes, Vector512.Create((byte)' ')).ExtractMostSignificantBits();
            bad |= controls & (strings | ~spaces) & valid;

            // The line feed is a space that has a place.
            operators |= Equal(bytes, (byte)'\n');
            var scalars = ~(operators | spaces);
            var unquoted = scalars & ~quotes;
            var starts = scalars & ~((unquoted << 1) | scalarCarry);
            scalarCarry = unquoted >> 63;
            var found = (operators | starts) & ~(strings ^ quotes) & valid;
            var last = next + BitOperations.PopCount(found);
            if (Avx512Vbmi2.IsSupported) Compress(next, tokens + (next - index), at, found, last - next > 32, bytes);
            else Write(next, at, found);
            next = last;
        }

        hasEscapes = anyEscape != 0;
        if ((bad | inString) != 0) return -1;
        var count = (int)(next - index);
        if (!Avx512Vbmi2.IsSupported)
        {
            for (var i = 0; i < count; i++) tokens[i] = block[index[i]];
        }

        return count;
    }

    /// <summary>Where commas, colons and brackets are, and perhaps control bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Operators(Vector512<byte> bytes)
    {
        // An opening bracket and brace are one byte with this bit, and so are the closing ones.
        var folded = bytes | Vector512.Create((byte)0x20);
        if (Avx512Vbmi2.IsSupported) return Vector512.Equals(folded, Avx512BW.Shuffle(OperatorOfNibble, bytes)).ExtractMostSignificantBits();
        return (Vector512.Equals(bytes, Vector512.Create((byte)',')) | Vector512.Equals(bytes, Vector512.Create((byte)':'))
            | Vector512.Equals(folded, Vector512.Create((byte)'{')) | Vector512.Equals(folded, Vector512.Create((byte)'}'))).ExtractMostSignificantBits();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Spaces(Vector512<byte> bytes)
    {
        if (Avx512Vbmi2.IsSupported) return Vector512.Equals(bytes, Avx512BW.Shuffle(SpaceOfNibble, bytes)).ExtractMostSignificantBits();
        return (Vector512.Equals(bytes, Vector512.Create((byte)' ')) | Vector512.Equals(bytes, Vector512.Create((byte)'\t'))
            | Vector512.Equals(bytes, Vector512.Create((byte)'\r')) | Vector512.Equals(bytes, Vector512.Create((byte)'\n'))).ExtractMostSignificantBits();
    }

    /// <summary>All places and bytes of 64 at once, however many: no branch to be mistaken.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Compress(int* to, byte* tokens, int at, ulong found, bool areMany, Vector512<byte> bytes)
    {
        var bit = Vector512.Create(0x8040201008040201).AsByte();
        var mask = Vector512.Equals(Avx512BW.Shuffle(Vector512.Create(found).AsByte(), EighthOfByte) & bit, bit);
        Avx512Vbmi2.Compress(Vector512<byte>.Zero, mask, bytes).Store(tokens);
        var offsets = Avx512Vbmi2.Compress(Vector512<byte>.Zero, mask, Vector512<byte>.Indices);
        var first = Vector512.Create(at);
        (Avx512F.ConvertToVector512Int32(offsets.GetLower().GetLower()) + first).Store(to);
        (Avx512F.ConvertToVector512Int32(offsets.GetLower().GetUpper()) + first).Store(to + 16);
        if (!areMany) return;
        (Avx512F.ConvertToVector512Int32(offsets.GetUpper().GetLower()) + first).Store(to + 32);
        (Avx512F.ConvertToVector512Int32(offsets.GetUpper().GetUpper()) + first).Store(to + 48);
    }

    /// <summary>Eight at a time without asking: what is written behind the last is written over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(int* to, int at, ulong bits)
    {
        do
        {
            to[0] = at + BitOperations.TrailingZeroCount(bits);
            bits &= bits - 1;
            to[1] = at + BitOperations.TrailingZeroCount(bits);
            bits &= bits - 1;
            to[2] = at + BitOperations.TrailingZeroCount(bits);
            bits &= bits - 1;
            to[3] = at + BitOperations.TrailingZeroCount(bits);
            bits &= bits - 1;
            to[4] = at + BitOperations.TrailingZeroCount(bits);
            bits &= bits - 1;
            to[5] = at + BitOperations.TrailingZeroCount(bits);
            bits &= bits - 1;
            to[6] = at + BitOperations.TrailingZeroCount(bits);
            bits &= bits - 1;
            to[7] = at + BitOperations.TrailingZeroCount(bits);
            bits &= bits - 1;
            to += 8;
        }
        while (bits != 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Repeat(ulong low, ulong high) => Vector512.Create(low, high, low, high, low, high, low, high).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Equal(Vector512<byte> bytes, byte value) => Vector512.Equals(bytes, Vector512.Create(value)).ExtractMostSignificantBits();

    /// <summary>The bytes behind an odd number of backslashes; the addition carries through each run of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Escaped(ulong backslashes, ulong carry, out ulong carryOut)
    {
        const ulong Even = 0x5555555555555555;
        backslashes &= ~carry;
        var follows = (backslashes << 1) | carry;
        var oddStarts = backslashes & ~Even & ~follows;
        var sum = oddStarts + backslashes;
        carryOut = sum < oddStarts ? 1UL : 0;
        return (Even ^ (sum << 1)) & follows;
    }

    /// <summary>Each bit xor all bits below it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong PrefixXor(ulong bits)
    {
        if (Pclmulqdq.IsSupported) return Pclmulqdq.CarrylessMultiply(Vector128.CreateScalar(bits), Vector128.Create(ulong.MaxValue, 0), 0).ToScalar();
        for (var shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
        return bits;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong BadEscapes(byte* at, Vector512<byte> bytes, ulong escaped)
    {
        var simple = Equal(bytes, (byte)'"') | Equal(bytes, (byte)'\\') | Equal(bytes, (byte)'/') | Equal(bytes, (byte)'b') | Equal(bytes, (byte)'f') | Equal(bytes, (byte)'n') | Equal(bytes, (byte)'r') | Equal(bytes, (byte)'t');
        for (var rest = escaped & ~simple; rest != 0; rest &= rest - 1)
        {
            var escape = at + BitOperations.TrailingZeroCount(rest);
            if (*escape != 'u' || !ScanKernel.IsHex(escape[1]) || !ScanKernel.IsHex(escape[2]) || !ScanKernel.IsHex(escape[3]) || !ScanKernel.IsHex(escape[4])) return 1;
        }

        return 0;
    }
}
