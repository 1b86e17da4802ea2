using System.Diagnostics.CodeAnalysis;

namespace ReactiveEtl.Tests.Writers;

/// <summary>A query twice: as the library runs it, and as LINQ over all records of a prefix.</summary>
/// <param name="Streaming">The query.</param>
/// <param name="Naive">The same over records in order; groups come in order of their first record.</param>
/// <param name="Counts">Which records are not filtered.</param>
internal sealed record NaiveQuery<TRow>(Func<RowStream<Reading>, TableStream<TRow>> Streaming, Func<IReadOnlyList<Reading>, IEnumerable<TRow>> Naive, Func<Reading, bool> Counts);

public sealed record HourlyCount(string? Action, Window Window, long Count);

public sealed record RoomTotals(int? Room, long Count, long? Seen, double? Value, decimal? Amount, double? Average, DateTimeOffset? FirstTime, DateTimeOffset? LastTime);

[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "A column of that type.")]
public sealed record DeviceLevel(Guid? Device, Level Level, DateOnly? Day, long Opens, long Actions, string? Least, string? Greatest, double? MaxValue);

public sealed record WindowTotal(Window Window, long Count, long Rooms);

public sealed record Totals(long Count, long? Seen, decimal? Amount, double? MinValue, double? Average, string? Last);

/// <summary>The queries over which the promises are recomputed: several kinds of keys, windows, and aggregates.</summary>
internal static class NaiveQueries
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static NaiveQuery<HourlyCount> Hourly { get; } = new(
        rows => rows.Window(e => e.Time, Window.Tumbling(Hour)).GroupBy(e => e.Action).Select(g => new HourlyCount(g.Key, g.Window, g.Count())),
        records => records.Where(e => e.Time is not null).GroupBy(e => (e.Action, Start: Floor(e.Time!.Value, Hour)))
            .Select(g => new HourlyCount(g.Key.Action, new Window(g.Key.Start, g.Key.Start + Hour), g.LongCount())),
        e => e.Time is not null);

    public static NaiveQuery<RoomTotals> Rooms { get; } = new(
        rows => rows.Where(e => e.Open && e.Level != Level.Low).GroupBy(e => e.Room).Select(g => new RoomTotals(
            g.Key, g.Count(), g.Sum(e => e.Seen), g.Sum(e => e.Value), g.Sum(e => e.Amount), g.Average(e => e.Amount), g.First(e => e.Time), g.Last(e => e.Time))),
        records => records.Where(e => e.Open && e.Level != Level.Low).GroupBy(e => e.Room).Select(g => new RoomTotals(
            g.Key, g.LongCount(), g.Sum(e => e.Seen), NullSum(g.Select(e => e.Value)), g.Any(e => e.Amount is not null) ? g.Sum(e => e.Amount) : null, g.Average(e => (double?)e.Amount), g.First().Time, g.Last().Time)),
        e => e.Open && e.Level != Level.Low);

    public static NaiveQuery<DeviceLevel> Devices { get; } = new(
        rows => rows.WhereRow(e => e.Action != "Close").GroupBy(e => new { e.Device, e.Level, e.Day }).Select(g => new DeviceLevel(
            g.Key.Device, g.Key.Level, g.Key.Day, g.Count(e => e.Open), g.CountDistinct(e => e.Action), g.Min(e => e.Action), g.Max(e => e.Action), g.Max(e => e.Value))),
        records => records.Where(e => e.Action != "Close").GroupBy(e => new { e.Device, e.Level, e.Day }).Select(g => new DeviceLevel(
            g.Key.Device, g.Key.Level, g.Key.Day, g.LongCount(e => e.Open), g.Select(e => e.Action).OfType<string>().Distinct().LongCount(),
            ByBytes(g).FirstOrDefault(), ByBytes(g).LastOrDefault(), NullMax(g.Select(e => e.Value)))),
        e => e.Action != "Close");

    public static NaiveQuery<WindowTotal> Windows { get; } = new(
        rows => rows.Select(e => new { At = e.Time, e.Room }).Window(e => e.At, Window.Hopping(3 * Hour, Hour, TimeSpan.FromMinutes(20))).Aggregate(w => new WindowTotal(w.Window, w.Count(), w.CountNotNull(e => e.Room))),
        records => records.Where(e => e.Time is not null)
            .SelectMany(e => Enumerable.Range(-3, 4).Select(i => (Start: Floor(e.Time!.Value - TimeSpan.FromMinutes(20), Hour) + TimeSpan.FromMinutes(20) + (i * Hour), Record: e)))
            .Where(pair => pair.Start <= pair.Record.Time && pair.Record.Time < pair.Start + (3 * Hour))
            .GroupBy(pair => pair.Start).Select(g => new WindowTotal(new Window(g.Key, g.Key + (3 * Hour)), g.LongCount(), g.LongCount(pair => pair.Record.Room is not null))),
        e => e.Time is not null);

    public static NaiveQuery<Totals> All { get; } = new(
        rows => rows.SelectRow(e => e with { Seen = e.Seen * 2 }).Where(e => e.Seen > -6).Aggregate(g => new Totals(
            g.Count(), g.Sum(e => e.Seen), g.Sum(e => e.Amount), g.Min(e => e.Value), g.Average(e => e.Seen), g.Last(e => e.Action))),
        records => [Total([.. records.Where(e => e.Seen > -3)])],
        e => e.Seen > -3);

    private static Totals Total(List<Reading> rows) => new(
        rows.Count, rows.Count == 0 ? null : rows.Sum(e => e.Seen * 2), rows.Exists(e => e.Amount is not null) ? rows.Sum(e => e.Amount) : null,
        NullMin(rows.Select(e => e.Value)), rows.Count == 0 ? null : rows.Average(e => e.Seen * 2), rows.LastOrDefault()?.Action);

    private static IEnumerable<string> ByBytes(IEnumerable<Reading> rows) =>
        rows.Select(e => e.Action).OfType<string>().OrderBy(text => Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(text)), StringComparer.Ordinal);

    private static double? NullSum(IEnumerable<double?> values) => values.Any(v => v is not null) ? values.Sum() : null;

    private static double? NullMax(IEnumerable<double?> values) => values.Any(v => v is { } d && double.IsNaN(d)) ? double.NaN : values.Max();

    /// <summary>LINQ holds NaN for the least double; here it is the greatest.</summary>
    private static double? NullMin(IEnumerable<double?> values)
    {
        var numbers = values.OfType<double>().ToList();
        return numbers.Count == 0 ? null : numbers.TrueForAll(double.IsNaN) ? double.NaN : numbers.Where(d => !double.IsNaN(d)).Min();
    }

    private static DateTimeOffset Floor(DateTimeOffset time, TimeSpan size)
    {
        var rest = (time - DateTimeOffset.UnixEpoch).Ticks % size.Ticks;
        return time.AddTicks(rest < 0 ? -rest - size.Ticks : -rest);
    }
}
