namespace ReactiveEtl;

/// <summary>The kinds of SQL types; decimals differ in their digits besides.</summary>
internal enum SqlKind
{
    /// <summary>The type of null.</summary>
    Void,
    Boolean,
    Int8,
    Int16,
    Int32,
    Int64,
    Single,
    Double,
    Decimal,
    String,
    Guid,
    Timestamp,

    /// <summary>A time without a zone.</summary>
    LocalTimestamp,
    Date,
    Window,
    Array,

    /// <summary>An interval of days, hours, ... microseconds.</summary>
    DayTime,

    /// <summary>An interval of months.</summary>
    YearMonth,
}
