namespace ReactiveEtl;

/// <summary>The order of column values: as in Spark, a NaN is the greatest double, and texts are ordered by their UTF-8 bytes.</summary>
internal static class ValueOrder
{
    public static IComparer<double> Doubles { get; } = Comparer<double>.Create((x, y) =>
        double.IsNaN(x) ? (double.IsNaN(y) ? 0 : 1) : double.IsNaN(y) ? -1 : x.CompareTo(y));

    public static IComparer<string> Texts { get; } = Comparer<string>.Create(CompareTexts);

    /// <summary>The order of UTF-8 bytes is that of code points; UTF-16 differs where half of a surrogate pair meets one of the last characters of the basic plane.</summary>
    public static int CompareTexts(string? x, string? y)
    {
        if (x is null || y is null) return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        var common = x.AsSpan().CommonPrefixLength(y);
        if (common == x.Length || common == y.Length) return x.Length.CompareTo(y.Length);
        char a = x[common], b = y[common];
        return char.IsSurrogate(a) == char.IsSurrogate(b) ? a.CompareTo(b) : char.IsSurrogate(a) ? 1 : -1;
    }
}
