namespace ReactiveEtl;

/// <summary>An aggregate: how its value comes from the rows, and where SQLite has the same rule.</summary>
/// <param name="Name">What tells it from others with the same arguments.</param>
/// <param name="Create">A new accumulator; null where SQLite does it in a GROUP BY.</param>
internal sealed record SqlAggregate(string Name, Func<SqlAccumulator>? Create)
{
    /// <summary>The functions that merge, so that a stream can keep it; null where the core has an aggregate of its own, or streams have none.</summary>
    public MergeableAggregate? Mergeable { get; init; }

    /// <summary>SQLite's own function over a window, with the same rule; null where the rows are to be accumulated.</summary>
    public string? NativeOver { get; init; }

    /// <summary>Whether it is SQLite's own, which Spark does not have.</summary>
    public bool IsSqlites { get; init; }

    public static SqlAggregate Of(string name, MergeableAggregate mergeable) => new(name, mergeable.NewAccumulator) { Mergeable = mergeable };
}

/// <summary>The rows of one group so far. Arguments are as <see cref="SqlType"/> says.</summary>
internal abstract class SqlAccumulator
{
    public abstract void Add(object?[] row);

    public abstract object? Result();
}
