namespace ReactiveEtl;

/// <summary>Statistics of one column and of pairs, kept and merged as Spark does, to the same digits.</summary>
internal static class StatisticAggregates
{
    /// <summary>The statistic of a name, or null.</summary>
    public static MergeableAggregate? Find(string name) => name switch
    {
        "stddev" or "std" or "stddev_samp" => OfVariance(isSample: true, Math.Sqrt),
        "stddev_pop" => OfVariance(isSample: false, Math.Sqrt),
        "variance" or "var_samp" => OfVariance(isSample: true, variance => variance),
        "var_pop" => OfVariance(isSample: false, variance => variance),
        "skewness" => OfShape(shape => Math.Sqrt(shape.Count) * shape.Cubes / Math.Sqrt(shape.Squares * shape.Squares * shape.Squares)),
        "kurtosis" => OfShape(shape => (shape.Count * shape.Fourths / (shape.Squares * shape.Squares)) - 3),
        "covar_pop" => OfPairs(pairs => pairs.Count == 0 ? null : pairs.Products / pairs.Count),
        "covar_samp" => OfPairs(pairs => pairs.Count < 2 ? null : pairs.Products / (pairs.Count - 1)),
        "corr" => OfPairs(pairs => pairs.Count < 2 || Math.Sqrt(pairs.LeftSquares * pairs.RightSquares) is not (var spread and not 0) ? null : pairs.Products / spread),
        _ => null,
    };

    private static MergeableAggregate OfVariance(bool isSample, Func<double, double> statistic) => MergeableAggregate.Of(
        Shape.None,
        (shape, row) => shape.Add(row[0]),
        Shape.Merge,
        shape => shape.Count == 0 || (isSample && shape.Count == 1) ? null : statistic(shape.Squares / (isSample ? shape.Count - 1 : shape.Count)));

    /// <summary>Where all values are equal there is no shape.</summary>
    private static MergeableAggregate OfShape(Func<Shape, double> statistic) =>
        MergeableAggregate.Of(Shape.None, (shape, row) => shape.Add(row[0]), Shape.Merge, shape => shape.Count == 0 || shape.Squares == 0 ? null : statistic(shape));

    private static MergeableAggregate OfPairs(Func<Pairs, double?> statistic) =>
        MergeableAggregate.Of(Pairs.None, (pairs, row) => pairs.Add(row[0], row[1]), Pairs.Merge, pairs => statistic(pairs));

    /// <summary>Count, mean, and the sums of the second, third and fourth powers of the distances from it.</summary>
    private sealed record Shape(double Count, double Mean, double Squares, double Cubes, double Fourths)
    {
        public static readonly Shape None = new(0, 0, 0, 0, 0);

        public Shape Add(object? value)
        {
            if (value is not double number) return this;
            var distance = number - Mean;
            var step = distance / (Count + 1);
            var squares = Squares + (distance * (distance - step));
            var (distance2, step2) = (distance * distance, step * step);
            var cubes = Cubes - (3.0 * step * squares) + (distance * (distance2 - step2));
            var fourths = Fourths - (4.0 * step * cubes) - (6.0 * step2 * squares) + (distance * ((distance * distance2) - (step * step2)));
            return new Shape(Count + 1, Mean + step, squares, cubes, fourths);
        }

        public static Shape Merge(Shape left, Shape right)
        {
            var (n, m) = (left.Count, right.Count);
            var distance = right.Mean - left.Mean;
            var step = n + m == 0 ? 0 : distance / (n + m);
            var squares = left.Squares + right.Squares + (distance * step * n * m);
            var cubes = left.Cubes + right.Cubes + (step * step * distance * n * m * (n - m)) + (3.0 * step * ((n * right.Squares) - (m * left.Squares)));
            var fourths = left.Fourths + right.Fourths + (step * step * step * distance * n * m * ((n * n) - (n * m) + (m * m)))
                + (6.0 * step * step * ((n * n * right.Squares) + (m * m * left.Squares))) + (4.0 * step * ((n * right.Cubes) - (m * left.Cubes)));
            return new Shape(n + m, left.Mean + (step * m), squares, cubes, fourths);
        }
    }

    /// <summary>Of rows in which both values are: count, means, and the sums of the products and squares of the distances from them.</summary>
    private sealed record Pairs(double Count, double LeftMean, double RightMean, double Products, double LeftSquares, double RightSquares)
    {
        public static readonly Pairs None = new(0, 0, 0, 0, 0, 0);

        public Pairs Add(object? left, object? right)
        {
            if (left is not double x || right is not double y) return this;
            var (dx, dy) = (x - LeftMean, y - RightMean);
            var (meanX, meanY) = (LeftMean + (dx / (Count + 1)), RightMean + (dy / (Count + 1)));
            return new Pairs(Count + 1, meanX, meanY, Products + (dx * (y - meanY)), LeftSquares + (dx * (x - meanX)), RightSquares + (dy * (y - meanY)));
        }

        public static Pairs Merge(Pairs left, Pairs right)
        {
            var (n, m) = (left.Count, right.Count);
            var (dx, dy) = (right.LeftMean - left.LeftMean, right.RightMean - left.RightMean);
            var (stepX, stepY) = n + m == 0 ? (0, 0) : (dx / (n + m), dy / (n + m));
            return new Pairs(n + m, left.LeftMean + (stepX * m), left.RightMean + (stepY * m), left.Products + right.Products + (dx * stepY * n * m),
                left.LeftSquares + right.LeftSquares + (dx * stepX * n * m), left.RightSquares + right.RightSquares + (dy * stepY * n * m));
        }
    }
}
