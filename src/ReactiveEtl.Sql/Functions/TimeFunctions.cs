using System.Globalization;

namespace ReactiveEtl;

/// <summary>Fields, texts and numbers of dates and instants, in the session zone.</summary>
internal static class TimeFunctions
{
    private const string DefaultPattern = "yyyy-MM-dd HH:mm:ss";
    private static readonly DateTimeFormatInfo English = CultureInfo.InvariantCulture.DateTimeFormat;

    public static SqlFunction? Find(string name) => name switch
    {
        "year" or "quarter" or "month" or "day" or "dayofmonth" or "dayofyear" or "dayofweek" or "weekday" or "weekofyear" or "dayname" or "monthname" => OfDate(name),
        "hour" or "minute" or "second" => new(1, call => Extracted(call, name, call.As(0, SqlType.Timestamp))),
        "date_part" or "datepart" or "extract" => new(2, Extract),
        "last_day" => new(1, call => call.Strict(SqlType.Date, v => SqlTimes.AddMonths(SqlTimes.Truncated((int)v[0], "MONTH")!.Value, 1) - 1, call.As(0, SqlType.Date))),
        "trunc" => new(2, call => call.Strict(SqlType.Date, v => SqlTimes.Truncated((int)v[0], (string)v[1]), call.As(0, SqlType.Date), call.As(1, SqlType.String))),
        "date_trunc" => new(2, call => call.Strict(SqlType.Timestamp, v => SqlTimes.Truncated((long)v[1], (string)v[0], call.Zone), call.As(0, SqlType.String), call.As(1, SqlType.Timestamp))),
        "date_format" => new(2, call => call.Strict(SqlType.String, Format(call.Zone), call.As(0, SqlType.Timestamp), call.As(1, SqlType.String))),
        "to_date" or "try_to_date" => new(1, 2, ToDate),
        "to_timestamp" or "try_to_timestamp" => new(1, 2, ToTimestamp),
        "unix_timestamp" or "to_unix_timestamp" => new(0, 2, UnixTimestamp),
        "from_unixtime" => new(1, 2, FromUnixTime),
        "unix_seconds" => OfTimestamp(instant => SqlTimes.FloorDiv(instant, MicrosecondTime.PerSecond)),
        "unix_millis" => OfTimestamp(instant => SqlTimes.FloorDiv(instant, 1_000)),
        "unix_micros" => OfTimestamp(instant => instant),
        "unix_date" => new(1, call => call.Strict(SqlType.Int32, v => v[0], call.As(0, SqlType.Date))),
        "date_from_unix_date" => new(1, call => call.Strict(SqlType.Date, v => v[0], call.As(0, SqlType.Int32))),
        "timestamp_seconds" => new(1, call =>
            call.Arguments[0].Type.IsNumber ? call.Strict(SqlType.Timestamp, v => v[0], call.Cast(call[0], SqlType.Timestamp)) : throw call.Mismatch()),
        "timestamp_millis" => new(1, call => call.Strict(SqlType.Timestamp, v => SqlTimes.Checked(checked((long)v[0] * 1_000)), call.As(0, SqlType.Int64))),
        "timestamp_micros" => new(1, call => call.Strict(SqlType.Timestamp, v => SqlTimes.Checked((long)v[0]), call.As(0, SqlType.Int64))),
        "current_date" or "curdate" => new(0, call => call.Lazy(SqlType.Date, Constant(call.Zone.DateOf(call.Now))) with { Name = "current_date()" }),
        "current_timestamp" or "now" => new(0, call => call.Lazy(SqlType.Timestamp, Constant(call.Now))),
        "current_timezone" => new(0, call => call.Lazy(SqlType.String, Constant(call.Zone.Info.Id))),
        "from_utc_timestamp" or "to_utc_timestamp" => new(2, Shifted),
        _ => null,
    };

    /// <summary>A field of a local time by its name, as <c>extract</c> and the function of that name give it; null for a field that there is not.</summary>
    public static Func<long, object>? Field(string name) => name.ToUpperInvariant() switch
    {
        "YEAR" or "Y" or "YEARS" or "YR" or "YRS" => local => Day(local).Year,
        "YEAROFWEEK" => local => SqlTimes.Week(Day(local).Days).Year,
        "QUARTER" or "QTR" => local => ((Day(local).Month - 1) / 3) + 1,
        "MONTH" or "MON" or "MONS" or "MONTHS" => local => Day(local).Month,
        "WEEK" or "W" or "WEEKS" or "WEEKOFYEAR" => local => SqlTimes.Week(Day(local).Days).Week,
        "DAY" or "D" or "DAYS" or "DAYOFMONTH" => local => Day(local).Day,
        "DAYOFWEEK" or "DOW" => local => (int)Weekday(local) + 1,
        "DAYOFWEEK_ISO" or "DOW_ISO" => local => (((int)Weekday(local) + 6) % 7) + 1,
        "WEEKDAY" => local => ((int)Weekday(local) + 6) % 7,
        "DOY" or "DAYOFYEAR" => local => Day(local).DayOfYear,
        "HOUR" or "H" or "HOURS" or "HR" or "HRS" => local => (int)(SqlTimes.FloorMod(local, MicrosecondTime.PerDay) / (3_600 * MicrosecondTime.PerSecond)),
        "MINUTE" or "M" or "MIN" or "MINS" or "MINUTES" => local => (int)(SqlTimes.FloorMod(local, MicrosecondTime.PerDay) / (60 * MicrosecondTime.PerSecond) % 60),
        "SECOND" => local => (int)(SqlTimes.FloorMod(local, 60 * MicrosecondTime.PerSecond) / MicrosecondTime.PerSecond),
        "DAYNAME" => local => English.AbbreviatedDayNames[(int)Weekday(local)],
        "MONTHNAME" => local => English.AbbreviatedMonthNames[Day(local).Month - 1],
        _ => null,
    };

    private static CalendarDate Day(long local) => SqlTimes.Day(local);

    private static DayOfWeek Weekday(long local) => SqlTimes.DayOfWeek(Day(local).Days);

    private static SqlOperation Constant(object value) => _ => value;

    private static SqlFunction OfDate(string field) => new(1, call => Extracted(call, field, call.As(0, SqlType.Date)));

    private static SqlFunction OfTimestamp(Func<long, long> function) => new(1, call =>
        call.Strict(SqlType.Int64, v => function((long)v[0]), call.As(0, SqlType.Timestamp)));

    private static BoundCall Extracted(SqlCall call, string field, BoundExpression source)
    {
        var read = Field(field)!;
        var zone = call.Zone;
        var type = field.EndsWith("name", StringComparison.OrdinalIgnoreCase) ? SqlType.String : SqlType.Int32;
        return source.Type.Kind == SqlKind.Date
            ? call.Strict(type, v => read((int)v[0] * MicrosecondTime.PerDay), source)
            : call.Strict(type, v => read(zone.ToLocal((long)v[0])), source);
    }

    /// <summary><c>extract(hour from t)</c>; seconds have their fraction, as decimal(8,6).</summary>
    private static BoundCall Extract(SqlCall call)
    {
        if (SqlEvaluators.Constant(call.As(0, SqlType.String)) is not string field) throw call.Mismatch();
        var source = call[1].Type.IsTime ? call[1] : call.As(1, SqlType.Timestamp);
        var name = call.Function == "extract" ? $"extract({call[0].Name} FROM {call[1].Name})" : call.Name;
        if (field.ToUpperInvariant() is "SECOND" or "S" or "SEC" or "SECONDS" or "SECS")
        {
            var instant = call.Cast(source, SqlType.Timestamp);
            var zone = call.Zone;
            return call.Strict(SqlType.Decimal(8, 6), v =>
                new SqlDecimal(SqlTimes.FloorMod(zone.ToLocal((long)v[0]), 60 * MicrosecondTime.PerSecond), 6), instant) with
            { Name = name };
        }

        if (Field(field) is null || field.EndsWith("name", StringComparison.OrdinalIgnoreCase)) throw new SqlQueryException(
            $"'{field}' is no field of a time; there are year, quarter, month, week, day, dayofweek, doy, hour, minute, second.", call.Position);
        return Extracted(call with { Function = $"extract {field.ToUpperInvariant()}" }, field, source.Type.Kind == SqlKind.Date && IsOfDay(field)
            ? call.Cast(source, SqlType.Timestamp)
            : source) with
        { Name = name };
    }

    private static bool IsOfDay(string field) => field.ToUpperInvariant() is "HOUR" or "H" or "HOURS" or "HR" or "HRS" or "MINUTE" or "M" or "MIN" or "MINS" or "MINUTES";

    /// <summary>The patterns that a statement uses are read once.</summary>
    private static Func<object[], object?> Format(SqlZone zone)
    {
        var patterns = new Dictionary<string, DatePattern>(StringComparer.Ordinal);
        return values => Pattern(patterns, (string)values[1]).Format((long)values[0], zone);
    }

    private static DatePattern Pattern(Dictionary<string, DatePattern> patterns, string text)
    {
        if (!patterns.TryGetValue(text, out var pattern)) patterns.Add(text, pattern = DatePattern.Parse(text));
        return pattern;
    }

    private static BoundExpression ToDate(SqlCall call)
    {
        if (call.Count == 1) return Cast(call, SqlType.Date);
        if (call[0].Type.IsTime) return call.Cast(call[0], SqlType.Date) with { Name = call.Name };
        return call.Cast(Parsed(call, SqlType.Timestamp), SqlType.Date) with { Name = call.Name };
    }

    private static BoundExpression ToTimestamp(SqlCall call)
    {
        if (call.Count == 1) return Cast(call, SqlType.Timestamp);
        return call[0].Type.IsTime ? call.Cast(call[0], SqlType.Timestamp) with { Name = call.Name } : Parsed(call, SqlType.Timestamp);
    }

    private static BoundExpression Cast(SqlCall call, SqlType type)
    {
        var syntax = new CastExpression(new LiteralExpression(null, SqlType.Void, "", call.Position), type, call.Function.StartsWith("try_", StringComparison.Ordinal), call.Position);
        return ((BoundCall)CastFunctions.Bind(call[0], syntax, call.Zone)) with { Name = call.Name, IsWrittenCast = false };
    }

    private static BoundCall Parsed(SqlCall call, SqlType type)
    {
        var patterns = new Dictionary<string, DatePattern>(StringComparer.Ordinal);
        var isTry = call.Function.StartsWith("try_", StringComparison.Ordinal);
        return call.Strict(type, Read, call.As(0, SqlType.String), call.As(1, SqlType.String));

        object? Read(object[] values)
        {
            var instant = DatePatternReader.Read((string)values[0], Pattern(patterns, (string)values[1]), call.Zone);
            return instant is not null || isTry ? instant : throw new SqlQueryException($"The text '{values[0]}' does not follow the pattern '{values[1]}'.");
        }
    }

    /// <summary>Seconds; of a text by a pattern.</summary>
    private static BoundCall UnixTimestamp(SqlCall call)
    {
        var pattern = call.Count == 2 ? call[1] : new BoundLiteral(DefaultPattern, SqlType.String, DefaultPattern, call.Position);
        var source = call.Count == 0 ? new BoundLiteral(call.Now, SqlType.Timestamp, "current_timestamp()", call.Position) : call[0];
        var named = call with { Arguments = [source, pattern] };
        var instant = source.Type.Kind == SqlKind.String ? Parsed(named, SqlType.Timestamp) : named.As(0, SqlType.Timestamp);
        // Towards zero, other than unix_seconds and the cast.
        return named.Strict(SqlType.Int64, v => (long)v[0] / MicrosecondTime.PerSecond, instant);
    }

    private static BoundCall FromUnixTime(SqlCall call)
    {
        var pattern = call.Count == 2 ? call.As(1, SqlType.String) : new BoundLiteral(DefaultPattern, SqlType.String, DefaultPattern, call.Position);
        var format = Format(call.Zone);
        var seconds = call[0].Type.IsNumber ? call.Cast(call[0], SqlType.Int64) : call.As(0, SqlType.Int64);
        return call.Strict(SqlType.String, v => format([SqlTimes.Checked(checked((long)v[0] * MicrosecondTime.PerSecond)), v[1]]), seconds, pattern) with
        {
            Name = SqlCall.NameOf(call.Function, [call[0], pattern]),
        };
    }

    /// <summary>An instant whose local time in the session is what another zone shows, and back.</summary>
    private static BoundCall Shifted(SqlCall call)
    {
        var isFrom = call.Function == "from_utc_timestamp";
        return call.Strict(SqlType.Timestamp, Shift, call.As(0, SqlType.Timestamp), call.As(1, SqlType.String));

        object? Shift(object[] values)
        {
            var zone = SqlTimeReader.Zone((string)values[1]) ?? throw new SqlQueryException($"There is no time zone '{values[1]}'.");
            var instant = (long)values[0];
            return isFrom ? zone.ToLocal(instant) : zone.ToInstant(instant);
        }
    }
}
