namespace ReactiveEtl;

/// <summary>All rows of a stream, in the expression that makes one row of them: there may be none, so sums and the like are nullable.</summary>
/// <typeparam name="T">The type of the rows.</typeparam>
public sealed class AllRows<T> : GroupedRows<T>
{
    private AllRows()
    {
    }

    /// <summary>The sum of the values that are there, or null where none is. One that leaves 64 bits fails the query.</summary>
    public long? Sum(Func<T, int?> value) => throw Group.Called(value);

    /// <inheritdoc cref="Sum(Func{T, int?})"/>
    public long? Sum(Func<T, long?> value) => throw Group.Called(value);

    /// <inheritdoc cref="Sum(Func{T, int?})"/>
    public double? Sum(Func<T, double?> value) => throw Group.Called(value);

    /// <inheritdoc cref="Sum(Func{T, int?})"/>
    public decimal? Sum(Func<T, decimal?> value) => throw Group.Called(value);

    /// <summary>The average of the values that are there, in double, or null where none is.</summary>
    public double? Average(Func<T, double?> value) => throw Group.Called(value);

    /// <inheritdoc cref="Average(Func{T, double?})"/>
    public double? Average(Func<T, long?> value) => throw Group.Called(value);

    /// <inheritdoc cref="Average(Func{T, double?})"/>
    public double? Average(Func<T, decimal?> value) => throw Group.Called(value);

    /// <summary>The least value, or null where none is.</summary>
    public TValue? Min<TValue>(Func<T, TValue?> value)
        where TValue : struct => throw Group.Called(value);

    /// <inheritdoc cref="Min{TValue}(Func{T, TValue?})"/>
    public TValue? Min<TValue>(Func<T, TValue> value)
        where TValue : struct => throw Group.Called(value);

    /// <summary>The least text by its UTF-8 bytes, or null where none is.</summary>
    public string? Min(Func<T, string?> value) => throw Group.Called(value);

    /// <summary>The greatest value, or null where none is.</summary>
    public TValue? Max<TValue>(Func<T, TValue?> value)
        where TValue : struct => throw Group.Called(value);

    /// <inheritdoc cref="Max{TValue}(Func{T, TValue?})"/>
    public TValue? Max<TValue>(Func<T, TValue> value)
        where TValue : struct => throw Group.Called(value);

    /// <summary>The greatest text by its UTF-8 bytes, or null where none is.</summary>
    public string? Max(Func<T, string?> value) => throw Group.Called(value);

    /// <summary>The value of the row that arrived first, or null.</summary>
    public TValue? First<TValue>(Func<T, TValue?> value)
        where TValue : struct => throw Group.Called(value);

    /// <inheritdoc cref="First{TValue}(Func{T, TValue?})"/>
    public TValue? First<TValue>(Func<T, TValue> value)
        where TValue : struct => throw Group.Called(value);

    /// <summary>The text of the row that arrived first, or null.</summary>
    public string? First(Func<T, string?> value) => throw Group.Called(value);

    /// <summary>The value of the row that arrived last, or null.</summary>
    public TValue? Last<TValue>(Func<T, TValue?> value)
        where TValue : struct => throw Group.Called(value);

    /// <inheritdoc cref="Last{TValue}(Func{T, TValue?})"/>
    public TValue? Last<TValue>(Func<T, TValue> value)
        where TValue : struct => throw Group.Called(value);

    /// <summary>The text of the row that arrived last, or null.</summary>
    public string? Last(Func<T, string?> value) => throw Group.Called(value);
}
