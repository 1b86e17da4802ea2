namespace ReactiveEtl;

/// <summary>What the values of a column are, as a schema names them.</summary>
public enum ColumnType
{
    /// <summary>A truth value, <see cref="bool"/>.</summary>
    Boolean,

    /// <summary>An 8-bit integer with a sign, <see cref="sbyte"/>.</summary>
    Int8,

    /// <summary>A 16-bit integer, <see cref="short"/>.</summary>
    Int16,

    /// <summary>A 32-bit integer, <see cref="int"/>.</summary>
    Int32,

    /// <summary>A 64-bit integer, <see cref="long"/>.</summary>
    Int64,

    /// <summary>A single, <see cref="float"/>.</summary>
    Single,

    /// <summary>A double, <see cref="double"/>.</summary>
    Double,

    /// <summary>A decimal, <see cref="decimal"/>.</summary>
    Decimal,

    /// <summary>A text, <see cref="string"/>.</summary>
    String,

    /// <summary>An instant in microseconds, <see cref="DateTimeOffset"/> with offset 0.</summary>
    Timestamp,

    /// <summary>A time of day on a calendar day, without a zone, in microseconds: <see cref="DateTime"/> of <see cref="DateTimeKind.Unspecified"/>.</summary>
    LocalTimestamp,

    /// <summary>A calendar day, <see cref="DateOnly"/>.</summary>
    Date,

    /// <summary>A 128-bit identifier, <see cref="System.Guid"/>.</summary>
    Guid,

    /// <summary>A window of event time, <c>ReactiveEtl.Window</c>; only in results.</summary>
    Window,

    /// <summary>A window of local times, <c>ReactiveEtl.Window</c> as if they were UTC; only in results.</summary>
    LocalWindow,

    /// <summary>Values of one type, <c>ReactiveEtl.ValueList</c>; only in results.</summary>
    Array,
}
