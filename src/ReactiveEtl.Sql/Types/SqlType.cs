using System.Globalization;

namespace ReactiveEtl;

/// <summary>The type of an SQL expression: what Spark calls it, and how its values are held while an expression is computed.</summary>
/// <remarks>
/// Held as: boolean <see cref="bool"/>, tinyint, smallint and int <see cref="int"/>, bigint <see cref="long"/>, float (as the double of the same value) and double <see cref="double"/>, decimal <see cref="SqlDecimal"/>,
/// string and uuid <see cref="string"/>, timestamp <see cref="long"/> (microseconds UTC, without a zone as if it were UTC), date <see cref="int"/> (days), window <see cref="Window"/>,
/// array <see cref="ValueList"/> of such values, intervals <see cref="long"/> (microseconds) and <see cref="int"/> (months); null is null.
/// </remarks>
internal readonly record struct SqlType(SqlKind Kind, int Precision = 0, int Scale = 0)
{
    public static readonly SqlType Void = new(SqlKind.Void);
    public static readonly SqlType Boolean = new(SqlKind.Boolean);
    public static readonly SqlType Int8 = new(SqlKind.Int8);
    public static readonly SqlType Int16 = new(SqlKind.Int16);
    public static readonly SqlType Int32 = new(SqlKind.Int32);
    public static readonly SqlType Int64 = new(SqlKind.Int64);
    public static readonly SqlType Single = new(SqlKind.Single);
    public static readonly SqlType Double = new(SqlKind.Double);
    public static readonly SqlType String = new(SqlKind.String);
    public static readonly SqlType Guid = new(SqlKind.Guid);
    public static readonly SqlType Timestamp = new(SqlKind.Timestamp);
    public static readonly SqlType LocalTimestamp = new(SqlKind.LocalTimestamp);
    public static readonly SqlType Date = new(SqlKind.Date);
    public static readonly SqlType Window = new(SqlKind.Window);

    /// <summary>A window of local times.</summary>
    public static readonly SqlType LocalWindow = new(SqlKind.Window, 1);

    public static readonly SqlType DayTime = Interval(SqlKind.DayTime, 0, 3);
    public static readonly SqlType OfDays = Interval(SqlKind.DayTime, 0, 0);

    // Spark's most digits of a decimal.
    public const int MostDigits = 38;

    // What Spark keeps of the scale when a result has too many digits.
    private const int LeastKeptScale = 6;

    /// <summary>The type of an array's values; else null. In a record, since no value type holds itself.</summary>
    public SqlElement? Element { get; init; }

    /// <summary>The first and the last field of an interval (see <see cref="SqlIntervals"/>).</summary>
    public (int First, int Last) Fields => (Precision, Scale);

    /// <summary>An integer that is held in 32 bits.</summary>
    public bool IsShort => Kind is SqlKind.Int8 or SqlKind.Int16 or SqlKind.Int32;

    public bool IsInteger => IsShort || Kind == SqlKind.Int64;

    public bool IsNumber => IsInteger || Kind is SqlKind.Single or SqlKind.Double or SqlKind.Decimal;

    public bool IsText => Kind is SqlKind.String or SqlKind.Guid;

    public bool IsTime => Kind is SqlKind.Timestamp or SqlKind.LocalTimestamp or SqlKind.Date;

    public bool IsInterval => Kind is SqlKind.DayTime or SqlKind.YearMonth;

    public static SqlType Interval(SqlKind kind, int first, int last) => new(kind, first, last);

    public static SqlType Array(SqlType element) => new(SqlKind.Array) { Element = new SqlElement(element) };

    public static SqlType Decimal(int precision, int scale) => new(SqlKind.Decimal, Math.Min(precision, MostDigits), Math.Min(scale, MostDigits));

    /// <summary>A decimal result as Spark fits it into 38 digits: the fraction gives way, down to six digits.</summary>
    public static SqlType FittedDecimal(int precision, int scale)
    {
        if (precision <= MostDigits) return Decimal(precision, scale);
        var whole = precision - scale;
        return Decimal(MostDigits, Math.Max(MostDigits - whole, Math.Min(scale, LeastKeptScale)));
    }

    /// <summary>The decimal that holds every value of a number type.</summary>
    public SqlType AsDecimal() => Kind switch
    {
        SqlKind.Int8 => Decimal(3, 0),
        SqlKind.Int16 => Decimal(5, 0),
        SqlKind.Int32 => Decimal(10, 0),
        SqlKind.Int64 => Decimal(20, 0),
        SqlKind.Single => Decimal(14, 7),
        SqlKind.Double => Decimal(30, 15),
        _ => this,
    };

    public static SqlType Of(ColumnSchema column) => column.Type switch
    {
        ColumnType.Boolean => Boolean,
        ColumnType.Int8 => Int8,
        ColumnType.Int16 => Int16,
        ColumnType.Int32 => Int32,
        ColumnType.Int64 => Int64,
        ColumnType.Single => Single,
        ColumnType.Double => Double,
        ColumnType.Decimal => column.Precision is { } precision ? Decimal(precision, column.Scale ?? 0) : Decimal(MostDigits, 18),
        ColumnType.String => String,
        ColumnType.Timestamp => Timestamp,
        ColumnType.LocalTimestamp => LocalTimestamp,
        ColumnType.Date => Date,
        ColumnType.Guid => Guid,
        ColumnType.Window => Window,
        ColumnType.LocalWindow => LocalWindow,
        ColumnType.Array => Array(Of(column.Element!)),
        _ => throw new ArgumentException($"Column '{column.Name}' is a {column.Type}, which SQL does not know."),
    };

    /// <summary>The column of a result, or null for a type that no column has (intervals).</summary>
    public ColumnSchema? ToColumn(string name) => Kind switch
    {
        SqlKind.Boolean => new(name, ColumnType.Boolean),
        SqlKind.Int8 => new(name, ColumnType.Int8),
        SqlKind.Int16 => new(name, ColumnType.Int16),
        SqlKind.Int32 => new(name, ColumnType.Int32),
        SqlKind.Int64 => new(name, ColumnType.Int64),
        SqlKind.Single => new(name, ColumnType.Single),
        SqlKind.Double => new(name, ColumnType.Double),
        SqlKind.Decimal => new(name, ColumnType.Decimal) { Precision = Precision, Scale = Scale },
        // A column of nothing but nulls, Spark's void, is a column of strings that are null.
        SqlKind.String or SqlKind.Void => new(name, ColumnType.String),
        SqlKind.Guid => new(name, ColumnType.Guid),
        SqlKind.Timestamp => new(name, ColumnType.Timestamp),
        SqlKind.LocalTimestamp => new(name, ColumnType.LocalTimestamp),
        SqlKind.Date => new(name, ColumnType.Date),
        SqlKind.Window => new(name, this == LocalWindow ? ColumnType.LocalWindow : ColumnType.Window),
        SqlKind.Array => Element!.Type.ToColumn("element") is { } element ? new(name, ColumnType.Array) { Element = element } : null,
        _ => null,
    };

    /// <summary>Spark's name: <c>bigint</c>, <c>decimal(10,2)</c>.</summary>
    public override string ToString() => Kind switch
    {
        SqlKind.Void => "void",
        SqlKind.Boolean => "boolean",
        SqlKind.Int8 => "tinyint",
        SqlKind.Int16 => "smallint",
        SqlKind.Int32 => "int",
        SqlKind.Int64 => "bigint",
        SqlKind.Single => "float",
        SqlKind.Double => "double",
        SqlKind.Decimal => string.Create(CultureInfo.InvariantCulture, $"decimal({Precision},{Scale})"),
        SqlKind.Guid => "uuid",
        SqlKind.Timestamp => "timestamp",
        SqlKind.LocalTimestamp => "timestamp_ntz",
        SqlKind.Date => "date",
        SqlKind.Window when this == LocalWindow => "struct<start:timestamp_ntz,end:timestamp_ntz>",
        SqlKind.Window => "struct<start:timestamp,end:timestamp>",
        SqlKind.Array => $"array<{Element!.Type}>",
        SqlKind.DayTime or SqlKind.YearMonth => SqlIntervals.TypeName(this),
        _ => "string",
    };
}

/// <summary>The type of the values of an array.</summary>
internal sealed record SqlElement(SqlType Type);
