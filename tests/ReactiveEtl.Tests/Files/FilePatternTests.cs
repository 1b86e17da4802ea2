namespace ReactiveEtl.Tests.Files;

public class FilePatternTests
{
    [Theory]
    [InlineData("events", "events", "a.json sub/b.json file-1.json", "a.json file-1.json")]
    [InlineData("events/*.json", "events", "a.json a.txt sub/a.json", "a.json")]
    [InlineData("events/file-?.json", "events", "file-1.json file-10.json file-.json", "file-1.json")]
    [InlineData("events/file-[0-9a].json", "events", "file-1.json file-a.json file-b.json", "file-1.json file-a.json")]
    [InlineData("events/[!ab]*", "events", "a b c ab ca", "c ca")]
    [InlineData("events/[]x]", "events", "] x y", "] x")]
    [InlineData("events/{a,b{1,2}}.json", "events", "a.json b1.json b2.json b.json", "a.json b1.json b2.json")]
    [InlineData("events/**/file-*.json", "events", "file-1.json x/file-2.json x/y/file-3.json x/y/a.json", "file-1.json x/file-2.json x/y/file-3.json")]
    [InlineData("events/**", "events", "a x/b x/y/c", "a x/b x/y/c")]
    [InlineData("x*", ".", "x1/a.json x2/b.json y/c.json x3 x1/deep/d.json", "x1/a.json x2/b.json x3")]
    [InlineData("events/x*/f*", "events", "x1/f1 x1/g x2/f2/any f1", "x1/f1 x2/f2/any")]
    [InlineData("events/{x/a,y}", "events", "x/a x/b y/c y/d/e", "x/a y/c")]
    [InlineData("/*.json", "/", "a.json", "a.json")]
    [InlineData("events/*a*b*c", "events", "abc xaxbxc acb aabbcc abcc", "abc xaxbxc aabbcc abcc")]
    public void Pattern_Matches(string pattern, string directory, string files, string expected)
    {
        var sut = FilePattern.In(pattern);
        Assert.Equal(directory, sut.Directory);
        AssertMatches(sut, files, expected, recursive: false);
    }

    [Theory]
    [InlineData("events", "a.json sub/b.json sub/deep/c.json _no/d.json .git/e", "a.json sub/b.json sub/deep/c.json")]
    [InlineData("events/file-*.json", "file-1.json x/file-2.json x/y/file-3.json x/a.json", "file-1.json x/file-2.json x/y/file-3.json")]
    [InlineData("events/x*", "x1/a x1/y/b z/c z/x2", "x1/a x1/y/b z/x2")]
    [InlineData("events/[a]/*.json", "a/1.json a/b/2.json c/3.json 4.json", "a/1.json a/b/2.json")]
    public void Pattern_Recursive_Matches(string pattern, string files, string expected) =>
        AssertMatches(FilePattern.In(pattern), files, expected, recursive: true);

    [Fact]
    public void Pattern_HiddenAndTemporaryNames_AreNoData() =>
        AssertMatches(
            FilePattern.In("events/**"),
            ".a _a a.tmp a.part a.partial a.crdownload a._COPYING_ a.TMP _k=v x/_k=v/a .x/a _x/a x.tmp/a a_ a.tmp.json part",
            "_k=v x/_k=v/a a_ a.tmp.json part",
            recursive: false);

    [Fact]
    public void Pattern_TwoArguments_TheDirectoryIsTakenAsItIsWritten()
    {
        var sut = FilePattern.In("odd[1]", "file-*.json");
        Assert.Equal("odd[1]", sut.Directory);
        Assert.Equal("odd[1]/file-*.json", sut.ToString());
        AssertMatches(sut, "file-1.json a.json", "file-1.json", recursive: false);
    }

    [Theory]
    [InlineData("events/[abc")]
    [InlineData("events/{a,b")]
    [InlineData("events/*/../a")]
    [InlineData("")]
    public void Pattern_NotUnderstood_ThrowsAtTheCall(string pattern) => Assert.Throws<ArgumentException>(() => FilePattern.In(pattern));

    [Fact]
    public void Pattern_BelowTheRootOnly() => Assert.Throws<ArgumentException>(() => FilePattern.In("events", "/etc/*"));

    [Fact]
    public void NameFilter_MustMatchToo()
    {
        var test = new SourceTest();
        foreach (var path in new[] { "events/a.json", "events/b.txt", "events/sub/c.json" }) test.Store.Add(path, "", SourceTest.Old);
        test.Read(new ReadOptions { Recursive = true, NameFilter = "*.json" }).GoTo(1);
        Assert.Equal(["a.json", "sub/c.json"], test.Files);
    }

    [Fact]
    public void Listing_EntersOnlyDirectoriesThatCanHoldData()
    {
        var pattern = FilePattern.In("events/x*/f*");
        Assert.True(pattern.Enters("x1", recursive: false));
        Assert.True(pattern.Enters("x1/f1", recursive: false));
        Assert.False(pattern.Enters("x1/f1/deeper", recursive: false));
        Assert.False(pattern.Enters("y", recursive: false));
        Assert.False(pattern.Enters("x.tmp", recursive: true));
        Assert.True(pattern.Enters("y", recursive: true));
    }

    [Fact]
    public void NaturalOrder_NumbersCountAsNumbers()
    {
        string[] expected =
        [
            "", "/", "0", "00", "01", "1", "2", "10", "a", "file-02", "file-2", "file-2a", "file-10",
            "file-99999999999999999999998", "file-99999999999999999999999", "file-a", "filf",
        ];
        Assert.Equal(expected, expected.Reverse().Order(NaturalOrder.Instance));
    }

    [Fact]
    public void NaturalOrder_RandomPaths_IsTotal()
    {
        const int seed = 7;
        var random = new Random(seed);
        var paths = Enumerable.Range(0, 120).Select(_ => new string(random.GetItems("019a-/:".AsSpan(), random.Next(5)))).ToArray();
        foreach (var x in paths)
        {
            foreach (var y in paths)
            {
                var order = NaturalOrder.Instance.Compare(x, y);
                Assert.Equal(x == y, order == 0);
                Assert.Equal(-Math.Sign(order), Math.Sign(NaturalOrder.Instance.Compare(y, x)));
                if (order > 0) continue;
                foreach (var z in paths.Where(z => NaturalOrder.Instance.Compare(y, z) <= 0))
                    Assert.True(NaturalOrder.Instance.Compare(x, z) <= 0, $"'{x}' '{y}' '{z}', seed {seed}");
            }
        }
    }

    private static void AssertMatches(FilePattern pattern, string files, string expected, bool recursive)
    {
        var matched = files.Split(' ').Where(file => pattern.Matches(file, recursive) && Parents(file).All(parent => pattern.Enters(parent, recursive)));
        Assert.Equal(expected.Split(' '), matched);
    }

    private static IEnumerable<string> Parents(string file)
    {
        for (var cut = file.IndexOf('/', StringComparison.Ordinal); cut >= 0; cut = file.IndexOf('/', cut + 1)) yield return file[..cut];
    }
}
