using System.Linq.Expressions;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using ReactiveEtl.Tests.Operators;
using ReactiveEtl.Tests.Writers;

namespace ReactiveEtl.Tests.State;

/// <summary>Every aggregate over every column type that it takes, against LINQ over the rows of the group.</summary>
public class AggregateTests
{
    private static readonly List<Wide> Data = WideRows.Make(3, 250);
    private readonly VirtualDirectory _directory = WideRows.Directory(Data);

    public sealed record Result<T>(string? Key, T Value);

    [Fact]
    public void Counts_AreLinqs()
    {
        Gives(g => new Result<long>(g.Key, g.Count()), g => g.LongCount());
        Gives(g => new Result<long>(g.Key, g.Count(e => e.I > 0)), g => g.LongCount(e => e.I > 0));
        Gives(g => new Result<long>(g.Key, g.Count(e => e.S.Length > 1)), g => g.LongCount(e => e.S.Length > 1));
        Gives(g => new Result<long>(g.Key, g.CountNotNull(e => e.In)), g => g.LongCount(e => e.In is not null));
        Gives(g => new Result<long>(g.Key, g.CountNotNull(e => e.Sn)), g => g.LongCount(e => e.Sn is not null));
        Gives(g => new Result<long>(g.Key, g.CountNotNull(e => e.Bn)), g => g.LongCount(e => e.Bn is not null));
        Gives(g => new Result<long>(g.Key, g.Count() - g.CountNotNull(e => e.Dn) + 1), g => g.LongCount(e => e.Dn is null) + 1);
    }

    [Fact]
    public void CountDistinct_IsLinqs()
    {
        Distinct(e => e.B, g => new(g.Key, g.CountDistinct(e => e.B)));
        Distinct(e => e.In, g => new(g.Key, g.CountDistinct(e => e.In)));
        Distinct(e => e.Ln, g => new(g.Key, g.CountDistinct(e => e.Ln)));
        Distinct(e => e.D, g => new(g.Key, g.CountDistinct(e => e.D)));
        Distinct(e => e.Mn, g => new(g.Key, g.CountDistinct(e => e.Mn)));
        Distinct(e => e.Sn, g => new(g.Key, g.CountDistinct(e => e.Sn)));
        Distinct(e => e.Tn, g => new(g.Key, g.CountDistinct(e => e.Tn)));
        Distinct(e => e.Yn, g => new(g.Key, g.CountDistinct(e => e.Yn)));
        Distinct(e => e.Gn, g => new(g.Key, g.CountDistinct(e => e.Gn)));
        Distinct(e => e.En, g => new(g.Key, g.CountDistinct(e => e.En)));
    }

    [Fact]
    public void SumsAndAverages_AreLinqs()
    {
        Gives(g => new Result<long>(g.Key, g.Sum(e => e.I)), g => g.Sum(e => (long)e.I));
        Gives(g => new Result<long?>(g.Key, g.Sum(e => e.In)), g => g.Any(e => e.In is not null) ? g.Sum(e => (long?)e.In) : null);
        Gives(g => new Result<double?>(g.Key, g.Sum(e => e.In > 0 ? 0.5 : (double?)null)), g => g.Any(e => e.In > 0) ? g.Sum(e => e.In > 0 ? 0.5 : null) : null);
        Gives(g => new Result<decimal>(g.Key, g.Sum(e => e.I * 1.5m)), g => g.Sum(e => e.I * 1.5m));
        Gives(g => new Result<double>(g.Key, g.Average(e => e.I)), g => g.Average(e => e.I));
        Gives(g => new Result<double?>(g.Key, g.Average(e => e.In)), g => g.Average(e => e.In));
        Gives(g => new Result<double>(g.Key, g.Average(e => (decimal)e.I)), g => g.Average(e => (double)e.I));
        Gives(g => new Result<double?>(g.Key, g.Average(e => e.I > 0 ? 0.25 * e.I : (double?)null)), g => g.Average(e => e.I > 0 ? 0.25 * e.I : null));
    }

    [Fact]
    public void LeastAndGreatest_AreLinqs()
    {
        Gives(g => new Result<bool>(g.Key, g.Max(e => e.B)), g => g.Max(e => e.B));
        Gives(g => new Result<int>(g.Key, g.Min(e => e.I)), g => g.Min(e => e.I));
        Gives(g => new Result<int?>(g.Key, g.Max(e => e.In)), g => g.Max(e => e.In));
        Gives(g => new Result<long?>(g.Key, g.Min(e => e.Ln)), g => g.Min(e => e.Ln));
        Gives(g => new Result<double?>(g.Key, g.Max(e => e.Dn)), g => g.Any(e => e.Dn is { } d && double.IsNaN(d)) ? double.NaN : g.Max(e => e.Dn));
        Gives(g => new Result<decimal?>(g.Key, g.Max(e => e.Mn)), g => g.Max(e => e.Mn));
        Gives(g => new Result<DateTime?>(g.Key, g.Min(e => e.Tn)), g => g.Min(e => e.Tn));
        Gives(g => new Result<DateTimeOffset>(g.Key, g.Max(e => e.O)), g => g.Max(e => e.O));
        Gives(g => new Result<DateOnly?>(g.Key, g.Max(e => e.Yn)), g => g.Max(e => e.Yn));
        Gives(g => new Result<Guid?>(g.Key, g.Min(e => e.Gn)), g => g.Min(e => e.Gn));
        Gives(g => new Result<Level?>(g.Key, g.Min(e => e.En)), g => g.Min(e => e.En));
        Gives(g => new Result<string?>(g.Key, g.Max(e => e.S)), g => g.Select(e => e.S).OrderBy(Hex, StringComparer.Ordinal).Last());
        Gives(g => new Result<string?>(g.Key, g.Min(e => e.Sn)), g => g.Select(e => e.Sn).OfType<string>().OrderBy(Hex, StringComparer.Ordinal).FirstOrDefault());
    }

    [Fact]
    public void FirstAndLast_AreByArrival()
    {
        Gives(g => new Result<bool?>(g.Key, g.First(e => e.Bn)), g => g.First().Bn);
        Gives(g => new Result<int>(g.Key, g.Last(e => e.I)), g => g.Last().I);
        Gives(g => new Result<double?>(g.Key, g.Last(e => e.Dn)), g => g.Last().Dn);
        Gives(g => new Result<decimal?>(g.Key, g.First(e => e.Mn)), g => g.First().Mn);
        Gives(g => new Result<string?>(g.Key, g.Last(e => e.Sn)), g => g.Last().Sn);
        Gives(g => new Result<DateTimeOffset?>(g.Key, g.First(e => e.On)), g => g.First().On);
        Gives(g => new Result<Guid?>(g.Key, g.Last(e => e.Gn)), g => g.Last().Gn);
        Gives(g => new Result<Plain?>(g.Key, g.Last(e => e.Pn)), g => g.Last().Pn);
    }

    [Fact]
    public void UserAggregate_IsTheFoldOfTheRows()
    {
        Gives(g => new Result<string>(g.Key, g.Aggregate("", (text, e) => text + e.I + ",", (a, b) => a + b)), g => g.Aggregate("", (text, e) => text + e.I + ","));
        Gives(g => new Result<long>(g.Key, g.Aggregate(0L, (sum, e) => unchecked(sum + e.L), (a, b) => unchecked(a + b))), g => g.Aggregate(0L, (sum, e) => unchecked(sum + e.L)));
        var columns = _directory.Last(_directory.Rows().Select(e => e.I).GroupBy(i => i > 0).Select(g => new { g.Key, Text = g.Aggregate("", (text, i) => text + i, (a, b) => a + b) }));
        Assert.Equal(Data.Select(e => e.I).GroupBy(i => i > 0).Select(g => new { g.Key, Text = string.Concat(g) }), columns.Rows);
        var times = _directory.Last(_directory.Rows().Select(e => e.O).Aggregate(g => new { Text = g.Aggregate("", (text, time) => text + time.Year, (a, b) => a + b) }));
        Assert.Equal(string.Concat(Data.Select(e => e.O.Year)), Assert.Single(times.Rows).Text);
    }

    [Fact]
    public void Aggregate_OfNoRows_IsOneRowFromTheFirstVersion()
    {
        using var source = new Subject<MicroBatch<Wide>>();
        var query = source.AsRows().Aggregate(g => new
        {
            Count = g.Count(),
            Positive = g.Count(e => e.I > 0),
            There = g.CountNotNull(e => e.Sn),
            Distinct = g.CountDistinct(e => e.Sn),
            Sum = g.Sum(e => e.I),
            Doubles = g.Sum(e => e.D),
            Decimals = g.Sum(e => e.I * 1.5m),
            Average = g.Average(e => e.L),
            Least = g.Min(e => e.Y),
            Text = g.Max(e => e.S),
            First = g.First(e => e.B),
            Last = g.Last(e => e.Sn),
            Own = g.Aggregate(42, (a, e) => a + 1, (a, b) => a + b - 42),
        }).Start("all");
        Assert.Empty(query.Table.Current.Rows);
        source.OnNext(MicroBatch.Of<Wide>([]));
        var row = Assert.Single(query.Table.Current.Rows);
        Assert.Equal((0, 0, 0, 0, 42), (row.Count, row.Positive, row.There, row.Distinct, row.Own));
        Assert.Null(row.Sum);
        Assert.Null(row.Doubles);
        Assert.Null(row.Decimals);
        Assert.Null(row.Average);
        Assert.Null(row.Least);
        Assert.Null(row.Text);
        Assert.Null(row.First);
        Assert.Null(row.Last);
        Assert.Equal(ChangeKind.Added, Assert.Single(query.Table.Current.Changes).Kind);
        source.OnNext(MicroBatch.Of(Data));
        row = Assert.Single(query.Table.Current.Rows);
        Assert.Equal((Data.Count, Data.Count(e => e.I > 0), 42 + Data.Count), (row.Count, row.Positive, row.Own));
        Assert.Equal((Data.Sum(e => (long)e.I), Data[0].B, Data[^1].Sn), (row.Sum, row.First, row.Last));
        Assert.Equal(ChangeKind.Updated, Assert.Single(query.Table.Current.Changes).Kind);
    }

    [Fact]
    public void ChangesSince_KnowsTheEmptyVersionAndRefusesForeignOnes()
    {
        using var source = new Subject<MicroBatch<Wide>>();
        var query = source.AsRows().GroupBy(e => e.I).Select(g => new { g.Key, Count = g.Count() }).Start("one");
        var other = source.AsRows().GroupBy(e => e.I).Select(g => new { g.Key, Count = g.Count() }).Start("other");
        var empty = query.Table.Current;
        Assert.Equal(-1, empty.Prefix.BatchId);
        Assert.False(query.Table.TryGet(5, out _));
        Assert.Throws<ArgumentException>(() => query.Table.TryGet(5, default, out _));
        source.OnNext(MicroBatch.Of(Data[..10]));
        var first = query.Table.Current;
        Assert.Equal(first.Rows, first.ChangesSince(empty).Where(change => change.Kind == ChangeKind.Added).Select(change => change.Row));
        Assert.Empty(first.ChangesSince(first));
        Assert.Empty(empty.ChangesSince(empty));
        source.OnNext(MicroBatch.Of(Data));
        Assert.Throws<ArgumentException>(() => first.ChangesSince(query.Table.Current));
        Assert.Throws<ArgumentException>(() => first.ChangesSince(other.Table.Current));
        Assert.Throws<ArgumentException>(() => empty.ChangesSince(first));
    }

    [Fact]
    public void Aggregates_ThatAreNone_AreRefusedAtTheCall()
    {
        var groups = _directory.Rows().GroupBy(e => e.S);
        Assert.Throws<ArgumentException>(() => groups.Select(g => new { Least = g.Min(e => e.S.ToCharArray()) }));
        Assert.Throws<ArgumentException>(() => groups.Select(g => new { Group = g }));
        Assert.Throws<ArgumentException>(() => groups.Select(g => new { Text = g.ToString() }));
        Func<Wide, bool> condition = e => e.B;
        Assert.Throws<ArgumentException>(() => groups.Select(g => new { Count = g.Count(condition) }));
    }

    private static string Hex(string text) => Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(text));

    private void Distinct<T>(Func<Wide, T> value, Expression<Func<Group<Wide, string?>, Result<long>>> row) => Gives(row, g => g.Select(value).Where(v => v is not null).Distinct().LongCount());

    private void Gives<T>(Expression<Func<Group<Wide, string?>, Result<T>>> row, Func<IGrouping<string?, Wide>, T> naive) =>
        Assert.Equal(Data.GroupBy(e => e.Sn).Select(g => new Result<T>(g.Key, naive(g))), _directory.Last(_directory.Rows().GroupBy(e => e.Sn).Select(row)).Rows);
}
