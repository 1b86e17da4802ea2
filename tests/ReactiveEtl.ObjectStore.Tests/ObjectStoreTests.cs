namespace ReactiveEtl.Tests.Objects;

/// <summary>The store itself, over S3's wire format in memory and over a real Swift where there is one.</summary>
public sealed class ObjectStoreTests
{
    public static TheoryData<string> Kinds => TestedStore.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Listing_OfATree_GivesWhatALookGives(string kind)
    {
        using var tested = TestedStore.Open(kind);
        string[] keys = ["top.json", "in/a 1.json", "in/b+2%.json", "in/c&3.json", "in/d.json", "in/ä.json", "in/deep/e.json", "in/other/f.json"];
        foreach (var key in keys) tested.Put(key, key);
        Assert.Equal(keys.Order(StringComparer.Ordinal), tested.Keys());
        var asked = new List<string>();
        var listed = tested.Store.List(tested.PathOf("in"), directory =>
        {
            asked.Add(directory);
            return directory.EndsWith("deep", StringComparison.Ordinal);
        }).ToArray();
        Assert.Equal([tested.PathOf("in/deep"), tested.PathOf("in/other")], asked);
        Assert.Equal(keys[1..7].Select(tested.PathOf).Order(StringComparer.Ordinal), listed.Select(file => file.Path).Order(StringComparer.Ordinal));
        Assert.All(listed, file => Assert.Equal(file, tested.Store.Look(file.Path)));
        Assert.Null(tested.Store.Look(tested.PathOf("in")));
        Assert.True(tested.Store.DirectoryExists(tested.PathOf("in")));
        Assert.False(tested.Store.DirectoryExists(tested.PathOf("i")));
        Assert.True(tested.Store.DirectoryExists(tested.PathOf("")));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Stream_InSmallRanges_GivesTheSameBytesFromAnyPlace(string kind)
    {
        var bytes = new byte[10_007];
        new Random(1).NextBytes(bytes);
        using var tested = TestedStore.Open(kind, TestedStore.Quick with { RangeBytes = 1000, ReadAhead = 2 });
        tested.Put("large", bytes);
        tested.Put("empty", "");
        foreach (var (start, length) in new[] { (0, long.MaxValue), (0, 1), (999, 1001), (5000, 10), (10_006, 100), (10_007, 1) })
        {
            using var stream = tested.Store.OpenRead(tested.PathOf("large"), start, length);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            Assert.Equal(bytes[start..], copy.ToArray());
        }

        using var empty = tested.Store.OpenRead(tested.PathOf("empty"));
        Assert.Equal(-1, empty.ReadByte());
    }

    [Fact]
    public void Stream_OfASmallObject_IsOneRequest_AndNothingIsFetchedBehindTheRange()
    {
        using var tested = TestedStore.Open("memory", TestedStore.Quick with { RangeBytes = 1000 });
        tested.Put("small", new byte[500]);
        tested.Put("large", new byte[9000]);
        tested.Memory!.Requests.Clear();
        using (var stream = tested.Store.OpenRead(tested.PathOf("small"))) stream.CopyTo(Stream.Null);
        using (var stream = tested.Store.OpenRead(tested.PathOf("large"), 2000, 1500)) stream.ReadExactly(new byte[1500]);
        string[] expected = ["small bytes=0-999", "large bytes=2000-2999", "large bytes=3000-3499"];
        Assert.Equal(expected.Select(request => $"GET {tested.Bucket}/{request}"), tested.Memory.Requests);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Stream_OfAnObjectThatIsReplaced_Fails(string kind)
    {
        using var tested = TestedStore.Open(kind, TestedStore.Quick with { RangeBytes = 1000, ReadAhead = 0 });
        tested.Put("file", new byte[3000]);
        using var stream = tested.Store.OpenRead(tested.PathOf("file"));
        stream.ReadExactly(new byte[1000]);
        tested.Put("file", [.. Enumerable.Repeat((byte)1, 3000)]);
        Assert.Throws<FileNotFoundException>(() => stream.ReadByte());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Move_CopiesAndDeletes_OverwritesNothing_AndIsMadeUpForAfterACrash(string kind)
    {
        using var tested = TestedStore.Open(kind);
        tested.Put("in/a", "one");
        Assert.True(tested.Store.TryMove(tested.PathOf("in/a"), tested.PathOf("done/a")));
        Assert.Equal(["done/a"], tested.Keys());
        tested.Put("in/a", "two");
        Assert.False(tested.Store.TryMove(tested.PathOf("in/a"), tested.PathOf("done/a")));
        tested.Put("in/a", "one");
        Assert.True(tested.Store.TryMove(tested.PathOf("in/a"), tested.PathOf("done/a")));
        Assert.Equal(["done/a"], tested.Keys());
        tested.Store.Delete(tested.PathOf("in/a"));
    }

    [Theory]
    [InlineData("s3://bucket/in/", "s3://bucket/in")]
    [InlineData("s3a://bucket", "s3://bucket")]
    [InlineData("swift://container.service/in/file.json", "s3://container/in/file.json")]
    [InlineData("s3://my.bucket/in", "s3://my.bucket/in")]
    public void Address_AsSparkWritesIt_IsMapped(string written, string meant)
    {
        using var tested = TestedStore.Open("memory");
        Assert.Equal(meant, tested.Store.Normalize(written));
    }

    [Theory]
    [InlineData("bucket/in")]
    [InlineData("s3://")]
    [InlineData("s3:/")]
    [InlineData("http://bucket/in")]
    [InlineData("s3://buck[et")]
    public void Address_OfNothing_IsRefusedAtTheCall(string written)
    {
        using var tested = TestedStore.Open("memory");
        Assert.Throws<ArgumentException>(() => JsonFiles.In(written, "*.json", tested.Store).Read("a string"));
    }

    [Fact]
    public void WrongUse_IsRefusedAtTheCall()
    {
        using var tested = TestedStore.Open("memory");
        var files = JsonFiles.In(tested.PathOf("in"), tested.Store);
        Assert.Contains("grow", Assert.Throws<ArgumentException>(() => files.Watch("a string", new WatchOptions { Follow = true })).Message, StringComparison.Ordinal);
        Assert.Contains("ReactiveEtl.ObjectStore", Assert.Throws<ArgumentException>(() => JsonFiles.In("s3://bucket/in")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new ObjectStore(new ObjectStoreOptions { AccessKey = "alone" }));
        Assert.Throws<ArgumentException>(() => new ObjectStore(new ObjectStoreOptions { RangeBytes = 0 }));
    }
}
