using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ReactiveEtl;

/// <summary>Decimal digits to integers, eight at a time in a word.</summary>
internal static unsafe class DigitsKernel
{
    private const ulong Zeros = 0x3030303030303030;

    /// <summary>How many digits stand at a place, up to 16; reads 16 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Count(byte* at)
    {
        var digits = Vector128.Load(at) - Vector128.Create((byte)'0');
        return BitOperations.TrailingZeroCount(Vector128.GreaterThan(digits, Vector128.Create((byte)9)).ExtractMostSignificantBits() | (1u << 16));
    }

    /// <summary>The value of 1 to 16 digits; reads 8 bytes, 16 where there are more than 8 digits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Value(byte* at, int count) => count <= 8
        ? (long)Eight(Word(at) << ((8 - count) * 8))
        : ((long)Eight(Word(at) << ((16 - count) * 8)) * 100_000_000) + (long)Eight(Word(at + count - 8));

    /// <summary>The value of two digits; garbage where they are none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Two(byte* at) => (at[0] * 10) + at[1] - ('0' * 11);

    /// <summary>Eight bytes as digits from 0 to 9.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Word(byte* at) => BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(at, sizeof(ulong))) - Zeros;

    /// <summary>Digits, the first in the lowest byte, to their value: pairs, then fours, then eight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Eight(ulong digits)
    {
        const ulong Pairs = 0x000000FF000000FF;
        digits = (digits * 10) + (digits >> 8);
        return (((digits & Pairs) * 0x000F424000000064) + (((digits >> 16) & Pairs) * 0x0000271000000001)) >> 32;
    }
}
