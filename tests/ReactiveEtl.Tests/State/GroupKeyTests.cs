using System.Globalization;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Text;
using ReactiveEtl.Testing;
using static ReactiveEtl.Columns;

namespace ReactiveEtl.Tests.State;

/// <summary>Keys of groups at their edges, as Spark answers.</summary>
public sealed class GroupKeyTests
{
    [Fact]
    public async Task DecimalKey_HasOneZero()
    {
        var table = await Rows("x decimal(10,2)", """{"x":0}""", """{"x":-0.001}""", """{"x":-0.0}""", """{"x":0.00}""").GroupBy(Col("x")).Aggregate(Count());

        var row = Assert.Single(table.Rows);
        Assert.Equal((0m, 4L), (row["x"], row["count"]));
    }

    /// <summary>A key is shown without the zeros behind its last digit, whatever the record had.</summary>
    [Fact]
    public async Task DecimalKey_HasNoTrailingZeros()
    {
        var table = await Rows("x decimal(10,4)", """{"x":1.5000}""", """{"x":20}""").GroupBy(Col("x")).Aggregate(Count());

        Assert.Equal(["1.5", "20"], table.Rows.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row["x"]}")));
    }

    [Fact]
    public async Task VectorWithoutEventTimes_AddsNothing()
    {
        var rows = Rows("time timestamp, action string", """{"action":"a"}""", """{"action":null}""");

        Assert.Empty((await rows.Window(Col("time"), Window.Tumbling(TimeSpan.FromHours(1))).GroupBy(Col("action")).Aggregate(Count())).Rows);
    }

    [Fact]
    public void KeyOfTooManyColumns_IsRefusedAtTheCall()
    {
        var rows = Rows(string.Join(", ", Enumerable.Range(0, 64).Select(column => $"c{column} long")));
        Column[] columns = [.. Enumerable.Range(0, 64).Select(column => Col($"c{column}"))];
        var timed = Rows($"time timestamp, {string.Join(", ", Enumerable.Range(0, 63).Select(column => $"c{column} long"))}").EventTime(Col("time"), TimeSpan.FromSeconds(1));

        Assert.Contains("at most 63 columns, not 64", Assert.Throws<ArgumentException>(() => rows.DistinctBy(columns)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => rows.DistinctBy());
        Assert.Throws<ArgumentException>(() => timed.DistinctBy());
        Assert.Throws<ArgumentException>(() => timed.DistinctByWithinWatermark());
        Assert.Throws<ArgumentException>(() => rows.GroupBy(columns).Aggregate(Count()));
        Assert.NotNull(rows.DistinctBy(columns[1..]));
        Assert.NotNull(rows.GroupBy(columns[1..]).Aggregate(Count()));
    }

    /// <summary>What a sum that leaves its type is told with: all of the key, of a long text its beginning.</summary>
    [Fact]
    public void KeyForPeople_NamesNullsAndCutsLongTexts()
    {
        var table = new GroupTable(new KeyLayout([typeof(string), typeof(long?), typeof(string)]));
        var (exact, longer) = (new string('a', 100), new string('b', 101));
        long[] key = [1L << 1, 0, table.Texts.GetOrAdd(Encoding.UTF8.GetBytes(exact)), 0, table.Texts.GetOrAdd(Encoding.UTF8.GetBytes(longer))];

        Assert.Equal($"({exact}, null, {longer[..100]}... (101 characters))", table.Describe(key, 3));
        Assert.Equal($"({exact})", table.Describe(key, 1));
    }

    /// <summary>A version knows nothing of a group that came behind it, even one of zeros and nulls only.</summary>
    [Fact]
    public void OlderVersion_DoesNotHaveALaterGroup()
    {
        var state = new GroupState(new KeyLayout([typeof(long)]), [new PickAggregator<long>(PickKind.First, Comparer<long>.Default)], GroupEnd.Never, retention: null);
        var (first, second) = (Merged(5), Merged(0));

        Assert.Equal((1, 1, -1), (second.Find([0L], 0), second.Count - first.Count, first.Find([0L], 0)));
        Assert.True(second.HasSameValues(first, 0));
        Assert.False(second.HasSameValues(first, 1));

        GroupVersion Merged(long value)
        {
            var (batch, key, input) = (state.NewBatch(), new ColumnVector<long>(1), new ColumnVector<long>(1));
            key.Set(0, value);
            input.SetNull(0);
            batch.Add([key], [input], [0], 0);
            state.Merge(batch);
            return state.Freeze();
        }
    }

    private static RowStream<Row> Rows(string schema, params string[] lines)
    {
        var store = new MemoryFileStore(new HistoricalScheduler());
        store.Add("in/file.json", string.Join('\n', lines));
        return JsonFiles.In("in", store).Read(schema, scheduler: ImmediateScheduler.Instance);
    }
}
