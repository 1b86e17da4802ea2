using System.Text;
using System.Text.Json;

namespace ReactiveEtl;

/// <summary>How one declared column is read from JSON: its name, what its values are, and what a missing one means.</summary>
/// <param name="Schema">Name, type, and whether it may be null.</param>
internal sealed record ColumnFormat(ColumnSchema Schema)
{
    public string Name => Schema.Name;

    public ColumnType Type { get; } = Schema.Type;

    /// <summary>The name as it stands in most files: without escapes.</summary>
    public byte[] Utf8Name { get; } = Encoding.UTF8.GetBytes(Schema.Name);

    /// <summary>What a missing or null value becomes where the type's constructor says so: a <see cref="long"/>, double, decimal, GUID or string, as a vector holds it.</summary>
    public object? Default { get; init; }

    /// <summary>The least and the greatest integer of the column (of an enum: of the type under it).</summary>
    public (long Min, long Max) Range { get; init; } = RangeOf(Schema.Type);

    /// <summary>The names of an enum whose type says that names are read, with their numbers; else null.</summary>
    public Dictionary<string, long>? EnumNames { get; init; }

    /// <summary>Whether the column takes the text of a malformed record instead of a field.</summary>
    public bool IsCorruptRecord { get; init; }

    /// <summary>Whether a property's name is the column's, escaped or not.</summary>
    public bool IsNamed(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped) return reader.ValueSpan.SequenceEqual(Utf8Name);
        try
        {
            return reader.ValueTextEquals(Utf8Name);
        }
        catch (InvalidOperationException)
        {
            // What System.Text.Json says of half a surrogate pair: no column is called that.
            return false;
        }
    }

    public ColumnVector NewVector(int capacity) => Type switch
    {
        ColumnType.Single or ColumnType.Double => new ColumnVector<double>(capacity),
        ColumnType.Decimal => new ColumnVector<decimal>(capacity),
        ColumnType.Guid => new ColumnVector<Guid>(capacity),
        ColumnType.String => new StringVector(capacity),
        _ => new ColumnVector<long>(capacity),
    };

    private static (long Min, long Max) RangeOf(ColumnType type) => type switch
    {
        ColumnType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        ColumnType.Int16 => (short.MinValue, short.MaxValue),
        ColumnType.Int32 => (int.MinValue, int.MaxValue),
        _ => (long.MinValue, long.MaxValue),
    };
}

/// <summary>How the records of a file are read.</summary>
/// <param name="Columns">The declared columns.</param>
/// <param name="TimeZone">The zone of times that name none.</param>
/// <param name="Malformed">What happens to malformed records.</param>
internal sealed record RecordFormat(IReadOnlyList<ColumnFormat> Columns, TimeZoneInfo TimeZone, MalformedPolicy Malformed)
{
    /// <summary>The column that takes the text of malformed records, or -1.</summary>
    public int CorruptRecordColumn { get; } = Columns.ToList().FindIndex(column => column.IsCorruptRecord);

    /// <summary>Whether a malformed record is a row with its text in that column; where it is dropped or fails, the column is null in all rows.</summary>
    public bool KeepsMalformed => CorruptRecordColumn >= 0 && Malformed == MalformedPolicy.Permissive;
}
