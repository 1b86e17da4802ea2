namespace ReactiveEtl.Tests.Writers;

/// <summary>A line that is longer than a worker's unit belongs to the unit where it begins; the others don't read it to its end.</summary>
public sealed class LongLineTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void LineOverManyUnits_IsToldOnce_AndReadInTimeOfItsLength(int parallelism)
    {
        var directory = new VirtualDirectory();
        directory.Store.Add("events/a.json", $"{{\"number\":1}}\n{new string('x', 1_000_000)}\n{{\"number\":2}}\nnone\n", RandomFiles.Midnight);
        var store = new ChangingStore(directory.Store);
        var options = new ReadOptions { Parallelism = parallelism, UnitSize = 20_000, MaxRecordBytes = 1 << 16 };
        var query = JsonFiles.In("events", store).Read<Item>(options, directory.Scheduler).Aggregate(all => new { Sum = all.Sum(e => e.Number) }).Start("long");
        var told = new List<(long Line, long Offset, long Length)>();
        using var refusing = query.Refused.Subscribe(record => told.Add((record.Line, record.Offset, record.Length)));
        directory.PassUntil(() => query.Completion.IsCompleted);
        Assert.Equal([(2L, 13L, 1_000_000L), (4L, 1_000_027L, 4L)], told);
        Assert.Equal(3, query.Table.Current.Rows[0].Sum);
        // By the unit where it begins, and each part by the unit that it is, with the start of what is behind.
        Assert.InRange(store.BytesRead, 1_000_000, 2_500_000);
    }

    private sealed record Item(int Number);
}
