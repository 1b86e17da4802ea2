namespace ReactiveEtl;

/// <summary>What the values of a column are, as a schema names them.</summary>
public enum ColumnType
{
    /// <summary>A truth value, <see cref="bool"/>.</summary>
    Boolean,

    /// <summary>A 32-bit integer, <see cref="int"/>.</summary>
    Int32,

    /// <summary>A 64-bit integer, <see cref="long"/>.</summary>
    Int64,

    /// <summary>A double, <see cref="double"/>.</summary>
    Double,

    /// <summary>A decimal, <see cref="decimal"/>.</summary>
    Decimal,

    /// <summary>A text, <see cref="string"/>.</summary>
    String,

    /// <summary>An instant in microseconds, <see cref="DateTimeOffset"/> with offset 0.</summary>
    Timestamp,

    /// <summary>A calendar day, <see cref="DateOnly"/>.</summary>
    Date,

    /// <summary>A 128-bit identifier, <see cref="System.Guid"/>.</summary>
    Guid,

    /// <summary>A window of event time, <c>ReactiveEtl.Window</c>; only in results.</summary>
    Window,
}
