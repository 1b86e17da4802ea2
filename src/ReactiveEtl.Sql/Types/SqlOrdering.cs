namespace ReactiveEtl;

/// <summary>The order of values of one type: texts by UTF-8 bytes, NaN equal to itself and the greatest, -0.0 equal to 0.0.</summary>
internal static class SqlOrdering
{
    public static int Compare(object left, object right) => left switch
    {
        string text => CompareUtf8(text, (string)right),
        double number => CompareDoubles(number, (double)right),
        IComparable value => value.CompareTo(right),
        SqlDecimal number => number.CompareTo((SqlDecimal)right),
        ValueList list => CompareLists(list, (ValueList)right),
        Window window => window.CompareTo((Window)right),
        _ => throw new InvalidOperationException($"{left.GetType().Name} has no order."),
    };

    /// <summary>By the first values that differ, nulls first; then by length.</summary>
    private static int CompareLists(ValueList left, ValueList right)
    {
        for (var i = 0; i < left.Count && i < right.Count; i++)
        {
            var order = left[i] is not { } l ? right[i] is null ? 0 : -1 : right[i] is { } r ? Compare(l, r) : 1;
            if (order != 0) return order;
        }

        return left.Count.CompareTo(right.Count);
    }

    public static int CompareDoubles(double left, double right)
    {
        if (double.IsNaN(left) || double.IsNaN(right)) return double.IsNaN(left).CompareTo(double.IsNaN(right));
        return left < right ? -1 : left > right ? 1 : 0;
    }

    /// <summary>Ordinal order, but surrogates come behind the rest of the basic plane, as in UTF-8.</summary>
    private static int CompareUtf8(string left, string right)
    {
        var same = left.AsSpan().CommonPrefixLength(right);
        if (same == left.Length || same == right.Length) return left.Length.CompareTo(right.Length);
        var (l, r) = (left[same], right[same]);
        return char.IsSurrogate(l) == char.IsSurrogate(r) ? l.CompareTo(r) : char.IsSurrogate(l) ? 1 : -1;
    }
}
