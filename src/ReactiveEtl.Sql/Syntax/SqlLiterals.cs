using System.Globalization;
using System.Numerics;

namespace ReactiveEtl;

/// <summary>Constants of a statement: their values, types, and the names that Spark gives them.</summary>
internal static class SqlLiterals
{
    public static LiteralExpression Text(string text, int position) => new(text, SqlType.String, text, position);

    public static LiteralExpression Date(string text, int position) => SqlTimeReader.Date(text) is { } days
        ? new(days, SqlType.Date, $"DATE '{CalendarDate.Of(days)}'", position)
        : throw new SqlQueryException($"'{text}' is no date; a date is written as in date'2024-03-01'.", position);

    public static LiteralExpression Timestamp(string text, int position, SqlZone zone) => SqlTimeReader.Timestamp(text, zone) is { } instant
        ? new(instant, SqlType.Timestamp, $"TIMESTAMP '{SparkText.OfTimestamp(instant, zone.Info)}'", position)
        : throw new SqlQueryException($"'{text}' is no time; a time is written as in timestamp'2024-03-01 10:00:00'.", position);

    /// <summary>A time without a zone.</summary>
    public static LiteralExpression LocalTimestamp(string text, int position) => SqlTimeReader.Local(text) is { } local
        ? new(local, SqlType.LocalTimestamp, $"TIMESTAMP_NTZ '{SparkText.OfTimestamp(local, TimeZoneInfo.Utc)}'", position)
        : throw new SqlQueryException($"'{text}' is no time; a time without a zone is written as in timestamp_ntz'2024-03-01 10:00:00'.", position);

    /// <summary>A number by its form and suffix: tinyint, smallint, int, float, bigint, decimal, or double where there is an exponent.</summary>
    public static LiteralExpression Number(SqlToken token, bool negative)
    {
        var digits = token.Text.TrimEnd('L', 'l', 'D', 'd', 'B', 'b', 'S', 's', 'Y', 'y', 'F', 'f');
        var suffix = token.Text[digits.Length..].ToUpperInvariant();
        if (digits.Any(c => !char.IsAsciiDigit(c) && c is not ('.' or 'e' or 'E' or '+' or '-'))) throw Bad(token);
        var text = negative ? "-" + digits : digits;
        var isWhole = digits.All(char.IsAsciiDigit);
        return suffix switch
        {
            "L" when isWhole => long.TryParse(text, CultureInfo.InvariantCulture, out var value)
                ? new(value, SqlType.Int64, Name(value), token.Position)
                : throw Bad(token),
            "D" => Double(text, token),
            "BD" => Decimal(text, token),
            "" when isWhole => Whole(text, token),
            "" when digits.AsSpan().IndexOfAny('e', 'E') >= 0 => Double(text, token),
            "" => Decimal(text, token),
            "F" => Single(text, token),
            "S" when isWhole => short.TryParse(text, CultureInfo.InvariantCulture, out var value) ? new((int)value, SqlType.Int16, Name(value), token.Position) : throw Bad(token),
            "Y" when isWhole => sbyte.TryParse(text, CultureInfo.InvariantCulture, out var value) ? new((int)value, SqlType.Int8, Name(value), token.Position) : throw Bad(token),
            _ => throw Bad(token),
        };
    }

    /// <summary>A type by its name.</summary>
    public static SqlType TypeOf(string name, IReadOnlyList<int> sizes, int position)
    {
        var upper = name.ToUpperInvariant();
        if (upper is "DECIMAL" or "DEC" or "NUMERIC")
        {
            var precision = sizes.Count > 0 ? sizes[0] : 10;
            var scale = sizes.Count > 1 ? sizes[1] : 0;
            if (precision is < 1 or > SqlType.MostDigits || scale > precision || sizes.Count > 2) throw new SqlQueryException(
                $"A decimal has 1 to 38 digits, and no more of them behind the point: decimal({string.Join(",", sizes)}).", position);
            return SqlType.Decimal(precision, scale);
        }

        return upper switch
        {
            "BOOLEAN" => SqlType.Boolean,
            "TINYINT" or "BYTE" => SqlType.Int8,
            "SMALLINT" or "SHORT" => SqlType.Int16,
            "INT" or "INTEGER" => SqlType.Int32,
            "BIGINT" or "LONG" => SqlType.Int64,
            "FLOAT" => SqlType.Single,
            "DOUBLE" => SqlType.Double,
            "STRING" => SqlType.String,
            "TIMESTAMP" or "TIMESTAMP_LTZ" => SqlType.Timestamp,
            "TIMESTAMP_NTZ" => SqlType.LocalTimestamp,
            "DATE" => SqlType.Date,
            _ => throw new SqlQueryException(
                $"The type {name} is not supported; there are boolean, tinyint, smallint, int, bigint, float, double, decimal(p,s), string, timestamp, timestamp_ntz and date.", position)
            { IsSyntax = upper is "TEXT" or "BLOB" or "REAL" },
        };
    }

    /// <summary>A type as CAST shows it: <c>DECIMAL(10,2)</c>.</summary>
    public static string TypeName(SqlType type) => type.ToString().ToUpperInvariant();

    private static LiteralExpression Whole(string text, SqlToken token)
    {
        if (int.TryParse(text, CultureInfo.InvariantCulture, out var small)) return new(small, SqlType.Int32, Name(small), token.Position);
        return long.TryParse(text, CultureInfo.InvariantCulture, out var big) ? new(big, SqlType.Int64, Name(big), token.Position) : Decimal(text, token);
    }

    private static LiteralExpression Double(string text, SqlToken token)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || double.IsInfinity(value)) throw Bad(token);
        return new(value, SqlType.Double, SparkText.OfDouble(value), token.Position);
    }

    private static LiteralExpression Single(string text, SqlToken token)
    {
        if (!float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || float.IsInfinity(value)) throw Bad(token);
        return new((double)value, SqlType.Single, SparkText.OfSingle(value), token.Position);
    }

    private static LiteralExpression Decimal(string text, SqlToken token)
    {
        if (SqlDecimal.Parse(text) is not { } value) throw Bad(token);
        var digits = BigInteger.Abs(value.Unscaled).ToString(CultureInfo.InvariantCulture).Length;
        var precision = Math.Max(digits, value.Scale);
        return precision <= SqlType.MostDigits ? new(value, SqlType.Decimal(precision, value.Scale), Name(value, digits), token.Position) : throw Bad(token);
    }

    /// <summary>As Java's BigDecimal: with an exponent where many zeros follow the point.</summary>
    private static string Name(SqlDecimal value, int digits)
    {
        var exponent = digits - 1 - value.Scale;
        if (exponent >= -6) return value.ToString();
        var all = BigInteger.Abs(value.Unscaled).ToString(CultureInfo.InvariantCulture);
        return $"{(value.Unscaled.Sign < 0 ? "-" : "")}{all[0]}{(all.Length > 1 ? "." + all[1..] : "")}E{exponent}";
    }

    private static string Name(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static SqlQueryException Bad(SqlToken token) => new($"'{token.Text}' is no number in the range of its type.", token.Position);
}
