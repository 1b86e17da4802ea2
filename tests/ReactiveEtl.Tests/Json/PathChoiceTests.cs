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
