namespace ReactiveEtl.Cli;

/// <summary>The order of answers that nobody ordered: by window, then by the other columns from the left.</summary>
/// <remarks>As keys compare everywhere: nulls first, strings as UTF-8 bytes, NaN last.</remarks>
internal sealed class RowOrder : IComparer<Row>
{
    private readonly int[] _places;

    public RowOrder(RowSchema schema)
    {
        var places = Enumerable.Range(0, schema.Count).ToList();
        _places = [.. places.Where(i => IsWindow(schema[i])), .. places.Where(i => !IsWindow(schema[i]))];
    }

    public int Compare(Row? x, Row? y)
    {
        if (x is null || y is null) return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        foreach (var place in _places)
        {
            var order = CompareValues(x[place], y[place]);
            if (order != 0) return order;
        }

        return 0;
    }

    private static bool IsWindow(ColumnSchema column) => column.Type is ColumnType.Window or ColumnType.LocalWindow;

    private static int CompareValues(object? x, object? y) => (x, y) switch
    {
        (string a, string b) => CompareText(a, b),
        (Window a, Window b) => a.CompareTo(b),
        (double a, double b) when double.IsNaN(a) || double.IsNaN(b) => double.IsNaN(a).CompareTo(double.IsNaN(b)),
        _ => Comparer<object>.Default.Compare(x, y),
    };

    /// <summary>The order of the UTF-8 bytes: that of UTF-16, but for surrogates, which come behind all other characters.</summary>
    private static int CompareText(string x, string y)
    {
        var common = x.AsSpan().CommonPrefixLength(y);
        if (common == x.Length || common == y.Length) return x.Length.CompareTo(y.Length);
        return (char.IsSurrogate(x[common]), char.IsSurrogate(y[common])) is var (a, b) && a != b ? a.CompareTo(b) : x[common].CompareTo(y[common]);
    }
}
