namespace ReactiveEtl.Tests.State;

/// <summary>Counts of rows by group, of few groups and of many, in vectors of every length around the bounds between both.</summary>
public class CountKernelTests
{
    public static TheoryData<int> AllSeeds => [.. Enumerable.Range(1, 10)];

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void Counts_AreThoseOfTheRows(int seed)
    {
        var random = new Random(seed);
        foreach (var groupCount in (int[])[1, 2, CountKernel.MaxFew - 1, CountKernel.MaxFew, CountKernel.MaxFew + 1, 3 * CountKernel.MaxFew])
        {
            for (var rowCount = 0; rowCount < CountKernel.MaxFew + 10; rowCount++)
            {
                var groups = Enumerable.Range(0, rowCount).Select(_ => random.Next(groupCount)).ToArray();
                var counts = Enumerable.Range(0, groupCount).Select(_ => random.NextInt64(1000)).ToArray();
                var expected = counts.Select((count, group) => count + groups.LongCount(g => g == group)).ToArray();
                CountKernel.Add(groups, counts);
                Assert.Equal(expected, counts);
            }
        }
    }
}
