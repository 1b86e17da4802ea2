using System.Text;

namespace ReactiveEtl.Tests.Operators;

/// <summary>What is done for each row makes no object, once the values of the rows are known.</summary>
public class RowAllocationTests
{
    private const int Rows = 4;
    private const int Vectors = 2000;

    [Theory]
    [InlineData(ComparisonKind.Equal, 2)]
    [InlineData(ComparisonKind.NotEqual, 2)]
    internal void ComparisonWithAText(ComparisonKind kind, long kept)
    {
        var texts = NewTexts();
        var condition = new Comparison(kind, new Given(texts), new Literal("b", typeof(string)));
        var scope = new VectorScope(null, Rows);
        AssertNothing(() =>
        {
            scope.Begin(Rows);
            Assert.True(((ColumnVector<long>)scope.Evaluate(condition)).Values.Sum() == kept);
        });
    }

    [Fact]
    public void TextOfEveryRow()
    {
        var literal = new Literal("the same for all", typeof(string));
        var scope = new VectorScope(null, Rows);
        AssertNothing(() =>
        {
            scope.Begin(Rows);
            var vector = (StringVector)scope.Evaluate(literal);
            Assert.True(vector.Values.AsSpan().IndexOfAnyExcept(0) < 0 && !vector.HasNulls);
        });
    }

    [Fact]
    public void CountOfDifferentValues()
    {
        AssertNothing(new DistinctAggregator<string>(), NewTexts());
        var integers = new ColumnVector<long>(Rows);
        foreach (var row in Enumerable.Range(0, Rows)) integers.Set(row, row % 2);
        AssertNothing(new DistinctAggregator<long>(), integers);
    }

    private static void AssertNothing(Aggregator aggregator, ColumnVector values)
    {
        var (partial, rows, groups) = (aggregator.NewPartial(), new[] { 0, 1, 2, 3 }, new int[Rows]);
        partial.Resize(1);
        AssertNothing(() => partial.Add(values, rows, groups));
        aggregator.AddGroup();
        aggregator.Merge(partial, 0, 0);
        Assert.Equal(2L, aggregator.Freeze()[0]);
    }

    private static StringVector NewTexts()
    {
        var texts = new StringVector(Rows);
        foreach (var (row, text) in new[] { "a", "b", "a", "b" }.Index()) texts.Set(row, Encoding.UTF8.GetBytes(text));
        return texts;
    }

    /// <summary>Asserts less than a byte a row, when it was done once.</summary>
    private static void AssertNothing(Action perVector)
    {
        perVector();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var vector = 0; vector < Vectors; vector++) perVector();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Vectors * Rows);
    }

    private sealed class Given(ColumnVector values) : VectorExpression(typeof(string))
    {
        public override ColumnVector Evaluate(VectorScope scope) => values;
    }
}
