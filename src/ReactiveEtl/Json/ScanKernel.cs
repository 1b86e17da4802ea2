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
    public static bool EndsScalar(byte b) => b is (byte)',' or (byte)'}' or (byte)']' or (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SkipSpace(byte* block, int at)
    {
        while (block[at] is (byte)' ' or (byte)'\t' or (byte)'\r') at++;
        return at;
    }

    /// <summary>A bit for each of 32 bytes that is a quote, a backslash or a control byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint StringStops(Vector256<byte> bytes) =>
        (Vector256.Equals(bytes, Vector256.Create((byte)'"')) | Vector256.Equals(bytes, Vector256.Create((byte)'\\')) | Vector256.LessThan(bytes, Vector256.Create((byte)0x20))).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SkipString(byte* block, int at)
    {
        if (block[at] != '"') return None;
        var stops = StringStops(Vector256.Load(block + at + 1));
        var length = BitOperations.TrailingZeroCount(stops);
        return stops != 0 && block[at + 1 + length] == '"' ? at + length + 2 : SkipLongString(block, at + 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SkipNumber(byte* block, int at)
    {
        var start = block[at] == '-' ? at + 1 : at;
        var digits = DigitsKernel.Count(block + start);
        var next = block[start + digits];
        if ((uint)(digits - 1) > 14 || (digits > 1 && block[start] == '0') || next == '.' || (next | 0x20) == 'e') return SkipLongNumber(block, start);
        return start + digits;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SkipBoolean(byte* block, int at)
    {
        var isFalse = block[at] == 'f' ? 1 : 0;
        return Unsafe.ReadUnaligned<uint>(block + at + isFalse) == (isFalse == 0 ? True : Alse) ? at + 4 + isFalse : None;
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

    /// <summary>The rest of a string, from any place in it that is not within an escape.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int SkipLongString(byte* block, int at)
    {
        while (true)
        {
            var stops = StringStops(Vector256.Load(block + at));
            if (stops == 0)
            {
                at += Vector256<byte>.Count;
                continue;
            }

            at += BitOperations.TrailingZeroCount(stops);
            if (block[at] == '"') return at + 1;
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
