namespace ReactiveEtl;

/// <summary>Sums and differences of dates, instants and intervals.</summary>
internal static class TimeArithmetic
{
    public static SqlFunction? Find(string name) => name switch
    {
        "date_add" => new(2, 3, call => call.Count == 3 ? UnitAdd(call) : DateAdd(call, 1)),
        "dateadd" => new(2, 3, call => call.Count == 3 ? UnitAdd(call) : DateAdd(call with { Function = "date_add" }, 1)),
        "date_sub" => new(2, call => DateAdd(call, -1)),
        "timestampadd" => new(3, UnitAdd),
        "datediff" or "date_diff" => new(2, 3, call =>
            call.Count == 3 ? UnitDifference(call) : call.Strict(SqlType.Int32, v => (int)v[0] - (int)v[1], call.All(SqlType.Date))),
        "timestampdiff" => new(3, UnitDifference),
        "add_months" => new(2, call => call.Strict(SqlType.Date, v => SqlTimes.AddMonths((int)v[0], (int)v[1]), call.As(0, SqlType.Date), call.As(1, SqlType.Int32))),
        "months_between" => new(2, MonthsBetween),
        "next_day" => new(2, call => call.Strict(SqlType.Date, v => NextDay((int)v[0], (string)v[1]), call.As(0, SqlType.Date), call.As(1, SqlType.String))),
        "make_date" => new(3, call => call.Strict(SqlType.Date, v => SqlTimes.Days((int)v[0], (int)v[1], (int)v[2])
            ?? throw new SqlQueryException($"There is no date {v[0]}-{v[1]}-{v[2]}."), call.All(SqlType.Int32))),
        "make_timestamp" => new(6, MakeTimestamp),
        _ => null,
    };

    /// <summary>A sum or difference with a date, an instant or an interval in it; null for numbers.</summary>
    public static BoundExpression? Sum(SqlCall call, string symbol)
    {
        var (left, right) = (call[0], call[1]);
        var sign = symbol == "-" ? -1 : 1;
        if (sign > 0 && right.Type.IsTime && !left.Type.IsTime) return Sum(call with { Arguments = [right, left] }, symbol);
        if (left.Type.IsTime && right.Type.Kind is SqlKind.DayTime or SqlKind.YearMonth) return Shifted(call, sign) with { Name = NameOfShift(left, right, symbol) };
        if (left.Type.Kind == SqlKind.Date && right.Type.Kind == SqlKind.Int32) return DateAdd(call with { Function = sign > 0 ? "date_add" : "date_sub" }, sign);
        if (sign < 0 && (left.Type.IsTime || right.Type.IsTime)) return Difference(call);
        if (left.Type.Kind is SqlKind.DayTime && right.Type.Kind is SqlKind.DayTime)
        {
            var type = SqlCoercion.Common(left.Type, right.Type)!.Value;
            return call.Strict(type, v => checked((long)v[0] + (sign * (long)v[1])), left, right) with { Name = OperatorFunctions.Infix(call) };
        }

        return null;
    }

    public static BoundExpression Multiple(SqlCall call)
    {
        var (interval, number) = call[0].Type.Kind == SqlKind.DayTime ? (call[0], call[1]) : (call[1], call[0]);
        if (!number.Type.IsInteger) throw call.Mismatch();
        return call.Strict(SqlType.DayTime, v => checked((long)v[0] * (long)v[1]), interval, call.Cast(number, SqlType.Int64)) with
        {
            Name = OperatorFunctions.Infix(call),
        };
    }

    private static BoundCall Shifted(SqlCall call, int sign)
    {
        var (time, interval) = (call[0], call[1]);
        var (type, zone) = Timestamp(call, time);
        var named = call with { Function = $"shift {sign}" };
        if (interval.Type.Kind == SqlKind.YearMonth)
        {
            return time.Type.Kind == SqlKind.Date
                ? named.Strict(SqlType.Date, v => SqlTimes.AddMonths((int)v[0], sign * (int)v[1]), time, interval)
                : named.Strict(type, v => SqlTimes.AddMonths((long)v[0], sign * (int)v[1], zone), time, interval);
        }

        // A date and whole days give a date; with hours it is an instant.
        if (time.Type.Kind == SqlKind.Date && interval.Type == SqlType.OfDays)
        {
            return named.Strict(SqlType.Date, v => checked((int)v[0] + (sign * (int)((long)v[1] / MicrosecondTime.PerDay))), time, interval);
        }

        return named.Strict(type, v => SqlTimes.Add((long)v[0], sign * (long)v[1], zone), call.Cast(time, type), interval);
    }

    /// <summary>The type in which a time moves on, and the zone whose clock changes it meets there: a time without a zone meets none.</summary>
    private static (SqlType Type, SqlZone Zone) Timestamp(SqlCall call, BoundExpression time) => time.Type.Kind == SqlKind.LocalTimestamp ? (SqlType.LocalTimestamp, SqlZone.Utc) : (SqlType.Timestamp, call.Zone);

    private static string NameOfShift(BoundExpression time, BoundExpression interval, string symbol) =>
        time.Type.Kind == SqlKind.Date && interval.Type == SqlType.OfDays
            ? $"{(symbol == "+" ? "date_add" : "date_sub")}({time.Name}, extractansiintervaldays({interval.Name}))"
            : $"{time.Name} {symbol} {interval.Name}";

    private static BoundCall Difference(SqlCall call)
    {
        var type = call[0].Type.IsTime && call[1].Type.IsTime ? SqlCoercion.Common(call[0].Type, call[1].Type)!.Value : SqlType.Timestamp;
        var (left, right) = (call.As(0, type), call.As(1, type));
        var zone = Timestamp(call, left).Zone;
        var difference = type.Kind == SqlKind.Date
            ? call.Strict(SqlType.OfDays, v => ((long)(int)v[0] - (int)v[1]) * MicrosecondTime.PerDay, left, right)
            : call.Strict(SqlType.DayTime, v => zone.ToLocal((long)v[0]) - zone.ToLocal((long)v[1]), left, right);
        return difference with { Name = OperatorFunctions.Infix(call) };
    }

    private static BoundCall DateAdd(SqlCall call, int sign) =>
        call[1].Type.Kind == SqlKind.String && call[1] is not BoundLiteral ? throw call.Mismatch()
        : call.Strict(SqlType.Date, v => checked((int)v[0] + (sign * (int)v[1])), call.As(0, SqlType.Date), call.As(1, SqlType.Int32));

    private static BoundCall UnitAdd(SqlCall call)
    {
        var unit = Unit(call);
        var (type, zone) = Timestamp(call, call[2]);
        var named = call with { Function = "timestampadd" };
        return named.Strict(type, Add, call.As(1, SqlType.Int64), call.As(2, type)) with
        {
            Name = named.Name,
            Key = $"timestampadd {unit}({call[1].Key},{call[2].Key})",
        };

        object? Add(object[] values)
        {
            var (count, instant) = ((long)values[0], (long)values[1]);
            return unit switch
            {
                "MONTH" => SqlTimes.AddMonths(instant, checked((int)count), zone),
                "QUARTER" => SqlTimes.AddMonths(instant, checked((int)count * 3), zone),
                "YEAR" => SqlTimes.AddMonths(instant, checked((int)count * 12), zone),
                _ => SqlTimes.Add(instant, checked(count * Size(unit)), zone),
            };
        }
    }

    private static BoundCall UnitDifference(SqlCall call)
    {
        var unit = Unit(call);
        var zone = call.Zone;
        var named = call with { Function = "timestampdiff" };
        return named.Strict(SqlType.Int64, Between, call.As(1, SqlType.Timestamp), call.As(2, SqlType.Timestamp)) with
        {
            Name = named.Name,
            Key = $"timestampdiff {unit}({call[1].Key},{call[2].Key})",
        };

        object? Between(object[] values)
        {
            var (from, to) = (zone.ToLocal((long)values[0]), zone.ToLocal((long)values[1]));
            return unit switch
            {
                "MONTH" => SqlTimes.MonthsBetween(from, to),
                "QUARTER" => SqlTimes.MonthsBetween(from, to) / 3,
                "YEAR" => SqlTimes.MonthsBetween(from, to) / 12,
                _ => (to - from) / Size(unit),
            };
        }
    }

    private static string Unit(SqlCall call) => (SqlEvaluators.Constant(call[0]) as string)?.ToUpperInvariant() is { } unit && (Size(unit) > 0 || unit is "MONTH" or "QUARTER" or "YEAR")
        ? unit
        : throw new SqlQueryException($"'{call[0].Name}' is no unit of time; there are microsecond, millisecond, second, minute, hour, day, week, month, quarter, year.", call.Position);

    private static long Size(string unit) => unit switch
    {
        "MICROSECOND" => 1,
        "MILLISECOND" => 1_000,
        "SECOND" => MicrosecondTime.PerSecond,
        "MINUTE" => 60 * MicrosecondTime.PerSecond,
        "HOUR" => 3_600 * MicrosecondTime.PerSecond,
        "DAY" => MicrosecondTime.PerDay,
        "WEEK" => 7 * MicrosecondTime.PerDay,
        _ => 0,
    };

    /// <summary>Months of 31 days where the days differ, rounded to eight digits.</summary>
    private static BoundCall MonthsBetween(SqlCall call)
    {
        var zone = call.Zone;
        return call.Strict(SqlType.Double, v => Months(zone.ToLocal((long)v[0]), zone.ToLocal((long)v[1])), call.All(SqlType.Timestamp)) with
        {
            Name = $"months_between({call[0].Name}, {call[1].Name}, true)",
        };

        static object Months(long left, long right)
        {
            var (l, r) = (SqlTimes.Day(left), SqlTimes.Day(right));
            double months = ((l.Year - r.Year) * 12) + l.Month - r.Month;
            var bothLast = l.Day == CalendarDate.DaysInMonth(l.Year, l.Month) && r.Day == CalendarDate.DaysInMonth(r.Year, r.Month);
            if (l.Day == r.Day || bothLast) return months;
            var seconds = ((l.Day - r.Day) * 86_400L) + ((SqlTimes.FloorMod(left, MicrosecondTime.PerDay) - SqlTimes.FloorMod(right, MicrosecondTime.PerDay)) / MicrosecondTime.PerSecond);
            return Math.Round((months + (seconds / (31 * 86_400.0))) * 1e8, MidpointRounding.AwayFromZero) / 1e8;
        }
    }

    private static object NextDay(int days, string name)
    {
        string[] names = ["THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY"];
        var upper = name.Trim().ToUpperInvariant();
        var place = Array.FindIndex(names, day => day == upper || (upper.Length is 2 or 3 && day.StartsWith(upper, StringComparison.Ordinal)));
        if (place < 0) throw new SqlQueryException($"'{name}' is no day of the week.");
        var ahead = SqlTimes.FloorMod(place - days, 7);
        return days + (int)(ahead == 0 ? 7 : ahead);
    }

    private static BoundCall MakeTimestamp(SqlCall call)
    {
        var zone = call.Zone;
        BoundExpression[] fields = [.. Enumerable.Range(0, 5).Select(i =>
            call.As(i, SqlType.Int32)), call.Cast(call[5].Type.IsNumber ? call[5] : throw call.Mismatch(), SqlType.Decimal(16, 6))];
        return call.Strict(SqlType.Timestamp, Make, fields);

        object? Make(object[] v)
        {
            var seconds = (long)((SqlDecimal)v[5]).Unscaled;
            var isTime = (int)v[3] is >= 0 and <= 23 && (int)v[4] is >= 0 and <= 59 && seconds is >= 0 and < 60 * MicrosecondTime.PerSecond;
            if (SqlTimes.Days((int)v[0], (int)v[1], (int)v[2]) is not { } days || !isTime)
            {
                throw new SqlQueryException($"There is no time {v[0]}-{v[1]}-{v[2]} {v[3]}:{v[4]}:{v[5]}.");
            }

            return zone.ToInstant((days * MicrosecondTime.PerDay) + (((((int)v[3] * 60L) + (int)v[4]) * 60) * MicrosecondTime.PerSecond) + seconds);
        }
    }
}
