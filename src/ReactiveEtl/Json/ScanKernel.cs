using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ReactiveEtl;

/// <summary>Passes over one JSON value, checking every byte of it as <see cref="System.Text.Json.Utf8JsonReader"/> does.</summary>
/// <remarks>
/// Each takes the place of the value's first byte and gives the place behind its last, or <see cref="None"/> where it is no value (or one that only the exact
/// parser should judge). What follows the value is the caller's to check. Reads up to 64 bytes ahead, which a block's padding allows; the zeros there end
/// every value.
/// </remarks>
internal static unsafe class ScanKernel
{
    public const int None = -1;

    /// <summary>How deep values may nest; deeper ones are for the exact parser.</summary>
    public const int MaxDepth = 60;

    /// <summary>The bytes of <c>null</c> and <c>true</c> as words, and of <c>alse</c>.</summary>
    public const uint Null = 0x6c6c756e;
    private const uint True = 0x65757274;
    private const uint Alse = 0x65736c61;

    /// <summary>Whether a byte may stand behind a number or a literal name.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool EndsScalar(byte b)
    {
        // Without a branch: which of them stands there is chance where spaces are. One bit tells the closing brackets apart.
        const ulong CommaAndSpaces = (1UL << ',') | (1UL << ' ') | (1UL << '\n') | (1UL << '\r') | (1UL << '\t');
        return ((b < 64) & ((CommaAndSpaces >> b) & 1) != 0) | ((b | 0x20) == '}');
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SkipSpace(byte* block, int at)
    {
        while (block[at] is (byte)' ' or (byte)'\t' or (byte)'\r') at++;
        return at;
    }

    /// <summary>A bit for each of 32 bytes that is a quote, a backslash or a control byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint StringStops(Vector256<byte> bytes) =>
        // One bit turned, a quote is a space and a space is none, and control bytes stay such ones: one comparison for all of them.
        (Vector256.Equals(bytes, Vector256.Create((byte)'\\')) | Vector256.LessThanOrEqual(bytes ^ Vector256.Create((byte)2), Vector256.Create((byte)' '))).ExtractMostSignificantBits();

    /// <summary>The same for 64 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong StringStops(Vector512<byte> bytes) =>
        (Vector512.Equals(bytes, Vector512.Create((byte)'\\')) | Vector512.LessThanOrEqual(bytes ^ Vector512.Create((byte)2), Vector512.Create((byte)' '))).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SkipString(byte* block, int at)
    {
        if (block[at] != '"') return None;
        var end = SkipText(block, at + 1);
        return end < 0 ? end : end + 1;
    }

    /// <summary>What stands in a string, from behind its opening quote to its closing one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SkipText(byte* block, int at)
    {
        var end = SkipPlainText(block, at);
        return end < 0 ? SkipOtherText(block, at) : end;
    }

    /// <summary>The same where it is of up to 32 bytes without escapes, else <see cref="None"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SkipPlainText(byte* block, int at)
    {
        // Where none of the bytes stops it, the next one may be the quote.
        var end = at + BitOperations.TrailingZeroCount(StringStops(Vector256.Load(block + at)));
        return block[end] == '"' ? end : None;
    }

    /// <summary>The same for up to 64 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SkipLongText(byte* block, int at)
    {
        var end = at + BitOperations.TrailingZeroCount(StringStops(Vector512.Load(block + at)));
        return block[end] == '"' ? end : None;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SkipNumber(byte* block, int at)
    {
        var end = SkipPlainNumber(block, at);
        return end < 0 ? SkipLongNumber(block, block[at] == '-' ? at + 1 : at) : end;
    }

    /// <summary>A number of up to 31 bytes without an exponent, else <see cref="None"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SkipPlainNumber(byte* block, int at)
    {
        // Signs and lengths are chance, so there is no branch for them; whether there is a point, or a leading zero, is mostly the same from line to line.
        var value = block + at;
        int sign = Unsafe.BitCast<bool, byte>(*value == '-');
        var stops = DigitsKernel.NoDigits(Vector256.Load(value)) & ~(uint)sign;
        var length = BitOperations.TrailingZeroCount(stops);
        if (value[length] == '.')
        {
            var fraction = length + 1;
            length = BitOperations.TrailingZeroCount(stops & (stops - 1));
            if (length == fraction) return None;
        }

        var first = value[sign];
        if ((uint)(first - '1') > 8 && (first != '0' || (uint)(value[sign + 1] - '0') <= 9)) return None;
        return length == Vector256<byte>.Count || (value[length] | 0x20) == 'e' ? None : at + length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SkipBoolean(byte* block, int at)
    {
        int isFalse = Unsafe.BitCast<bool, byte>(block[at] == 'f');
        return Unsafe.ReadUnaligned<uint>(block + at + isFalse) == (True ^ ((True ^ Alse) & (uint)-isFalse)) ? at + 4 + isFalse : None;
    }

    /// <summary>Any value; <paramref name="depth"/> is how deep it stands.</summary>
    public static int SkipValue(byte* block, int at, int depth) => block[at] switch
    {
        (byte)'"' => SkipString(block, at),
        (byte)'{' or (byte)'[' => SkipContainer(block, at, depth + 1),
        (byte)'t' or (byte)'f' => SkipBoolean(block, at),
        (byte)'n' => Unsafe.ReadUnaligned<uint>(block + at) == Null ? at + 4 : None,
        _ => SkipNumber(block, at),
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int SkipContainer(byte* block, int at, int depth)
    {
        if (depth > MaxDepth) return None;
        var isObject = block[at] == '{';
        var close = (byte)(isObject ? '}' : ']');
        at = SkipSpace(block, at + 1);
        if (block[at] == close) return at + 1;
        while (true)
        {
            if (isObject)
            {
                at = SkipString(block, at);
                if (at < 0) return None;
                at = SkipSpace(block, at);
                if (block[at] != ':') return None;
                at = SkipSpace(block, at + 1);
            }

            at = SkipValue(block, at, depth);
            if (at < 0) return None;
            at = SkipSpace(block, at);
            if (block[at] == close) return at + 1;
            if (block[at] != ',') return None;
            at = SkipSpace(block, at + 1);
        }
    }

    /// <summary>A text of any length, with escapes, from any place in it that is not within one.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int SkipOtherText(byte* block, int at)
    {
        while (true)
        {
            var stops = StringStops(Vector256.Load(block + at));
            at += BitOperations.TrailingZeroCount(stops);
            if (stops == 0) continue;
            if (block[at] == '"') return at;
            if (block[at] != '\\') return None;
            at = SkipEscape(block, at + 1);
            if (at < 0) return None;
        }
    }

    /// <summary>What stands behind a backslash.</summary>
    private static int SkipEscape(byte* block, int at) => block[at] switch
    {
        (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t' => at + 1,
        (byte)'u' when IsHex(block[at + 1]) && IsHex(block[at + 2]) && IsHex(block[at + 3]) && IsHex(block[at + 4]) => at + 5,
        _ => None,
    };

    public static bool IsHex(byte b) => (uint)(b - '0') <= 9 || (uint)((b | 0x20) - 'a') <= 5;

    /// <summary>A number of any length, with fraction and exponent, from behind its sign on.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int SkipLongNumber(byte* block, int at)
    {
        var digits = SkipDigits(block, at);
        if (digits == at || (block[at] == '0' && digits > at + 1)) return None;
        at = digits;
        if (block[at] == '.')
        {
            digits = SkipDigits(block, at + 1);
            if (digits == at + 1) return None;
            at = digits;
        }

        if ((block[at] | 0x20) != 'e') return at;
        at += block[at + 1] is (byte)'+' or (byte)'-' ? 2 : 1;
        digits = SkipDigits(block, at);
        return digits == at ? None : digits;
    }

    private static int SkipDigits(byte* block, int at)
    {
        while ((uint)(block[at] - '0') <= 9) at++;
        return at;
    }
}
