namespace ReactiveEtl;

/// <summary>An expression whose names, types and conversions are settled.</summary>
/// <param name="Type">What it gives.</param>
/// <param name="Name">Spark's name for a column of it.</param>
/// <param name="Key">The same for two expressions exactly when they always give the same.</param>
/// <param name="Position">Where it stands in the statement.</param>
internal abstract record BoundExpression(SqlType Type, string Name, string Key, int Position)
{
    /// <summary>The parts of it.</summary>
    public virtual IEnumerable<BoundExpression> Parts => [];

    /// <summary>The same with other parts.</summary>
    protected virtual BoundExpression WithParts(IReadOnlyList<BoundExpression> parts) => this;

    /// <summary>The expression with some of its parts, or all of it, replaced; null keeps and goes on below.</summary>
    public BoundExpression Rewritten(Func<BoundExpression, BoundExpression?> replacement)
    {
        if (replacement(this) is { } other) return other;
        var parts = Parts.ToList();
        return parts.Count == 0 ? this : WithParts([.. parts.Select(part => part.Rewritten(replacement))]);
    }

    public bool Any(Func<BoundExpression, bool> test) => test(this) || Parts.Any(part => part.Any(test));
}

internal sealed record BoundLiteral(object? Value, SqlType Type, string Name, int Position)
    : BoundExpression(Type, Name, $"{Type}:{(Value is double number ? BitConverter.DoubleToInt64Bits(number) : Value)}", Position);

/// <summary>A column of a table in scope, or of a query inside.</summary>
internal sealed record BoundColumn(string Sql, SqlScope? Owner, SqlType Type, string Name, int Position)
    : BoundExpression(Type, Name, Sql, Position);

/// <summary>What a function gives for its arguments; computed by us, or by SQLite where it has the same rule.</summary>
internal sealed record BoundCall(SqlOperation Operation, IReadOnlyList<BoundExpression> Arguments, SqlType Type, string Name, string Key, int Position)
    : BoundExpression(Type, Name, Key, Position)
{
    /// <summary>SQLite's form of it, with {0}, {1} for the arguments; null where SQLite has another rule.</summary>
    public string? Native { get; init; }

    /// <summary>The function, in lower case; empty where the call has a key of its own.</summary>
    public string Function => Key.IndexOf("->", StringComparison.Ordinal) is >= 0 and var end ? Key[..end] : "";

    /// <summary>Whether it is a conversion that the statement wrote as CAST.</summary>
    public bool IsWrittenCast { get; init; }

    public override IEnumerable<BoundExpression> Parts => Arguments;

    /// <summary>A call with the key that its function and arguments make.</summary>
    public static BoundCall Of(string function, SqlType type, string name, int position, SqlOperation operation, IReadOnlyList<BoundExpression> arguments) =>
        new(operation, arguments, type, name, KeyOf(function, type, arguments), position);

    protected override BoundExpression WithParts(IReadOnlyList<BoundExpression> parts) =>
        this with { Arguments = parts, Key = string.Concat(Key.AsSpan(0, Key.IndexOf('(', StringComparison.Ordinal)), $"({string.Join(",", parts.Select(part => part.Key))})") };

    private static string KeyOf(string function, SqlType type, IReadOnlyList<BoundExpression> arguments) =>
        $"{function.Replace('(', '[')}->{type.ToString().Replace('(', '[')}({string.Join(",", arguments.Select(argument => argument.Key))})";
}

/// <summary>An aggregate over the rows of a group.</summary>
internal sealed record BoundAggregate(SqlAggregate Function, IReadOnlyList<BoundExpression> Arguments, bool IsDistinct, BoundExpression? Filter, SqlType Type, string Name, int Position)
    : BoundExpression(Type, Name, $"{Function.Name}{(IsDistinct ? " distinct" : "")}({string.Join(",", Arguments.Select(a => a.Key))}){(Filter is null ? "" : $" filter({Filter.Key})")}", Position)
{
    public override IEnumerable<BoundExpression> Parts => Filter is null ? Arguments : [.. Arguments, Filter];

    protected override BoundExpression WithParts(IReadOnlyList<BoundExpression> parts) =>
        new BoundAggregate(Function, [.. parts.Take(Arguments.Count)], IsDistinct, Filter is null ? null : parts[^1], Type, Name, Position);
}

/// <summary>A function over the rows of a window around each row.</summary>
internal sealed record BoundOver(string Function, SqlAggregate? Aggregate, IReadOnlyList<BoundExpression> Arguments, BoundExpression? Filter, BoundWindow Window, SqlType Type, string Name, int Position)
    : BoundExpression(Type, Name, $"{Function}({string.Join(",", Arguments.Select(a => a.Key))}){(Filter is null ? "" : $" filter({Filter.Key})")} over {Window.Key}", Position)
{
    public override IEnumerable<BoundExpression> Parts =>
        [.. Arguments, .. Filter is null ? [] : (BoundExpression[])[Filter], .. Window.Partition, .. Window.Order.Select(order => order.Expression)];

    protected override BoundExpression WithParts(IReadOnlyList<BoundExpression> parts)
    {
        var at = Arguments.Count;
        var filter = Filter is null ? null : parts[at++];
        var partition = parts.Skip(at).Take(Window.Partition.Count).ToList();
        var order = Window.Order.Select((item, i) => item with { Expression = parts[at + partition.Count + i] }).ToList();
        return new BoundOver(Function, Aggregate, [.. parts.Take(Arguments.Count)], filter, new(partition, order, Window.Frame), Type, Name, Position);
    }
}

/// <summary>What SQLite's own function gives, with the type that it was observed to have; without a name, what its only argument gives (an aggregate).</summary>
internal sealed record BoundSqliteCall(string Function, IReadOnlyList<BoundExpression> Arguments, SqlType Type, string Name, string Key, int Position)
    : BoundExpression(Type, Name, Key, Position)
{
    public override IEnumerable<BoundExpression> Parts => Arguments;

    protected override BoundExpression WithParts(IReadOnlyList<BoundExpression> parts) => this with { Arguments = parts };
}

/// <summary>The rows around a row: those of equal partition, in an order, between the ends of a frame (in SQLite's words).</summary>
internal sealed record BoundWindow(IReadOnlyList<BoundExpression> Partition, IReadOnlyList<BoundOrder> Order, string Frame)
{
    public string Key => $"({string.Join(",", Partition.Select(p => p.Key))};{string.Join(",", Order.Select(o => $"{o.Expression.Key} {o.Direction}"))};{Frame})";
}

/// <exception cref="SqlQueryException">The expression is an array, whose form in the database has no order.</exception>
internal sealed record BoundOrder(BoundExpression Expression, bool Descending, bool NullsFirst)
{
    public BoundExpression Expression { get; init; } = Expression.Type.Kind != SqlKind.Array
        ? Expression
        : throw new SqlQueryException($"Rows are not put in the order of an array, and '{Expression.Name}' is one.", Expression.Position);

    public string Direction => $"{(Descending ? "DESC" : "ASC")} NULLS {(NullsFirst ? "FIRST" : "LAST")}";
}

/// <summary>A query as a value, or as the values in which IN looks for its operand (then the SQL is the query alone); with the columns of outer queries that it reads.</summary>
internal sealed record BoundSubquery(string Sql, BoundExpression? Operand, IReadOnlyList<BoundColumn> Captures, SqlType Type, string Name, int Position)
    : BoundExpression(Type, Name, $"{Operand?.Key} {Sql}", Position)
{
    public override IEnumerable<BoundExpression> Parts => Operand is null ? [] : [Operand];

    protected override BoundExpression WithParts(IReadOnlyList<BoundExpression> parts) => new BoundSubquery(Sql, parts[0], Captures, Type, Name, Position);
}
