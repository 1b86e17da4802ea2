namespace ReactiveEtl.Tests;

public sealed class BatchProgressTests
{
    private static readonly DateTimeOffset Start = new(2024, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly BatchProgress Plain = new()
    {
        BatchId = 3,
        StartedAt = Start,
        Duration = TimeSpan.FromMilliseconds(12.5),
        Files = 2,
        Bytes = 700,
        Read = 20,
        Filtered = 0,
        Malformed = 0,
        Touched = 4,
        Groups = 9,
    };

    [Fact]
    public void Text_OfAPlainBatch_LeavesOutWhatIsNothing() =>
        Assert.Equal("batch 3: read 20 = 20 counted; files 2, bytes 700; touched 4 rows, keeps 9 groups; began 2024-03-01T00:00:00.0000000+00:00, took 0.0125 s", $"{Plain}");

    [Fact]
    public void Text_NamesRefusedRecordsAndFiles()
    {
        var progress = Plain with { Filtered = 1, Malformed = 2, Late = 3, Duplicates = 4, Future = 5, Dropped = 6, HasData = false, Watermark = Start.AddDays(-1), ChangedFiles = ["/a", "/b"], UnreadableFiles = ["/c"] };
        Assert.Equal(
            "batch 3: read 20 = 5 counted + 1 filtered + 2 malformed + 3 late + 4 duplicate + 5 future; files 2, bytes 700; touched 4 rows, keeps 9 groups; began 2024-03-01T00:00:00.0000000+00:00, took 0.0125 s; "
            + "watermark 2024-02-29T00:00:00.0000000+00:00; dropped 6; without data; changed: /a, /b; unreadable: /c",
            $"{progress}");
    }
}
