using System.Runtime.CompilerServices;
using System.Text.Json;

namespace ReactiveEtl;

/// <summary>One declared column as the fast paths fill it: where its values go, and what is done with those that are not of the plain form.</summary>
/// <remarks>
/// A column that nobody reads has a vector of the parser's own, so that its values are judged like all others; a text has none, since a vector of texts keeps
/// each one that is new. Belongs to one parser and one thread.
/// </remarks>
internal sealed class ColumnSlot(ColumnFormat format, int place, ValueReader values)
{
    private ColumnVector? _judged;

    public ColumnFormat Format => format;

    /// <summary>The place of the column among the declared ones.</summary>
    public int Place => place;

    /// <summary>Where values go, set for each batch; null for a text that nobody reads.</summary>
    public ColumnVector? Vector { get; private set; }

    public SlotKind Kind { get; } = KindOf(format);

    /// <summary>The column of a property's name, or null.</summary>
    public static ColumnSlot? Named(ref Utf8JsonReader reader, ColumnSlot[] columns, int corruptRecordColumn)
    {
        foreach (var column in columns)
        {
            if (column.Place != corruptRecordColumn && column.Format.IsNamed(ref reader)) return column;
        }

        return null;
    }

    /// <summary>Turns to a batch that is to be filled.</summary>
    public void Begin(ColumnBatch batch)
    {
        Vector = batch.Vectors[place];
        if (Vector is not null || format.Type == ColumnType.String) return;
        if (_judged?.Capacity != batch.Capacity) _judged = format.NewVector(batch.Capacity);
        Vector = _judged;
    }

    /// <summary>Runs a loop over lines with the column's own slot, compiled for it.</summary>
    public unsafe void Run<TLoop>(TLoop loop)
        where TLoop : struct, ISlotLoop, allows ref struct
    {
        switch (Vector)
        {
            case ColumnVector<long> vector when Kind != SlotKind.Other:
                fixed (long* values = vector.Values)
                {
                    if (Kind == SlotKind.Integer) loop.Run(new IntegerSlot(this, values));
                    else if (Kind == SlotKind.Timestamp) loop.Run(new TimestampSlot(this, values));
                    else loop.Run(new BooleanSlot(this, values));
                }

                break;
            case ColumnVector<double> vector when format.Type == ColumnType.Double:
                fixed (double* values = vector.Values) loop.Run(new DoubleSlot(this, values));
                break;
            case null:
                loop.Run(new CheckedText(this));
                break;
            case StringVector texts:
                fixed (int* ids = texts.Values) loop.Run(new TextSlot(this, texts.Dictionary, ids));
                break;
            default:
                loop.Run(new AnyValue(this));
                break;
        }
    }

    /// <summary>The texts that are looked up among so many that they had better be fetched before; null where there are none.</summary>
    public StringDictionary? Fetched => Vector is StringVector { Dictionary: { IsFetched: true } texts } ? texts : null;

    /// <summary>Reads a value of any form as the exact parser does; the place behind it, or <see cref="ScanKernel.None"/> where the whole line is for that.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public unsafe int ReadAny(byte* block, int at, int row)
    {
        if (Unsafe.ReadUnaligned<uint>(block + at) == ScanKernel.Null) return TrySetAbsent(row) ? at + 4 : ScanKernel.None;
        var end = ScanKernel.SkipValue(block, at, 1);
        if (end < 0) return end;
        var reader = new Utf8JsonReader(new ReadOnlySpan<byte>(block + at, end - at));
        reader.Read();
        return values.Read(ref reader, format, Vector, row) is null ? end : ScanKernel.None;
    }

    /// <summary>What a null or a missing value means; false where the record is malformed by it.</summary>
    public bool TrySetAbsent(int row)
    {
        if (format.Default is { } value) VectorValue.Store(Vector, row, value);
        else if (format.Schema.IsNullable) Vector?.SetNull(row);
        else return false;
        return true;
    }

    private static SlotKind KindOf(ColumnFormat format) => format.Type switch
    {
        ColumnType.Boolean => SlotKind.Boolean,
        ColumnType.Int8 or ColumnType.Int16 or ColumnType.Int32 or ColumnType.Int64 => SlotKind.Integer,
        ColumnType.Timestamp => SlotKind.Timestamp,
        _ => SlotKind.Other,
    };
}

/// <summary>What the integers of a vector are, where a fast path has a way of its own for them.</summary>
internal enum SlotKind
{
    Integer,
    Timestamp,
    Boolean,
    Other,
}
