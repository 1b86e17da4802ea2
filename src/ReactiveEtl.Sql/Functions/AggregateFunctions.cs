namespace ReactiveEtl;

/// <summary>The aggregates by name.</summary>
internal static class AggregateFunctions
{
    /// <summary>The aggregate that counts rows without a null in several columns.</summary>
    public const string CountOfSeveral = "count of several";

    /// <summary>The aggregate of a name in lower case: how many arguments it takes, and what a call is; null where there is none such.</summary>
    public static (int Least, int Most, Func<SqlCall, AggregateCall> Bind)? Find(string name) => name switch
    {
        "count" => (1, int.MaxValue, Count),
        "count_if" => (1, 1, call => new(new("count_if", () => new Accumulators.CountIf()), [call.As(0, SqlType.Boolean)], SqlType.Int64)),
        "sum" or "try_sum" => (1, 1, Sum),
        "avg" or "mean" or "try_avg" => (1, 1, Average),
        "min" or "max" => (1, 1, call => call[0].Type.Kind == SqlKind.Array ? throw call.Mismatch() : new(new(name, null) { NativeOver = name }, [call[0]], call[0].Type)),
        "first" or "first_value" or "any_value" or "last" or "last_value" => (1, 2, FirstOrLast),
        "bool_and" or "every" => (1, 1, call => Extreme(call, "min")),
        "bool_or" or "any" or "some" => (1, 1, call => Extreme(call, "max")),
        "max_by" or "min_by" => (2, 2, ExtremeBy),
        "median" => (1, 1, call => Percentile(call, 0.5)),
        "percentile" => (2, 2, call => Percentile(call, Share(call)) with { Name = $"percentile({call[0].Name}, {call[1].Name}, 1)" }),
        "approx_percentile" or "percentile_approx" => (2, 3, ExactPercentile),
        "mode" => (1, 2, Mode),
        "stddev" or "std" or "stddev_samp" or "stddev_pop" or "variance" or "var_samp" or "var_pop" or "skewness" or "kurtosis" => (1, 1, call => Statistic(call)),
        "corr" or "covar_pop" or "covar_samp" => (2, 2, call => Statistic(call)),
        "bit_and" or "bit_or" or "bit_xor" => (1, 1, Bits),
        "collect_list" or "array_agg" => (1, 1, call => Mergeable(call, CollectedAggregates.Listed, SqlType.Array(call[0].Type), call[0])),
        "collect_set" => (1, 1, call => Mergeable(call, CollectedAggregates.Different, SqlType.Array(call[0].Type), call[0])),
        "string_agg" or "listagg" => (1, 2, Joined),
        // Exact here, at the price of what an exact answer keeps.
        "approx_count_distinct" => (1, 2, call => Mergeable(call, CollectedAggregates.CountOfDifferent, SqlType.Int64, call[0])),
        // SQLite's.
        "group_concat" => (1, 2, Concatenated),
        _ => null,
    };

    private static AggregateCall Count(SqlCall call)
    {
        if (call.Arguments.All(argument => argument is BoundLiteral { Value: not null })) return new(new("count", null) { NativeOver = "count" }, [call[0]], SqlType.Int64);
        return call.Count == 1
            ? new(new("count", null) { NativeOver = "count" }, [call[0]], SqlType.Int64)
            : new(new(CountOfSeveral, () => new Accumulators.CountAll()), call.Arguments, SqlType.Int64);
    }

    private static AggregateCall Sum(SqlCall call)
    {
        var isTry = call.Function == "try_sum";
        var number = Arithmetic.Number(call);
        switch (number.Type.Kind)
        {
            case SqlKind.Int8 or SqlKind.Int16 or SqlKind.Int32 or SqlKind.Int64:
                var whole = call.Cast(number, SqlType.Int64);
                return isTry ? Mergeable(call, TriedSum, SqlType.Int64, whole) : new(new("sum", () => new Accumulators.SumOfIntegers()) { NativeOver = "sum" }, [whole], SqlType.Int64);
            case SqlKind.Decimal:
                var type = SqlType.Decimal(number.Type.Precision + 10, number.Type.Scale);
                return new(SqlAggregate.Of($"{call.Function} {type}", DecimalAggregates.Sum(type, isTry)), [number], type);
            case SqlKind.DayTime:
                return new(new(call.Function, () => new Accumulators.SumOfIntegers()) { NativeOver = "sum" }, [number], number.Type);
            default:
                return new(new(call.Function, () => new Accumulators.SumOfDoubles()), [number], SqlType.Double);
        }
    }

    /// <summary>A sum of integers that is null from where it leaves its type on.</summary>
    private static MergeableAggregate TriedSum { get; } = MergeableAggregate.Of(
        (Count: 0L, Sum: Int128.Zero, Overflowed: false),
        (sum, row) => row[0] is long value ? Added(sum, (1, value, false)) : sum,
        Added,
        sum => sum.Count == 0 || sum.Overflowed ? null : (long)sum.Sum);

    private static (long Count, Int128 Sum, bool Overflowed) Added((long Count, Int128 Sum, bool Overflowed) left, (long Count, Int128 Sum, bool Overflowed) right)
    {
        var sum = left.Sum + right.Sum;
        return (left.Count + right.Count, sum, left.Overflowed || right.Overflowed || sum < long.MinValue || sum > long.MaxValue);
    }

    private static AggregateCall Average(SqlCall call)
    {
        var number = Arithmetic.Number(call);
        if (number.Type.Kind == SqlKind.DayTime) throw call.Mismatch();
        // Over windows SQLite's own: it sums integers exactly, where Spark sums doubles, and both agree up to 2^53.
        if (number.Type.IsInteger) return new(new("avg", () => new Accumulators.AverageOfDoubles()) { NativeOver = "avg" }, [number], SqlType.Double);
        if (number.Type.Kind != SqlKind.Decimal) return new(new("avg", () =>
            new Accumulators.AverageOfDoubles()), [call.Cast(number, SqlType.Double)], SqlType.Double);
        var type = SqlType.FittedDecimal(number.Type.Precision + 4, number.Type.Scale + 4);
        return new(SqlAggregate.Of($"{(call.Function == "try_avg" ? "try_avg" : "avg")} {type}", DecimalAggregates.Average(type, call.Function == "try_avg")), [number], type);
    }

    private static AggregateCall FirstOrLast(SqlCall call)
    {
        var ignoresNulls = call.Count == 2 && SqlEvaluators.Constant(call.As(1, SqlType.Boolean)) is true;
        var isLast = call.Function.StartsWith("last", StringComparison.Ordinal);
        var aggregate = SqlAggregate.Of($"{(isLast ? "last" : "first")} {ignoresNulls}", MergeableAggregate.FirstOrLast(isLast, ignoresNulls)) with
        {
            NativeOver = ignoresNulls ? null : isLast ? "last_value" : "first_value",
        };
        return new(aggregate, [call[0]], call[0].Type) { Name = $"{(ignoresNulls ? isLast ? "last" : "first" : call.Function)}({call[0].Name})" };
    }

    private static AggregateCall Extreme(SqlCall call, string native) =>
        new(new(native, null) { NativeOver = native }, [call.As(0, SqlType.Boolean)], SqlType.Boolean);

    private static AggregateCall ExtremeBy(SqlCall call)
    {
        if (call[1].Type.Kind == SqlKind.Array) throw call.Mismatch();
        return Mergeable(call, MergeableAggregate.ExtremeBy(call.Function == "max_by" ? 1 : -1), call[0].Type, call[0], call[1]);
    }

    private static double Share(SqlCall call)
    {
        if (SqlEvaluators.Constant(call.As(1, SqlType.Double)) is not double share) throw call.Mismatch();
        return share is >= 0 and <= 1 ? share : throw new SqlQueryException("A percentile is between 0 and 1.", call.Position);
    }

    private static AggregateCall Percentile(SqlCall call, double share) =>
        new(SqlAggregate.Of($"percentile {share:R}", CollectedAggregates.Percentile(share)), [call.As(0, SqlType.Double)], SqlType.Double);

    /// <summary>The value at the share, exactly: what Spark approximates to an accuracy, which is a third argument, is without an error here.</summary>
    private static AggregateCall ExactPercentile(SqlCall call)
    {
        if (!call[0].Type.IsNumber && !call[0].Type.IsTime) throw call.Mismatch();
        var share = Share(call);
        return new(SqlAggregate.Of($"percentile_value {share:R}", CollectedAggregates.PercentileValue(share)), [call[0]], call[0].Type);
    }

    private static AggregateCall Mode(SqlCall call) => Mergeable(call, CollectedAggregates.Mode, call[0].Type, call[0]);

    private static AggregateCall Statistic(SqlCall call) => Mergeable(call, StatisticAggregates.Find(call.Function)!, SqlType.Double, call.All(SqlType.Double));

    private static AggregateCall Mergeable(SqlCall call, MergeableAggregate aggregate, SqlType type, params IReadOnlyList<BoundExpression> arguments) =>
        new(SqlAggregate.Of(call.Function, aggregate), arguments, type);

    private static AggregateCall Bits(SqlCall call)
    {
        if (!call[0].Type.IsInteger) throw call.Mismatch();
        Func<long, long, long> combine = call.Function switch { "bit_and" => (a, b) => a & b, "bit_or" => (a, b) => a | b, _ => (a, b) => a ^ b };
        var aggregate = call[0].Type.IsShort ? MergeableAggregate.OfValues<int>((a, b) => (int)combine(a, b)) : MergeableAggregate.OfValues(combine);
        return Mergeable(call, aggregate, call[0].Type, call[0]);
    }

    private static AggregateCall Joined(SqlCall call)
    {
        var separator = call.Count == 2 ? SqlEvaluators.Constant(call.As(1, SqlType.String)) as string ?? "" : "";
        return new(SqlAggregate.Of($"joined {separator}", CollectedAggregates.Joined(separator)), [call.As(0, SqlType.String)], SqlType.String);
    }

    private static AggregateCall Concatenated(SqlCall call)
    {
        var separator = call.Count == 2 ? call.As(1, SqlType.String) : new BoundLiteral(",", SqlType.String, ",", call.Position);
        return new(new("group_concat", () => new Accumulators.Concatenated()), [call.As(0, SqlType.String), separator], SqlType.String);
    }
}

/// <summary>An aggregate with its converted arguments; the name where it is not the plain one.</summary>
internal sealed record AggregateCall(SqlAggregate Aggregate, IReadOnlyList<BoundExpression> Arguments, SqlType Type)
{
    public string? Name { get; init; }
}
