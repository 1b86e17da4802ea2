namespace ReactiveEtl.Tests.State;

/// <summary>The pages of a column against a list, by random scripts.</summary>
public class PagedColumnTests
{
    private const int PageSize = PagedColumn.PageMask + 1;
    private const int BranchSize = PageSize * (PagedColumn.BranchMask + 1);

    public static TheoryData<int> AllSeeds => [.. Enumerable.Range(1, 10)];

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void Column_IsAList_AndItsVersionsStay(int seed)
    {
        var random = new Random(seed);
        var column = new PagedColumn<int>();
        var model = new List<int>();
        var versions = new List<(PagedVersion<int> Version, int[] Model)>();
        for (var i = 0; i < 2000; i++)
        {
            switch (random.Next(10))
            {
                case 0:
                    versions.Add((column.Freeze(), [.. model]));
                    break;
                case < 5 when model.Count > 0:
                    var at = random.Next(model.Count);
                    column[at] = model[at] = i;
                    break;
                case 5:
                    var range = Enumerable.Range(0, random.Next(3 * PageSize)).Select(_ => random.Next(2) * i).ToArray();
                    column.AddRange(range);
                    model.AddRange(range);
                    break;
                default:
                    column.Add(i);
                    model.Add(i);
                    break;
            }
        }

        Assert.Equal(model, Enumerable.Range(0, column.Count).Select(at => column[at]));
        foreach (var (version, values) in versions) Assert.Equal(values, Enumerable.Range(0, version.Count).Select(at => version[at]));
        foreach (var (left, right) in versions.Zip(versions.Skip(1)))
        {
            for (var at = 0; at < right.Version.Count; at++)
            {
                if (right.Version.SharesPage(left.Version, at)) Assert.Equal(left.Model[at], right.Model[at]);
            }
        }
    }

    [Fact]
    public void ColumnOfDefaults_TakesNoPages()
    {
        var column = new PagedColumn<int>();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100_000; i++) column.Add(0);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 500_000);
        Assert.Empty(column.Indexes(from: 0));
    }

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void Column_FreesPages_AndItsVersionsKeepThem(int seed)
    {
        var random = new Random(seed);
        var column = new PagedColumn<int>();
        var model = new List<int>();
        var pages = new HashSet<int>();
        var versions = new List<(PagedVersion<int> Version, int[] Model, int[] Indexes)>();
        for (var i = 1; i < 10 * BranchSize; i++)
        {
            column.Add(i);
            model.Add(i);
            pages.Add((i - 1) / PageSize);
            if (random.Next(20) == 0) versions.Add((column.Freeze(), [.. model], Indexes()));
            // Of each page several times, so that whole branches are freed, and pages that are not there.
            for (var more = random.Next(3); more > 0; more--)
            {
                var page = random.Next(model.Count) / PageSize;
                column.FreePage(Math.Min((page * PageSize) + random.Next(PageSize), model.Count - 1));
                for (var at = page * PageSize; at < Math.Min((page + 1) * PageSize, model.Count); at++) model[at] = 0;
                pages.Remove(page);
            }

            if (random.Next(4) != 0) continue;
            var written = random.Next(model.Count);
            column[written] = model[written] = -i;
            pages.Add(written / PageSize);
        }

        versions.Add((column.Freeze(), [.. model], Indexes()));
        Assert.Equal(model, Enumerable.Range(0, column.Count).Select(index => column[index]));
        Assert.Equal(Indexes(), column.Indexes(from: 0));
        Assert.Equal(Indexes().Where(index => index >= 10), column.Indexes(from: 10));
        foreach (var (version, values, indexes) in versions)
        {
            Assert.Equal(values, Enumerable.Range(0, version.Count).Select(index => version[index]));
            Assert.Equal(indexes, version.Indexes());
        }

        int[] Indexes() => [.. Enumerable.Range(0, model.Count).Where(index => pages.Contains(index / PageSize))];
    }

    [Fact]
    public void FreedPages_AreLetGoOf_WithTheirBranch()
    {
        var column = new PagedColumn<int>();
        for (var i = 1; i <= BranchSize; i++) column.Add(i);
        int[] pages = [.. Enumerable.Range(0, BranchSize / PageSize).Select(page => page * PageSize)];
        // The least of several: a collection in between counts what it cuts off as allocated.
        var page = pages.Min(index =>
        {
            column.FreePage(index);
            return Allocated(() => column[index] = 1);
        });
        Assert.NotEqual(0, page);
        Assert.Equal(0, pages.Min(index => Allocated(() => column[index] = 2)));
        Array.ForEach(pages, column.FreePage);
        Assert.InRange(Allocated(() => column[0] = 3), page + 1, long.MaxValue);

        static long Allocated(Action write)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            write();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }
}
