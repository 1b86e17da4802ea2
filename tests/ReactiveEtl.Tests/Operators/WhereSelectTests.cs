using System.Linq.Expressions;
using System.Reactive.Linq;
using ReactiveEtl.Tests.Writers;

namespace ReactiveEtl.Tests.Operators;

/// <summary>Lambdas on columns give what C# gives over objects, for every column type; what columns do not know runs on rows.</summary>
public class WhereSelectTests
{
    private static readonly List<Wide> Data = WideRows.Make(1, 300);
    private static readonly DateTimeOffset Epoch = DateTimeOffset.UnixEpoch;
    private readonly VirtualDirectory _directory = WideRows.Directory(Data);

    [Fact]
    public void Rows_OfEveryColumnType_AreReadAsTheyWereWritten() => Assert.Equal(Data, _directory.All(_directory.Rows()));

    [Fact]
    public void Where_OnEveryColumnType_IsLinqs()
    {
        var text = "a";
        var id = Guid.Empty;
        string? nothing = null;
        int? none = null;
        OnColumns(e => e.B);
        OnColumns(e => !e.B);
        OnColumns(e => e.Bn == true);
        OnColumns(e => e.Bn != null);
        OnColumns(e => e.Bn == e.B);
        OnColumns(e => e.I > 1 && e.In <= 7);
        OnColumns(e => e.In == none);
        OnColumns(e => e.In != e.I || e.In == null);
        OnColumns(e => e.I + 1 > e.I);
        OnColumns(e => e.I * e.I < 0);
        OnColumns(e => e.I - e.In >= 0);
        OnColumns(e => e.L + e.I > e.L);
        OnColumns(e => e.L * 3 < e.Ln);
        OnColumns(e => e.L == e.I);
        OnColumns(e => e.L < e.D);
        OnColumns(e => e.D == 0);
        OnColumns(e => e.D != e.Dn);
        OnColumns(e => e.D < e.Dn || e.D > e.Dn);
        OnColumns(e => e.D / e.Dn > 0);
        OnColumns(e => e.D - e.D == 0);
        OnColumns(e => e.M == 1);
        OnColumns(e => e.M >= e.Mn);
        OnColumns(e => e.S == text);
        OnColumns(e => text != e.Sn);
        OnColumns(e => e.S != "a text of no row, longer than sixteen bytes");
        OnColumns(e => e.Sn == nothing || nothing == text);
        OnColumns(e => e.S != e.Sn);
        OnColumns(e => e.Sn == null);
        OnColumns(e => null != e.Sn && e.Sn == "\uFFFD");
        var instant = Epoch.UtcDateTime;
        OnColumns(e => e.T == instant || e.T < e.Tn);
        OnColumns(e => e.O >= Epoch && e.On != e.O);
        OnColumns(e => e.Y > e.Yn);
        OnColumns(e => e.G == id || e.G != e.Gn);
        OnColumns(e => e.Gn.HasValue);
        OnColumns(e => !(e.En.HasValue && e.E == Level.High));
        OnColumns(e => e.E > Level.Low);
        OnColumns(e => e.En == Level.Middle);
        OnColumns(e => e.P == Plain.Many || e.P != e.Pn);
        OnColumns(e => true);
    }

    [Fact]
    public void Where_OnWhatColumnsDoNotKnow_RunsOnRowsAndIsLinqs()
    {
        OnRows(e => e.S.StartsWith('a'));
        OnRows(e => e.I / (e.I == 0 ? 1 : e.I) == 1);
        OnRows(e => e.In.GetValueOrDefault() > 3);
        OnRows(e => (e.In ?? 5) == 5);
        OnRows(e => e.O == Epoch.AddTicks(1));
        OnRows(e => e.O < Epoch.AddTicks(1) && e.O > Epoch.AddTicks(-1));
        OnRows(e => e.T == DateTime.SpecifyKind(Epoch.UtcDateTime, DateTimeKind.Local));
        OnRows(e => e.O.Year == 2016);
        OnRows(e => e.M / 2 > 0 == (e.M < 5));
        OnRows(e => e.X == Small.Yes || e.Xn == Small.No);
        OnRows(e => e.S + e.Sn == "a");
        // Half a pair of surrogates is no UTF-8, and not the U+FFFD that would be written for it.
        OnRows(e => e.Sn == "\uD800" || "\uDC00a" == e.S);
        OnRows(e => e == null);
        OnRows(e => e.Bn ?? false);
        OnRows(e => (short)e.I == e.I);
        OnRows(e => string.IsNullOrEmpty(e.Sn));
    }

    [Fact]
    public void Select_OnEveryColumnType_IsLinqs()
    {
        Selects(e => e.B);
        Selects(e => e.Bn);
        Selects(e => e.I + 1);
        Selects(e => e.I * e.In);
        Selects(e => e.L - e.I);
        Selects(e => (long)e.I);
        Selects(e => (double?)e.In);
        Selects(e => e.D * 2 + e.L);
        Selects(e => e.M);
        Selects(e => e.Sn);
        Selects(e => e.T);
        Selects(e => e.On);
        Selects(e => e.Yn);
        Selects(e => e.Gn);
        Selects(e => e.E);
        Selects(e => e.Pn);
        Selects(e => e.Xn);
        Selects(e => (int)e.E);
        Selects(e => e.I > 3);
        Selects(e => e.In.HasValue);
        Selects(e => e.S.Length);
        Selects(e => e);
        Selects(e => new { e.S, Sum = e.I + e.In, Is = e.D > 0 });
        Selects(e => ValueTuple.Create(e.E, e.Sn));
        Selects(e => new Pair { Left = e.I, Right = e.Sn });
        Selects(e => new Pair { Left = e.I / 2 });
        Selects(e => (object)e.I);
        Selects(e => 5);
        Selects(e => (string?)null);
    }

    [Fact]
    public void Steps_OneBehindTheOther_AreLinqs()
    {
        Assert.Equal(
            Data.Where(e => e.I > 0).Select(e => new { A = e.I + 1, e.Sn }).Where(x => x.A != 2 && x.Sn != null).Select(x => new { x.Sn, B = x.A * 2L }).Where(y => y.B > 0 && y.Sn!.Length < 5).Select(y => y.B),
            _directory.All(_directory.Rows().Where(e => e.I > 0).Select(e => new { A = e.I + 1, e.Sn }).Where(x => x.A != 2 && x.Sn != null).Select(x => new { x.Sn, B = x.A * 2L }).Where(y => y.B > 0 && y.Sn!.Length < 5).Select(y => y.B)));
        Assert.Equal(
            Data.Select(e => e.In).Where(n => n > 0).Select(n => n + 1),
            _directory.All(_directory.Rows().Select(e => e.In).Where(n => n > 0).Select(n => n + 1)));
        Assert.Equal(
            Data.Select(e => (e.S, e.I)).Where(p => p.I < 5).Select(p => p.S.Length).Where(n => n > 0),
            _directory.All(_directory.Rows().SelectRow(e => (e.S, e.I)).Where(p => p.I < 5).Select(p => p.S.Length).WhereRow(n => n > 0)));
    }

    [Fact]
    public void UserCode_RunsOnceForEachRowThatIsLeft()
    {
        var calls = 0;
        var rows = _directory.Rows().Where(e => e.I > 0).SelectRow(e =>
        {
            calls++;
            return e.I;
        });
        var table = _directory.Last(rows.Where(i => i > 1).GroupBy(i => i).Select(g => new { g.Key, Count = g.Count(), Sum = g.Sum(i => (long)i), Max = g.Max(i => i) }));
        Assert.Equal(Data.Count(e => e.I > 0), calls);
        Assert.Equal(Data.Where(e => e.I > 1).GroupBy(e => e.I).Select(g => new { g.Key, Count = g.LongCount(), Sum = g.Sum(e => (long)e.I), Max = g.Max(e => e.I) }), table.Rows);
    }

    [Fact]
    public void MemberWithABody_IsCalled_NotReadAsAColumn() =>
        Assert.Equal(["b", "b"], new RowStreamOf<Computed>([new Computed("a"), new Computed("c")]).All(rows => rows.Where(e => e.Text == "b").Select(e => e.Text)));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Where_OfRandomExpressions_IsLinqs(int seed)
    {
        var expressions = new RandomExpressions(seed);
        for (var i = 0; i < 60; i++)
        {
            var condition = expressions.Condition();
            var expected = Data.Where(condition.Compile()).ToList();
            var rows = _directory.Rows().Where(condition);
            Assert.DoesNotContain("on rows", rows.Explain(), StringComparison.Ordinal);
            Assert.True(expected.SequenceEqual(_directory.All(rows)), $"seed {seed}, {i}: {condition}");
        }
    }

    private void OnColumns(Expression<Func<Wide, bool>> condition) => Where(condition, "on rows", isThere: false);

    private void OnRows(Expression<Func<Wide, bool>> condition) => Where(condition, "on rows", isThere: true);

    private void Where(Expression<Func<Wide, bool>> condition, string mark, bool isThere)
    {
        var rows = _directory.Rows().Where(condition);
        Assert.True(rows.Explain().Contains(mark, StringComparison.Ordinal) == isThere, rows.Explain());
        var expected = Data.Where(condition.Compile()).ToList();
        Assert.True(expected.SequenceEqual(_directory.All(rows)), condition.ToString());
        Assert.True(expected.SequenceEqual(new RowStreamOf<Wide>(Data).All(memory => memory.Where(condition))), $"from memory: {condition}");
    }

    private void Selects<T>(Expression<Func<Wide, T>> projection)
    {
        var expected = Data.Select(projection.Compile()).ToList();
        Assert.Equal(expected, _directory.All(_directory.Rows().Select(projection)));
        Assert.Equal(expected, new RowStreamOf<Wide>(Data).All(memory => memory.Select(projection)));
    }

    private sealed record Pair
    {
        public long Left { get; set; }

        public string? Right { get; set; }
    }

    private sealed record Computed(string Raw)
    {
        public string Text => Raw == "x" ? Raw : "b";
    }

    /// <summary>Rows from memory in one batch.</summary>
    private sealed class RowStreamOf<T>(IEnumerable<T> rows)
    {
        public List<TResult> All<TResult>(Func<RowStream<T>, RowStream<TResult>> steps)
        {
            var all = new List<TResult>();
            using var subscription = steps(Observable.Return(MicroBatch.Of(rows)).AsRows()).Batches.Subscribe(batch => all.AddRange(batch.Rows));
            return all;
        }
    }
}
