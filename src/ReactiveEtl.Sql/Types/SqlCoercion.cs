namespace ReactiveEtl;

/// <summary>Which types meet in which, as Spark's ANSI mode has it.</summary>
internal static class SqlCoercion
{
    /// <summary>The narrowest type that holds both, or null; a text gives way to the other type where texts may.</summary>
    public static SqlType? Common(SqlType left, SqlType right, bool convertsText = true)
    {
        if (left == right || right.Kind == SqlKind.Void) return left;
        if (left.Kind == SqlKind.Void) return right;
        if (left.IsNumber && right.IsNumber) return Number(left, right);
        if (left.IsTime && right.IsTime) return left.Kind == SqlKind.Timestamp || right.Kind == SqlKind.Timestamp ? SqlType.Timestamp : SqlType.LocalTimestamp;
        if (left.IsText && right.IsText) return SqlType.String;
        if (left.IsInterval && left.Kind == right.Kind) return SqlType.Interval(left.Kind, Math.Min(left.Fields.First, right.Fields.First), Math.Max(left.Fields.Last, right.Fields.Last));
        if (!convertsText) return null;
        if (left.Kind == SqlKind.String) return ForText(right);
        return right.Kind == SqlKind.String ? ForText(left) : null;
    }

    /// <summary>The type in which two numbers are added, compared, ...: double wins, also where a float meets another type, then decimal, then the wider integer.</summary>
    public static SqlType Number(SqlType left, SqlType right)
    {
        if (left == right && left.Kind == SqlKind.Single) return left;
        if (left.Kind is SqlKind.Single or SqlKind.Double || right.Kind is SqlKind.Single or SqlKind.Double) return SqlType.Double;
        if (left.IsInteger && right.IsInteger) return left.Kind > right.Kind ? left : right;
        var (l, r) = (left.AsDecimal(), right.AsDecimal());
        var scale = Math.Max(l.Scale, r.Scale);
        return SqlType.FittedDecimal(Math.Max(l.Precision - l.Scale, r.Precision - r.Scale) + scale, scale);
    }

    private static SqlType? ForText(SqlType other) => other.Kind switch
    {
        SqlKind.Int8 or SqlKind.Int16 or SqlKind.Int32 => SqlType.Int64,
        SqlKind.Single or SqlKind.Decimal => SqlType.Double,
        SqlKind.Int64 or SqlKind.Double or SqlKind.Date or SqlKind.Timestamp or SqlKind.LocalTimestamp or SqlKind.Boolean => other,
        _ => null,
    };

    /// <summary>Whether an argument of one type may stand where a function wants another.</summary>
    public static bool IsAccepted(SqlType from, SqlType wanted)
    {
        if (from == wanted || from.Kind == SqlKind.Void) return true;
        return wanted.Kind switch
        {
            SqlKind.String => from.Kind is not (SqlKind.Window or SqlKind.Array) && !from.IsInterval,
            SqlKind.Int64 => from.IsShort || from.Kind == SqlKind.String,
            SqlKind.Double => from.IsNumber || from.Kind == SqlKind.String,
            SqlKind.Decimal => from.IsInteger || from.Kind is SqlKind.Decimal or SqlKind.String,
            SqlKind.Date or SqlKind.Timestamp or SqlKind.LocalTimestamp => from.IsTime || from.Kind == SqlKind.String,
            SqlKind.Int32 when from.IsShort => true,
            SqlKind.Int32 or SqlKind.Boolean => from.Kind == SqlKind.String,
            _ => false,
        };
    }
}
