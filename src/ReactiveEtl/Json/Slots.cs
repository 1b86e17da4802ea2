using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text.Unicode;

namespace ReactiveEtl;

/// <summary>What a template expects where lines differ: a value that is read into a column, or passed over.</summary>
/// <remarks>Structs, so that the loop over lines is compiled for each of them, without a call a value.</remarks>
internal unsafe interface ISlot
{
    /// <summary>The place behind the value at <paramref name="at"/>, or <see cref="ScanKernel.None"/> where it is not of the plain form.</summary>
    /// <remarks>Calls nothing for what is common, so that a loop over lines keeps what it needs in registers.</remarks>
    int Read(byte* block, int at, int row);

    /// <summary>The same for a value of any form; <see cref="ScanKernel.None"/> where there is none of the expected kind.</summary>
    int ReadOther(byte* block, int at, int row);
}

/// <summary>A loop over lines that is compiled for each kind of slot.</summary>
internal interface ISlotLoop
{
    void Run<TSlot>(TSlot slot)
        where TSlot : struct, ISlot;
}

/// <summary>What stands between the quotes of a string that nobody reads.</summary>
internal readonly unsafe struct SkippedText : ISlot
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(byte* block, int at, int row) => ScanKernel.SkipPlainText(block, at);

    public int ReadOther(byte* block, int at, int row) => ScanKernel.SkipOtherText(block, at);
}

/// <summary>The same where it may well have more than 32 bytes.</summary>
internal readonly unsafe struct SkippedLongText : ISlot
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(byte* block, int at, int row) => ScanKernel.SkipLongText(block, at);

    public int ReadOther(byte* block, int at, int row) => ScanKernel.SkipOtherText(block, at);
}

/// <summary>A number that nobody reads.</summary>
internal readonly unsafe struct SkippedNumber : ISlot
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(byte* block, int at, int row) => ScanKernel.SkipPlainNumber(block, at);

    public int ReadOther(byte* block, int at, int row) => ScanKernel.SkipNumber(block, at);
}

/// <summary>A truth value that nobody reads.</summary>
internal readonly unsafe struct SkippedBoolean : ISlot
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(byte* block, int at, int row) => ScanKernel.SkipBoolean(block, at);

    public int ReadOther(byte* block, int at, int row) => ScanKernel.None;
}

/// <summary>Any value that nobody reads.</summary>
internal readonly unsafe struct SkippedValue(int depth) : ISlot
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(byte* block, int at, int row) => Unsafe.ReadUnaligned<uint>(block + at) == ScanKernel.Null ? at + 4 : ScanKernel.None;

    public int ReadOther(byte* block, int at, int row) => ScanKernel.SkipValue(block, at, depth);
}

/// <summary>A value of any form.</summary>
internal readonly unsafe struct AnyValue(ColumnSlot column) : ISlot
{
    public int Read(byte* block, int at, int row) => ScanKernel.None;

    public int ReadOther(byte* block, int at, int row) => column.ReadAny(block, at, row);
}

/// <summary>An integer in the column's range; other forms go the long way.</summary>
internal readonly unsafe struct IntegerSlot(ColumnSlot column, long* values) : ISlot
{
    private readonly long _min = column.Format.Range.Min;
    private readonly long _max = column.Format.Range.Max;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(byte* block, int at, int row)
    {
        var sign = block[at] == '-' ? -1 : 0;
        var start = at - sign;
        var digits = DigitsKernel.Count(block + start);
        var value = (DigitsKernel.Value(block + start, digits) ^ sign) - sign;
        if ((uint)(digits - 1) > 14 || (digits > 1 && block[start] == '0') || value < _min || value > _max || !ScanKernel.EndsScalar(block[start + digits])) return ScanKernel.None;
        values[row] = value;
        return start + digits;
    }

    public int ReadOther(byte* block, int at, int row) => column.ReadAny(block, at, row);
}

/// <summary>A time: epoch seconds as an integer, or <c>"yyyy-MM-ddTHH:mm:ssZ"</c>; other forms go the long way.</summary>
internal readonly unsafe struct TimestampSlot(ColumnSlot column, long* values) : ISlot
{
    /// <summary>So many digits are before the year 5139.</summary>
    public const int MaxDigits = 11;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(byte* block, int at, int row)
    {
        var digits = DigitsKernel.Count(block + at);
        if ((uint)(digits - 1) > MaxDigits - 1 || (digits > 1 && block[at] == '0') || !ScanKernel.EndsScalar(block[at + digits])) return ScanKernel.None;
        values[row] = DigitsKernel.Value(block + at, digits) * MicrosecondTime.PerSecond;
        return at + digits;
    }

    public int ReadOther(byte* block, int at, int row)
    {
        if (block[at] != '"') return column.ReadAny(block, at, row);
        // What is no time stops at no quote, or is none.
        var length = BitOperations.TrailingZeroCount(Vector256.Equals(Vector256.Load(block + at + 1), Vector256.Create((byte)'"')).ExtractMostSignificantBits());
        if (length == Vector256<byte>.Count || !TimestampText.TryParseCommon(new ReadOnlySpan<byte>(block + at + 1, length), out values[row])) return column.ReadAny(block, at, row);
        return at + length + 2;
    }
}

/// <summary>A number as a double: up to 15 digits, of which up to 15 behind the point, are exact in a double and a power of ten; other forms go the long way.</summary>
internal readonly unsafe struct DoubleSlot(ColumnSlot column, double* values) : ISlot
{
    private static ReadOnlySpan<double> PowersOfTen => [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(byte* block, int at, int row)
    {
        var start = block[at] == '-' ? at + 1 : at;
        var digits = DigitsKernel.Count(block + start);
        if ((uint)(digits - 1) > 14 || (digits > 1 && block[start] == '0')) return ScanKernel.None;
        var value = DigitsKernel.Value(block + start, digits);
        var end = start + digits;
        var fraction = 0;
        if (block[end] == '.')
        {
            fraction = DigitsKernel.Count(block + end + 1);
            // Not compared with 0: where x86 counts zeros by BSF, .NET 10 takes that instruction's flag, which tells another thing, for the answer.
            if ((uint)(fraction - 1) > 14 || digits + fraction > 15) return ScanKernel.None;
            for (var i = 1; i <= fraction; i++) value = (value * 10) + block[end + i] - '0';
            end += 1 + fraction;
        }

        // An integer has no negative zero, and what goes on with an exponent is not all read.
        if (!ScanKernel.EndsScalar(block[end]) || (value == 0 && start != at)) return ScanKernel.None;
        var number = value / PowersOfTen[fraction];
        values[row] = start == at ? number : -number;
        return end;
    }

    public int ReadOther(byte* block, int at, int row) => column.ReadAny(block, at, row);
}

/// <summary>A truth value.</summary>
internal readonly unsafe struct BooleanSlot(ColumnSlot column, long* values) : ISlot
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(byte* block, int at, int row)
    {
        var end = ScanKernel.SkipBoolean(block, at);
        if (end < 0) return end;
        values[row] = end - at == 4 ? 1 : 0;
        return end;
    }

    public int ReadOther(byte* block, int at, int row) => column.ReadAny(block, at, row);
}

/// <summary>A text that nobody reads, of a column that is declared: it must be valid Unicode all the same.</summary>
internal readonly unsafe struct CheckedText(ColumnSlot column) : ISlot
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(byte* block, int at, int row)
    {
        // ASCII as it stands, up to 32 bytes; where nothing stops it, the next one may be the quote.
        var bytes = Vector256.Load(block + at + 1);
        var end = at + 1 + BitOperations.TrailingZeroCount(ScanKernel.StringStops(bytes) | bytes.ExtractMostSignificantBits());
        return block[at] == '"' && block[end] == '"' ? end + 1 : ScanKernel.None;
    }

    public int ReadOther(byte* block, int at, int row)
    {
        var end = SkipUnescaped(block, at);
        return end < 0 ? column.ReadAny(block, at, row) : end;
    }

    /// <summary>The place behind a text without escapes that is valid Unicode, else <see cref="ScanKernel.None"/>.</summary>
    public static int SkipUnescaped(byte* block, int at)
    {
        var end = ScanKernel.SkipString(block, at);
        if (end < 0) return end;
        var text = new ReadOnlySpan<byte>(block + at + 1, end - at - 2);
        return text.Contains((byte)'\\') || !Utf8.IsValid(text) ? ScanKernel.None : end;
    }
}

/// <summary>A text as its id: one that is known, of less than 32 bytes, was judged when it was new; others go longer ways.</summary>
internal readonly unsafe struct TextSlot(ColumnSlot column, StringDictionary dictionary, int* ids) : ISlot
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(byte* block, int at, int row)
    {
        // What was unescaped may hold bytes that are no JSON as they stand: the raw text must be free of them before it is looked up.
        var stops = ScanKernel.StringStops(Vector256.Load(block + at + 1));
        var length = BitOperations.TrailingZeroCount(stops);
        if (length < Vector256<byte>.Count && block[at] == '"' && block[at + 1 + length] == '"')
        {
            var id = dictionary.Find(block + at + 1, length);
            if (id >= 0)
            {
                ids[row] = id;
                return at + length + 2;
            }
        }

        return ScanKernel.None;
    }

    public int ReadOther(byte* block, int at, int row)
    {
        var end = CheckedText.SkipUnescaped(block, at);
        if (end < 0) return column.ReadAny(block, at, row);
        ids[row] = dictionary.GetOrAdd(new ReadOnlySpan<byte>(block + at + 1, end - at - 2));
        return end;
    }
}
