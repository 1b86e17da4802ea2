using System.Globalization;

namespace ReactiveEtl;

/// <summary>Window functions.</summary>
internal sealed partial class ExpressionBinder
{
    /// <summary>The functions that exist only over a window: SQLite's name is ours; the type (null: that of the argument), and Spark's name.</summary>
    private static readonly Dictionary<string, (SqlType? Type, string Name)> Windows = new(StringComparer.Ordinal)
    {
        ["row_number"] = (SqlType.Int32, "row_number"),
        ["rank"] = (SqlType.Int32, "RANK"),
        ["dense_rank"] = (SqlType.Int32, "DENSE_RANK"),
        ["percent_rank"] = (SqlType.Double, "PERCENT_RANK"),
        ["cume_dist"] = (SqlType.Double, "cume_dist"),
        ["ntile"] = (SqlType.Int32, "ntile"),
        ["lag"] = (null, "lag"),
        ["lead"] = (null, "lead"),
        ["nth_value"] = (null, "nth_value"),
    };

    private BoundExpression Over(CallExpression call, SqlOver over, SqlNames names)
    {
        if (!names.AllowsWindows) throw new SqlQueryException($"The window function '{call.Function}' cannot stand inside {names.Clause}.", call.Position);
        if (over.Name is { } name) over = names.Windows?.GetValueOrDefault(name) ?? throw new SqlQueryException($"There is no window '{name}'.", over.Position);
        var inside = names.InsideWindow();
        var function = Lower(call.Function);
        var isSqlites = AggregateFunctions.Find(function) is null && !Windows.ContainsKey(function) && context.Sqlite?.HasFunction(function, isAggregate: true) == true;
        if ((isSqlites ? OfSqlite(function) : AggregateFunctions.Find(function)) is { } aggregate)
        {
            if (call.IsDistinct) throw new SqlQueryException("DISTINCT is not supported in window functions.", call.Position);
            var arguments = Checked(Arguments(call, function, inside), aggregate.Least, aggregate.Most);
            var result = aggregate.Bind(arguments);
            var filter = call.Filter is null ? null : Condition(call.Filter, inside, "FILTER");
            var (window, text) = Window(over, function, inside);
            var bound = new BoundOver(
                result.Aggregate.Name, result.Aggregate, result.Arguments, filter, window, result.Type, $"{NameOf(call, arguments, result, filter)} {text}", call.Position);
            return isSqlites ? Observed(bound) : bound;
        }

        if (!Windows.TryGetValue(function, out var found)) throw new SqlQueryException($"There is no window function '{call.Function}'.", call.Position);
        if (call.IgnoresNulls || call.Filter is not null || call.IsDistinct) throw new SqlQueryException(
            $"DISTINCT, FILTER and IGNORE NULLS are not supported for '{call.Function}'.", call.Position);
        return Ranked(call, function, found.Type, found.Name, over, inside);
    }

    private BoundOver Ranked(CallExpression call, string function, SqlType? type, string name, SqlOver over, SqlNames names)
    {
        if (over.Order.Count == 0 && function != "nth_value") throw new SqlQueryException($"The window of '{call.Function}' needs an ORDER BY.", over.Position);
        var bound = new SqlCall(function, [.. call.Arguments.Select(argument => Bind(argument, names))], call.Position, context);
        bound = function switch
        {
            "lag" or "lead" => Checked(bound, 1, 3),
            "nth_value" => Checked(bound, 2, 2),
            "ntile" => Checked(bound, 0, 1),
            _ => Checked(bound, 0, 0),
        };
        var arguments = bound.Arguments.ToList();
        if (function is "lag" or "lead")
        {
            if (arguments.Count < 2) arguments.Add(new BoundLiteral(1, SqlType.Int32, "1", call.Position));
            arguments.Add(arguments.Count < 3 ? new BoundLiteral(null, SqlType.Void, "NULL", call.Position) : bound.Cast(arguments[2], arguments[0].Type));
            if (arguments.Count == 4) arguments.RemoveAt(2);
        }
        else if (function == "ntile" && arguments.Count == 0) arguments.Add(new BoundLiteral(1, SqlType.Int32, "1", call.Position));

        var (window, text) = Window(over, function, names, arguments);
        return new(function, null, arguments, null, window, type ?? arguments[0].Type, $"{SqlCall.NameOf(name, arguments)} {text}", call.Position);
    }

    private (BoundWindow Window, string Text) Window(SqlOver over, string function, SqlNames names, IReadOnlyList<BoundExpression>? arguments = null)
    {
        var partition = over.Partition.Select(expression => Bind(expression, names)).ToList();
        var order = over.Order.Select(item => new BoundOrder(Bind(item.Expression, names), item.Descending, item.NullsFirst)).ToList();
        var (frame, shown) = Frame(over, function, order, names, arguments);
        List<string> parts = [];
        if (partition.Count > 0) parts.Add($"PARTITION BY {string.Join(", ", partition.Select(expression => expression.Name))}");
        if (order.Count > 0) parts.Add($"ORDER BY {string.Join(", ", order.Select(item => $"{item.Expression.Name} {item.Direction}"))}");
        parts.Add(shown);
        return (new(partition, order, frame), $"OVER ({string.Join(" ", parts)})");
    }

    /// <summary>The frame in SQLite's words, and as Spark shows it.</summary>
    private (string Sqlite, string Spark) Frame(SqlOver over, string function, List<BoundOrder> order, SqlNames names, IReadOnlyList<BoundExpression>? arguments)
    {
        if (function is "lag" or "lead")
        {
            var offset = SqlEvaluators.Constant(arguments![1]) as int?
                ?? throw new SqlQueryException($"The offset of '{function}' is a constant int.", arguments[1].Position);
            var shown = (function == "lag" ? -offset : offset).ToString(CultureInfo.InvariantCulture);
            return ("", $"ROWS BETWEEN {shown} FOLLOWING AND {shown} FOLLOWING");
        }

        const string ToCurrent = "BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW";
        if (over.Frame is { } frame)
        {
            var unit = frame.IsRows ? "ROWS" : "RANGE";
            var (from, shownFrom) = Bound(frame.From, frame, order, names);
            var (to, shownTo) = Bound(frame.To, frame, order, names);
            return ($"{unit} BETWEEN {from} AND {to}", $"{unit} BETWEEN {shownFrom} AND {shownTo}");
        }

        if (Windows.ContainsKey(function) && function is not ("nth_value" or "cume_dist")) return ("", $"ROWS {ToCurrent}");
        if (order.Count == 0) return ("ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING", "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING");
        return ($"RANGE {ToCurrent}", $"RANGE {ToCurrent}");
    }

    private (string Sqlite, string Spark) Bound(SqlBound bound, SqlFrame frame, List<BoundOrder> order, SqlNames names)
    {
        var side = bound.Kind is SqlBoundKind.Preceding or SqlBoundKind.UnboundedPreceding ? "PRECEDING" : "FOLLOWING";
        if (bound.Kind == SqlBoundKind.CurrentRow) return ("CURRENT ROW", "CURRENT ROW");
        if (bound.Offset is null) return ($"UNBOUNDED {side}", $"UNBOUNDED {side}");
        var offset = Bind(bound.Offset, names);
        var value = SqlEvaluators.Constant(offset);
        if (!frame.IsRows && order.Count != 1) throw new SqlQueryException("A range with an offset needs exactly one ORDER BY.", offset.Position);
        var fits = frame.IsRows ? value is int : (order[0].Expression.Type.Kind, offset.Type.Kind) switch
        {
            (SqlKind.Int32 or SqlKind.Int64, SqlKind.Int32 or SqlKind.Int64) => true,
            (SqlKind.Double, SqlKind.Int32 or SqlKind.Double) => true,
            (SqlKind.Timestamp, SqlKind.DayTime) => true,
            _ => false,
        };
        if (!fits) throw new SqlQueryException($"The offset {offset.Name} does not fit the frame.", offset.Position);
        var text = Convert.ToString(value, CultureInfo.InvariantCulture)!;
        if (text.StartsWith('-')) throw new SqlQueryException("An offset of a frame is not negative.", offset.Position);
        return ($"{text} {side}", $"{offset.Name} {side}");
    }
}
