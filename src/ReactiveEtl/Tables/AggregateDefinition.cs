namespace ReactiveEtl;

internal enum AggregateKind
{
    Count,
    CountNotNull,
    CountTrue,
    CountDistinct,
    Sum,
    Average,
    Min,
    Max,
    First,
    Last,
    User,
}

/// <summary>One aggregate of a query, as a description.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Input">What it reads of each row; null where it counts rows.</param>
/// <param name="Type">What its value is in C#.</param>
internal sealed record AggregateDefinition(AggregateKind Kind, RowValue? Input, Type Type)
{
    /// <summary>The functions of a user's own aggregate.</summary>
    public (object? Seed, Func<object?, object?, object?> Add, Func<object?, object?, object?> Merge)? User { get; init; }

    /// <summary>The value of a user's own aggregate from what it accumulated; null for that itself.</summary>
    public Func<object?, object?>? Result { get; init; }

    /// <exception cref="ArgumentException">The input is of a type that the aggregate does not know.</exception>
    public Aggregator NewAggregator() => Kind switch
    {
        AggregateKind.Count => new CountAggregator(CountKind.Rows),
        AggregateKind.CountNotNull => new CountAggregator(CountKind.NotNull),
        AggregateKind.CountTrue => new CountAggregator(CountKind.True),
        AggregateKind.Sum => NewSum(),
        AggregateKind.Average => new AverageAggregator(),
        AggregateKind.User => new UserAggregator(Input!.Type, User!.Value.Seed, User.Value.Add, User.Value.Merge),
        _ => NewKeeper(),
    };

    /// <summary>A value as C# holds it; an aggregate that must have one, of a group that has none, the type's default.</summary>
    public object? ToClr(object? value) => Kind == AggregateKind.User ? Result is null ? value : Result(value) : ClrColumn.ToClr(value, Type);

    public string Explain(RowMapping? rows) => $"{Kind}({Input?.Explain(rows)})";

    private Aggregator NewSum()
    {
        var core = ClrColumn.Core(Input!.Type);
        if (core == typeof(double) || core == typeof(float)) return new SumAggregator<double>();
        if (core == typeof(decimal)) return new SumAggregator<decimal>();
        if (core == typeof(sbyte) || core == typeof(short) || core == typeof(int) || core == typeof(long)) return new Int64SumAggregator();
        throw new ArgumentException($"Sum adds integers, float, double and decimal, and {Input.Text} is a {core.Name}.");
    }

    /// <summary>One that keeps values of a column as a vector holds them.</summary>
    private Aggregator NewKeeper()
    {
        if (!ClrColumn.TryGetType(Input!.Type, out var type))
        {
            return Kind == AggregateKind.CountDistinct ? new DistinctAggregator<object>()
                : throw new ArgumentException($"{Kind} knows columns only ({ClrColumn.Supported}), and {Input.Text} is a {Input.Type.Name}.");
        }

        return type switch
        {
            ColumnType.Single or ColumnType.Double => NewKeeper(ValueOrder.Doubles),
            ColumnType.Decimal => NewKeeper(Comparer<decimal>.Default),
            ColumnType.Guid => NewKeeper(Comparer<Guid>.Default),
            ColumnType.String => NewKeeper(ValueOrder.Texts),
            _ => NewKeeper(Comparer<long>.Default),
        };
    }

    private Aggregator NewKeeper<T>(IComparer<T> order)
        where T : notnull => Kind switch
        {
            AggregateKind.CountDistinct => new DistinctAggregator<T>(),
            AggregateKind.Min => new PickAggregator<T>(PickKind.Min, order),
            AggregateKind.Max => new PickAggregator<T>(PickKind.Max, order),
            AggregateKind.First => new PickAggregator<T>(PickKind.First, order),
            _ => new PickAggregator<T>(PickKind.Last, order),
        };
}
