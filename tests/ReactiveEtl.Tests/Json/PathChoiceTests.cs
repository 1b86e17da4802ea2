namespace ReactiveEtl.Tests.Json;

public class PathChoiceTests
{
    [Fact]
    public void HopelessPath_IsTriedRarely()
    {
        var taken = Run(5_000, (path, _) => path == ParserPath.Template ? 4 : 1);

        Assert.Equal(ParserPath.Index, taken[^1]);
        Assert.InRange(taken.Count(path => path == ParserPath.Template), 4, 12);
    }

    [Fact]
    public void DisturbedMeasurements_DoNotDecide()
    {
        var random = new Random(1);

        var taken = Run(5_000, (path, _) => (path == ParserPath.Index ? 1 : 1.2) * (random.Next(3) == 0 ? 10 : 1));

        Assert.True(taken.Count(path => path == ParserPath.Index) > 4_500);
    }

    [Fact]
    public void PathThatBecomesFaster_IsTakenAtTheNextComparison()
    {
        var taken = Run(20_000, (path, vector) => path == ParserPath.Template == vector < 1_000 ? 1 : 3);

        Assert.Equal(ParserPath.Template, taken[999]);
        Assert.Equal(ParserPath.Index, taken[^1]);
        Assert.True(Array.IndexOf(taken, ParserPath.Index, 1_000) < 1_000 + 4096);
    }

    /// <summary>In its first vectors a path learns; only those of the first comparison are no sign that it is hopeless.</summary>
    [Fact]
    public void FirstVectors_AreNotTheLastWord()
    {
        var taken = Run(1_000, (path, vector) => path == ParserPath.Template ? 1 : vector < 7 ? 100 : 0.5);

        Assert.Equal([.. Enumerable.Repeat(ParserPath.Template, 4), .. Enumerable.Repeat(ParserPath.Index, 60)], taken[..64]);
        Assert.Equal(ParserPath.Index, taken[^1]);
    }

    /// <summary>How long the fastest path is taken between comparisons: the longer the clearer they are.</summary>
    [Theory]
    [InlineData(1.1, 4, 128, 256, 512, 1024, 2048, 4096, 4096)]
    [InlineData(1.5, 4, 256, 1024, 4096, 4096)]
    [InlineData(9, 4, 256, 1024, 4096, 4096)]
    public void ClearerComparisons_AreTheRarer(double cost, params int[] expected)
    {
        var taken = Run(20_000, (path, _) => path == ParserPath.Index ? cost : 1);

        var ends = taken.Index().Where(next => next.Index > 0 && next.Item != taken[next.Index - 1]).Select(next => next.Index).Prepend(0).ToList();
        var runs = ends.Zip(ends.Skip(1), (start, end) => end - start).ToList();
        Assert.Equal(expected, runs.Where((_, place) => place % 2 == 0).Take(expected.Length));
        // A path that is hopeless is seen to be so in one vector, but for the first time.
        Assert.Equal([4, .. Enumerable.Repeat(cost > 2 ? 1 : 4, expected.Length - 2)], runs.Where((_, place) => place % 2 == 1).Take(expected.Length - 1));
    }

    [Fact]
    public void NamedPath_IsAlwaysTaken()
    {
        var choice = new PathChoice(ParserPath.Exact);
        choice.Took(1);

        Assert.Equal(ParserPath.Exact, choice.Next);
    }

    /// <summary>The paths of so many vectors, where a vector takes a path as long as the function says.</summary>
    private static ParserPath[] Run(int vectors, Func<ParserPath, int, double> cost)
    {
        var choice = new PathChoice(null);
        var taken = new ParserPath[vectors];
        for (var i = 0; i < vectors; i++)
        {
            taken[i] = choice.Next;
            choice.Took(cost(taken[i], i));
        }

        return taken;
    }
}
