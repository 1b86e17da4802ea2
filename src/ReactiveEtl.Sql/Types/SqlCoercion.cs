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
        if (left.IsTime && right.IsTime) return SqlType.Timestamp;
        if (left.IsText && right.IsText) return SqlType.String;
        if (left.IsInterval && left.Kind == right.Kind) return SqlType.Interval(left.Kind, Math.Min(left.Fields.First, right.Fields.First), Math.Max(left.Fields.Last, right.Fields.Last));
        if (!convertsText) return null;
        if (left.Kind == SqlKind.String) return ForText(right);
        return right.Kind == SqlKind.String ? ForText(left) : null;
    }

    /// <summary>The type in which two numbers are added, compared, ...: double wins, then decimal, then the wider integer.</summary>
    public static SqlType Number(SqlType left, SqlType right)
    {
        if (left.Kind == SqlKind.Double || right.Kind == SqlKind.Double) return SqlType.Double;
        if (left.IsInteger && right.IsInteger) return left.Kind == SqlKind.Int64 ? left : right;
        var (l, r) = (left.AsDecimal(), right.AsDecimal());
        var scale = Math.Max(l.Scale, r.Scale);
        return SqlType.FittedDecimal(Math.Max(l.Precision - l.Scale, r.Precision - r.Scale) + scale, scale);
    }

    private static SqlType? ForText(SqlType other) => other.Kind switch
    {
        SqlKind.Int32 => SqlType.Int64,
        SqlKind.Decimal => SqlType.Double,
        SqlKind.Int64 or SqlKind.Double or SqlKind.Date or SqlKind.Timestamp or SqlKind.Boolean => other,
        _ => null,
    };

    /// <summary>Whether an argument of one type may stand where a function wants another.</summary>
    public static bool IsAccepted(SqlType from, SqlType wanted)
    {
        if (from == wanted || from.Kind == SqlKind.Void) return true;
        return wanted.Kind switch
        {
            SqlKind.String => from.Kind != SqlKind.Window && !from.IsInterval,
            SqlKind.Int64 => from.Kind is SqlKind.Int32 or SqlKind.String,
            SqlKind.Double => from.IsNumber || from.Kind == SqlKind.String,
            SqlKind.Decimal => from.IsInteger || from.Kind is SqlKind.Decimal or SqlKind.String,
            SqlKind.Date or SqlKind.Timestamp => from.IsTime || from.Kind == SqlKind.String,
            SqlKind.Int32 or SqlKind.Boolean => from.Kind == SqlKind.String,
            _ => false,
        };
    }
}
