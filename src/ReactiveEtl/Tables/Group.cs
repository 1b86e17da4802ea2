namespace ReactiveEtl;

/// <summary>The rows of a group, in the expression that makes a row of it: what stands there is read, not called.</summary>
/// <typeparam name="T">The type of the rows.</typeparam>
/// <remarks>Sums, averages, least and greatest values pass nulls over. Texts are ordered by their UTF-8 bytes, NaN is the greatest double.</remarks>
public abstract class GroupedRows<T>
{
    private protected GroupedRows()
    {
    }

    /// <summary>How many rows.</summary>
    public long Count() => throw Group.Called();

    /// <summary>How many rows for which a condition holds.</summary>
    public long Count(Func<T, bool> condition) => throw Group.Called(condition);

    /// <summary>How many values that are not null.</summary>
    public long CountNotNull<TValue>(Func<T, TValue> value) => throw Group.Called(value);

    /// <summary>How many different values that are not null, exactly; every value is kept.</summary>
    public long CountDistinct<TValue>(Func<T, TValue> value) => throw Group.Called(value);

    /// <summary>A user's own aggregate: pure functions, which may run on several threads.</summary>
    /// <param name="seed">The value of a group without rows, and one that changes nothing when it is merged: each batch, and each thread, begins with it. Not changed by the functions.</param>
    /// <param name="add">Adds a row.</param>
    /// <param name="merge">Adds up two: the value of earlier rows, the value of later ones.</param>
    public TValue Aggregate<TValue>(TValue seed, Func<TValue, T, TValue> add, Func<TValue, TValue, TValue> merge) => throw Group.Called(seed, add, merge);
}

/// <summary>The rows of a group that has at least one.</summary>
/// <typeparam name="T">The type of the rows.</typeparam>
public abstract class FilledGroup<T> : GroupedRows<T>
{
    private protected FilledGroup()
    {
    }

    /// <summary>The sum. One that leaves 64 bits fails the query, with the group in the message.</summary>
    public long Sum(Func<T, int> value) => throw Group.Called(value);

    /// <inheritdoc cref="Sum(Func{T, int})"/>
    public long Sum(Func<T, long> value) => throw Group.Called(value);

    /// <summary>The sum: that of each batch by itself, in row order, added to what was there.</summary>
    public double Sum(Func<T, double> value) => throw Group.Called(value);

    /// <summary>The sum. One that leaves a decimal's range fails the query, with the group in the message.</summary>
    public decimal Sum(Func<T, decimal> value) => throw Group.Called(value);

    /// <summary>The sum of the values that are there, or null where none is.</summary>
    public long? Sum(Func<T, int?> value) => throw Group.Called(value);

    /// <inheritdoc cref="Sum(Func{T, int?})"/>
    public long? Sum(Func<T, long?> value) => throw Group.Called(value);

    /// <inheritdoc cref="Sum(Func{T, int?})"/>
    public double? Sum(Func<T, double?> value) => throw Group.Called(value);

    /// <inheritdoc cref="Sum(Func{T, int?})"/>
    public decimal? Sum(Func<T, decimal?> value) => throw Group.Called(value);

    /// <summary>The average, calculated in double.</summary>
    public double Average(Func<T, double> value) => throw Group.Called(value);

    /// <inheritdoc cref="Average(Func{T, double})"/>
    public double Average(Func<T, long> value) => throw Group.Called(value);

    /// <inheritdoc cref="Average(Func{T, double})"/>
    public double Average(Func<T, decimal> value) => throw Group.Called(value);

    /// <summary>The average of the values that are there, in double, or null where none is.</summary>
    public double? Average(Func<T, double?> value) => throw Group.Called(value);

    /// <inheritdoc cref="Average(Func{T, double?})"/>
    public double? Average(Func<T, long?> value) => throw Group.Called(value);

    /// <inheritdoc cref="Average(Func{T, double?})"/>
    public double? Average(Func<T, decimal?> value) => throw Group.Called(value);

    /// <summary>The least value; null only where all are.</summary>
    public TValue Min<TValue>(Func<T, TValue> value) => throw Group.Called(value);

    /// <summary>The greatest value; null only where all are.</summary>
    public TValue Max<TValue>(Func<T, TValue> value) => throw Group.Called(value);

    /// <summary>The value of the row that arrived first.</summary>
    public TValue First<TValue>(Func<T, TValue> value) => throw Group.Called(value);

    /// <summary>The value of the row that arrived last.</summary>
    public TValue Last<TValue>(Func<T, TValue> value) => throw Group.Called(value);
}

/// <summary>The rows of one key.</summary>
/// <typeparam name="T">The type of the rows.</typeparam>
/// <typeparam name="TKey">The type of the key.</typeparam>
public class Group<T, TKey> : FilledGroup<T>
{
    private protected Group()
    {
    }

    /// <summary>The key.</summary>
    public TKey Key => throw Group.Called();
}

/// <summary>The rows of one key in one window.</summary>
/// <typeparam name="T">The type of the rows.</typeparam>
/// <typeparam name="TKey">The type of the key.</typeparam>
public sealed class WindowedGroup<T, TKey> : Group<T, TKey>
{
    private WindowedGroup()
    {
    }

    /// <summary>The window.</summary>
    public Window Window => throw Group.Called();
}

/// <summary>The rows of one window.</summary>
/// <typeparam name="T">The type of the rows.</typeparam>
public sealed class WindowRows<T> : FilledGroup<T>
{
    private WindowRows()
    {
    }

    /// <summary>The window.</summary>
    public Window Window => throw Group.Called();
}

/// <summary>What the members of groups do when they are called instead of read.</summary>
internal static class Group
{
    public static InvalidOperationException Called(params ReadOnlySpan<object?> _) => new("The members of a group describe aggregates and are read in Select's or Aggregate's expression; they can't be called.");
}
