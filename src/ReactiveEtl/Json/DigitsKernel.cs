using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ReactiveEtl;

/// <summary>Decimal digits to integers, eight at a time in a word.</summary>
internal static unsafe class DigitsKernel
{
    /// <summary>How many digits are counted at most.</summary>
    public const int MaxCount = 16;

    private const ulong Zeros = 0x3030303030303030;

    /// <summary>How many digits stand at a place, up to 16; reads 16 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Count(byte* at)
    {
        var digits = Vector128.Load(at) - Vector128.Create((byte)'0');
        return BitOperations.TrailingZeroCount(Vector128.GreaterThan(digits, Vector128.Create((byte)9)).ExtractMostSignificantBits() | (1u << MaxCount));
    }

    /// <summary>A bit for each of 32 bytes that is no digit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint NoDigits(Vector256<byte> bytes) => Vector256.GreaterThan(bytes - Vector256.Create((byte)'0'), Vector256.Create((byte)9)).ExtractMostSignificantBits();

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

    /// <summary>Where the same number of digits, 1 to 16, stands in each of some lines: two words, and by how much each is moved, so that no line asks how many there are.</summary>
    public readonly record struct Place
    {
        private readonly int _high;
        private readonly int _highShift;
        private readonly ulong _highMask;
        private readonly int _low;
        private readonly int _lowShift;
        private readonly int _width;

        /// <param name="offset">The first digit's place in the line.</param>
        /// <param name="width">How many digits.</param>
        public Place(int offset, int width)
        {
            _high = offset;
            _highShift = (16 - width) * 8;
            _highMask = width > 8 ? ulong.MaxValue : 0;
            _low = width > 8 ? offset + width - 8 : offset;
            _lowShift = width > 8 ? 0 : (8 - width) * 8;
            _width = width;
        }

        /// <summary>Whether there are ten digits, as in the epoch seconds of our days: two and eight, with less to do.</summary>
        public bool IsTen => _width == 10;

        /// <summary>The value of ten digits.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public long ReadTen(byte* line) => (Two(line + _high) * 100_000_000L) + (long)Eight(Word(line + _low));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public long Read(byte* line) => ((long)Eight((Word(line + _high) << _highShift) & _highMask) * 100_000_000) + (long)Eight(Word(line + _low) << _lowShift);
    }
}
