namespace ReactiveEtl;

/// <summary>What names mean in one clause: first those of the result (ORDER BY, HAVING), then columns, then aliases, then columns of outer queries.</summary>
internal sealed class SqlNames(SqlScope scope, string clause)
{
    public SqlScope Scope => scope;

    /// <summary>The clause, for messages.</summary>
    public string Clause => clause;

    public Func<string, BoundExpression?>? First { get; init; }

    public Func<string, BoundExpression?>? Last { get; init; }

    public bool AllowsAggregates { get; init; }

    public bool AllowsWindows { get; init; }

    /// <summary>The windows that the WINDOW clause declares.</summary>
    public IReadOnlyDictionary<string, SqlOver>? Windows { get; init; }

    /// <summary>The same names inside of an aggregate, which holds no other.</summary>
    public SqlNames InsideAggregate() => new(scope, "an aggregate") { Last = Last, Windows = Windows };

    public SqlNames InsideWindow() => new(scope, "a window function") { First = First, Last = Last, AllowsAggregates = AllowsAggregates };
}
