using System.Reactive.Subjects;

namespace ReactiveEtl.Tests.Operators;

/// <summary>What a lambda captures is read when the operator is called, whether it runs on columns or on rows.</summary>
public sealed class CapturedValueTests
{
    private sealed record Item(string Name, long Number);

    private sealed record Total(string Name, long Value);

    [Fact]
    public void CapturedVariable_ThatChangesLater_ChangesNothing()
    {
        var limit = 1L;
        var factor = 10L;
        using var source = new Subject<MicroBatch<Item>>();
        var onColumns = source.AsRows().Where(item => item.Number > limit).GroupBy(item => item.Name).Select(g => new Total(g.Key, g.Count() * factor)).Start("columns");
        var onRows = source.AsRows().Where(item => item.Number > limit && item.Name.StartsWith('a')).GroupBy(item => item.Name).Select(g => new Total(g.Key, g.Count() * factor)).Start("rows");
        source.OnNext(MicroBatch.Of([new Item("a", 2)]));
        var first = onColumns.Table.Current;
        (limit, factor) = (5, 20);
        source.OnNext(MicroBatch.Of([new Item("a", 2), new Item("a", 1)]));
        Assert.Equal([new Total("a", 10)], first.Rows);
        Assert.Equal([new Total("a", 20)], onColumns.Table.Current.Rows);
        Assert.Equal([new Total("a", 20)], onRows.Table.Current.Rows);
    }

    [Fact]
    public void Property_WithASetterThatComputes_IsReadFromTheObject()
    {
        using var source = new Subject<MicroBatch<Total>>();
        var query = source.AsRows().Select(total => new Loud { Name = total.Name }).Where(loud => loud.Name == "ADA").GroupBy(loud => loud.Name).Select(g => new Total(g.Key, g.Count())).Start("loud");
        source.OnNext(MicroBatch.Of([new Total("ada", 1)]));
        Assert.Equal([new Total("ADA", 1)], query.Table.Current.Rows);
    }

    private sealed class Loud
    {
        public string Name
        {
            get;
            set => field = value.ToUpperInvariant();
        } = "";
    }
}
