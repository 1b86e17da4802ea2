namespace ReactiveEtl;

/// <summary>Single values in and out of vectors, as objects: for defaults, rows and results, not for hot loops.</summary>
internal static class VectorValue
{
    /// <summary>Stores a value as the vector holds it: <see cref="long"/>, double, decimal, GUID, string, or any object; null as null.</summary>
    public static void Store(ColumnVector? vector, int row, object? value)
    {
        switch (vector)
        {
            case null: break;
            case not null when value is null: vector.SetNull(row); break;
            case ColumnVector<long> integers: integers.Set(row, (long)value); break;
            case ColumnVector<double> doubles: doubles.Set(row, (double)value); break;
            case ColumnVector<decimal> decimals: decimals.Set(row, (decimal)value); break;
            case ColumnVector<Guid> guids: guids.Set(row, (Guid)value); break;
            case StringVector texts: texts.Set(row, (string)value); break;
            case ColumnVector<object?> objects: objects.Set(row, value); break;
            default: throw new InvalidOperationException($"A {vector.GetType().Name} holds no {value.GetType().Name}.");
        }
    }

    /// <summary>A value that is not null as the vector holds it, a text as a string.</summary>
    public static T Load<T>(ColumnVector vector, int row) => vector switch
    {
        StringVector texts => (T)(object)texts.Dictionary.GetString(texts.Values[row]),
        var plain => ((ColumnVector<T>)plain).Values[row],
    };

    /// <summary>The value as the vector holds it, a text as a string; null for null.</summary>
    public static object? Load(ColumnVector vector, int row) => vector switch
    {
        _ when vector.IsNull[row] => null,
        ColumnVector<long> integers => integers.Values[row],
        ColumnVector<double> doubles => doubles.Values[row],
        ColumnVector<decimal> decimals => decimals.Values[row],
        ColumnVector<Guid> guids => guids.Values[row],
        StringVector texts => texts.Dictionary.GetString(texts.Values[row]),
        ColumnVector<object?> objects => objects.Values[row],
        _ => throw new InvalidOperationException($"A {vector.GetType().Name} holds no values."),
    };
}
