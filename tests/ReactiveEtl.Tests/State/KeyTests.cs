using System.Linq.Expressions;
using ReactiveEtl.Tests.Operators;
using ReactiveEtl.Tests.Writers;

namespace ReactiveEtl.Tests.State;

/// <summary>Keys of every column type, one or several: groups as LINQ makes them, found again by their key.</summary>
public class KeyTests
{
    private static readonly List<Wide> Data = WideRows.Make(2, 250);
    private readonly VirtualDirectory _directory = WideRows.Directory(Data);

    public sealed record Counted<TKey>(TKey Key, long Count);

    public sealed record Parts(Level? Level, decimal Amount);

    [Fact]
    public void Key_OfEveryColumnType_GroupsAsLinqDoes()
    {
        Groups(e => e.B, default);
        Groups(e => e.Bn, null);
        Groups(e => e.I, 12345);
        Groups(e => e.In, 12345);
        Groups(e => e.L, 12345L);
        Groups(e => e.Ln, 12345L);
        Groups(e => e.D, 12345.0);
        Groups(e => e.Dn, 12345.0);
        Groups(e => e.M, 12345m);
        Groups(e => e.Mn, 12345m);
        Groups(e => e.S, "never there");
        Groups(e => e.Sn, "never there");
        Groups(e => e.T, DateTime.UnixEpoch.AddDays(5));
        Groups(e => e.Tn, DateTime.UnixEpoch.AddDays(5));
        Groups(e => e.O, DateTimeOffset.UnixEpoch.AddDays(5));
        Groups(e => e.On, DateTimeOffset.UnixEpoch.AddDays(5));
        Groups(e => e.Y, new DateOnly(2000, 1, 1));
        Groups(e => e.Yn, new DateOnly(2000, 1, 1));
        Groups(e => e.G, new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
        Groups(e => e.Gn, new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
        Groups(e => e.E, (Level)99);
        Groups(e => e.En, (Level)99);
        Groups(e => e.Pn, (Plain)99);
        Groups(e => e.X, (Small)99);
        Groups(e => e.I + e.L, 54321L);
        Groups(e => e.S.Length, 54321);
        Groups(e => e.D > 0, default);
    }

    [Fact]
    public void Key_OfSeveralColumns_GroupsAsLinqDoes()
    {
        Groups(e => new { e.Sn, e.In }, new { Sn = (string?)"never there", In = (int?)1 });
        Groups(e => new { e.Sn, e.Dn, e.Mn, e.Gn }, new { Sn = (string?)null, Dn = (double?)77, Mn = (decimal?)1, Gn = (Guid?)null });
        Groups(e => new Parts(e.En, e.M), new Parts(null, 77));
        Groups(e => ValueTuple.Create(e.S, e.Bn, e.Yn), ("never there", null, null));
        Groups(e => new { Even = e.I > 0, Text = e.S }, new { Even = true, Text = "never there" });
    }

    [Fact]
    public void Key_TakenApart_IsItsColumns()
    {
        var table = _directory.Last(_directory.Rows().GroupBy(e => new { e.Sn, Positive = e.I > 0 }).Select(g => new { g.Key.Positive, g.Key, g.Key.Sn, Count = g.Count() }));
        Assert.Equal(Data.GroupBy(e => new { e.Sn, Positive = e.I > 0 }).Select(g => new { g.Key.Positive, g.Key, g.Key.Sn, Count = g.LongCount() }), table.Rows);
        var records = _directory.Last(_directory.Rows().GroupBy(e => new Parts(e.En, e.M)).Select(g => new { g.Key.Level, Amount = g.Key.Amount / 2 }));
        Assert.Equal(Data.GroupBy(e => new Parts(e.En, e.M)).Select(g => new { g.Key.Level, Amount = g.Key.Amount / 2 }), records.Rows);
    }

    [Fact]
    public void Key_WithAWindow_IsFoundByBoth()
    {
        var table = _directory.Last(_directory.Rows().Window(e => e.On, Window.Tumbling(TimeSpan.FromDays(1))).GroupBy(e => ValueTuple.Create(e.Sn, e.E)).Select(g => new { g.Key, g.Window, Count = g.Count() }));
        Assert.Equal(Data.Where(e => e.On is not null).GroupBy(e => (e.Sn, e.E, e.On!.Value.Date)).Select(g => (g.Key.Sn, g.Key.E, g.LongCount())), table.Rows.Select(row => (row.Key.Item1, row.Key.Item2, row.Count)));
        Assert.All(table.Rows, row => Assert.True(table.TryGet(row.Key, row.Window, out var found) && found.Equals(row)));
        Assert.False(table.TryGet(table.Rows[0].Key, new Window(table.Rows[0].Window.Start, table.Rows[0].Window.End.AddDays(1)), out _));
        Assert.Throws<ArgumentException>(() => table.TryGet(table.Rows[0].Key, out _));
        Assert.Throws<ArgumentException>(() => table.TryGet("text", table.Rows[0].Window, out _));
    }

    [Fact]
    public void Lookup_WithAKeyThatIsNone_IsRefused()
    {
        var table = _directory.Last(_directory.Rows().GroupBy(e => new Parts(e.En, e.M)).Select(g => new { g.Key, Count = g.Count() }));
        Assert.Throws<ArgumentException>(() => table.TryGet<Parts?>(null, out _));
        Assert.Throws<ArgumentException>(() => table.TryGet(5, out _));
        Assert.Throws<ArgumentException>(() => table.TryGet(table.Rows[0].Key, default(Window), out _));
    }

    [Fact]
    public void Key_ThatIsNoColumn_IsRefusedAtTheCall()
    {
        Assert.Throws<ArgumentException>(() => _directory.Rows().GroupBy(e => (object)e.S));
        Assert.Throws<ArgumentException>(() => _directory.Rows().GroupBy(e => e.S.ToCharArray()));
        Assert.Throws<ArgumentException>(() => _directory.Rows().GroupBy(e => new { e.S, Other = e.S.ToCharArray() }));
    }

    /// <summary>Groups, in order of first arrival, with the key looked up again in every way; a key that is not there is not found.</summary>
    private void Groups<TKey>(Expression<Func<Wide, TKey>> key, TKey missing)
    {
        var table = _directory.Last(_directory.Rows().GroupBy(key).Select(g => new Counted<TKey>(g.Key, g.Count())));
        var expected = Data.GroupBy(key.Compile()).Select(g => new Counted<TKey>(g.Key, g.LongCount())).ToList();
        Assert.True(expected.SequenceEqual(table.Rows), key.ToString());
        Assert.All(expected, row => Assert.True(table.TryGet(row.Key, out var found) && found == row, $"{key}: {row}"));
        Assert.Equal(expected.Exists(row => EqualityComparer<TKey>.Default.Equals(row.Key, missing)), table.TryGet(missing, out _));
    }
}
