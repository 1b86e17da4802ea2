namespace ReactiveEtl;

/// <summary>The kinds of SQL types; decimals differ in their digits besides.</summary>
internal enum SqlKind
{
    /// <summary>The type of null.</summary>
    Void,
    Boolean,
    Int32,
    Int64,
    Double,
    Decimal,
    String,
    Guid,
    Timestamp,
    Date,
    Window,

    /// <summary>An interval of days, hours, ... microseconds.</summary>
    DayTime,

    /// <summary>An interval of months.</summary>
    YearMonth,
}
