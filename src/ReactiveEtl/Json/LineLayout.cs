using System.Runtime.Intrinsics;
using System.Text.Json;

namespace ReactiveEtl;

/// <summary>A whole line byte for byte: what may stand at each place, and where the columns' values are. For short lines whose values are all of one width.</summary>
/// <remarks>A text is a part of the layout, so that its id is known by it: there is a layout for each text, and where they get too many, none is used.</remarks>
/// <param name="Least">The least byte at each place.</param>
/// <param name="Range">By how much a byte may be greater; behind the line by anything.</param>
/// <param name="Length">The bytes with the line feed.</param>
/// <param name="Values">The value of each column.</param>
internal sealed record LineLayout(Vector512<byte> Least, Vector512<byte> Range, int Length, LayoutValue[] Values)
{
    public const int MaxLength = 64;

    /// <summary>The layout of a line that the exact parser accepted; null where it has none.</summary>
    public static LineLayout? Of(ReadOnlySpan<byte> line, ColumnSlot[] columns, int corruptRecordColumn)
    {
        if (line.Length > MaxLength || line[^1] != '\n') return null;
        Span<byte> least = stackalloc byte[MaxLength], range = stackalloc byte[MaxLength];
        least.Clear();
        line.CopyTo(least);
        range.Clear();
        range[line.Length..].Fill(byte.MaxValue);
        var values = new LayoutValue[columns.Length];
        ColumnSlot? column = null;
        var reader = new Utf8JsonReader(line);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                column = reader.CurrentDepth == 1 ? ColumnSlot.Named(ref reader, columns, corruptRecordColumn) : null;
                if (column is not null && values[column.Place] is not null) return null;
                continue;
            }

            if (column is not null)
            {
                if (LayoutValue.Of(ref reader, column) is not { } value) return null;
                values[column.Place] = value;
            }

            Widen(ref reader, column, least, range);
            column = null;
        }

        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] is null && i != corruptRecordColumn) return null;
        }

        return new LineLayout(Vector512.Create<byte>(least), Vector512.Create<byte>(range), line.Length, values);
    }

    /// <summary>Lets other numbers of the same width, and other times, stand where this one does.</summary>
    private static void Widen(ref Utf8JsonReader reader, ColumnSlot? column, scoped Span<byte> least, scoped Span<byte> range)
    {
        var start = (int)reader.TokenStartIndex;
        if (reader.TokenType == JsonTokenType.Number)
        {
            // Digits, signs, points and exponents where they are; the first of several digits is no zero.
            var isFirst = true;
            for (var i = 0; i < reader.ValueSpan.Length; i++)
            {
                if (!char.IsAsciiDigit((char)reader.ValueSpan[i])) continue;
                var isAlone = i + 1 == reader.ValueSpan.Length || !char.IsAsciiDigit((char)reader.ValueSpan[i + 1]);
                var from = isFirst && !isAlone ? '1' : '0';
                (least[start + i], range[start + i]) = ((byte)from, (byte)('9' - from));
                isFirst = false;
            }
        }
        else if (column?.Kind == SlotKind.Timestamp)
        {
            for (var i = 1; i <= reader.ValueSpan.Length; i++)
            {
                if (char.IsAsciiDigit((char)least[start + i])) (least[start + i], range[start + i]) = ((byte)'0', 9);
            }
        }
    }
}

/// <summary>A column's value in a layout: digits, a time as text, or the same in all lines of the layout.</summary>
/// <param name="Kind">Which of them.</param>
/// <param name="Offset">Its first digit in the line.</param>
/// <param name="Width">How many digits, or the length of the time.</param>
/// <param name="Integer">A truth value that is the same in all lines.</param>
/// <param name="Text">A text that is the same in all lines.</param>
internal sealed record LayoutValue(LayoutValueKind Kind, int Offset = 0, int Width = 0, long Integer = 0, byte[]? Text = null)
{
    /// <summary>The value of a column at a token; null where layouts have none such.</summary>
    public static LayoutValue? Of(ref Utf8JsonReader reader, ColumnSlot column)
    {
        var value = reader.ValueSpan;
        var start = (int)reader.TokenStartIndex;
        switch (reader.TokenType)
        {
            case JsonTokenType.Number when column.Kind is SlotKind.Integer or SlotKind.Timestamp:
                // No sign, and as many digits as always are in the column's range.
                if (value.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0 || value.Length > MaxWidth(column)) return null;
                return new LayoutValue(LayoutValueKind.Digits, start, value.Length);
            case JsonTokenType.String when column.Kind == SlotKind.Timestamp:
                return !reader.ValueIsEscaped && TimestampText.TryParseCommon(value, out _) ? new LayoutValue(LayoutValueKind.Time, start + 1, value.Length) : null;
            case JsonTokenType.String when column.Format.Type == ColumnType.String:
                return reader.ValueIsEscaped ? null : new LayoutValue(LayoutValueKind.Text, Text: value.ToArray());
            case JsonTokenType.True or JsonTokenType.False when column.Kind == SlotKind.Boolean:
                return new LayoutValue(LayoutValueKind.Boolean, Integer: reader.TokenType == JsonTokenType.True ? 1 : 0);
            default:
                return null;
        }
    }

    private static int MaxWidth(ColumnSlot column)
    {
        if (column.Kind == SlotKind.Timestamp) return TimestampSlot.MaxDigits;
        if (column.Format.Range.Min > 0) return 0;
        var width = 0;
        for (var nines = 9L; nines <= column.Format.Range.Max && width < DigitsKernel.MaxCount - 1; nines = (nines * 10) + 9) width++;
        return width;
    }
}

internal enum LayoutValueKind
{
    Digits,
    Time,
    Text,
    Boolean,
}
