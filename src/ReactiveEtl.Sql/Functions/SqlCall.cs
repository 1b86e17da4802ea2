namespace ReactiveEtl;

/// <summary>A call to be bound: its name, its bound arguments, and the means to convert them.</summary>
internal sealed record SqlCall(string Function, IReadOnlyList<BoundExpression> Arguments, int Position, SqlContext Context)
{
    public int Count => Arguments.Count;

    public SqlZone Zone => Context.Zone;

    /// <summary>The moment that the statement takes for now.</summary>
    /// <exception cref="SqlQueryException">There is none: an expression over a stream must have the same answer tomorrow.</exception>
    public long Now => Context.Now ?? throw new SqlQueryException($"'{Function}' reads the clock, and the answer of a query over files must not depend on when they are read.", Position);

    public BoundExpression this[int place] => Arguments[place];

    /// <summary>Spark's name of the call where it has no other.</summary>
    public string Name => NameOf(Function, Arguments);

    public static string NameOf(string function, IEnumerable<BoundExpression> arguments) =>
        $"{function}({string.Join(", ", arguments.Select(argument => argument.Name))})";

    /// <summary>An argument as a type.</summary>
    /// <exception cref="SqlQueryException">Spark does not take it for that type.</exception>
    public BoundExpression As(int place, SqlType type)
    {
        var argument = Arguments[place];
        if (type.Kind == SqlKind.Int32 && argument.Type.Kind == SqlKind.Int32) return argument;
        return IsAccepted(argument, type) ? Cast(argument, type) : throw Mismatch(argument, type.ToString());
    }

    /// <summary>Whether an argument may stand where a type is wanted; SQLite's own functions give numbers for truths.</summary>
    public static bool IsAccepted(BoundExpression argument, SqlType type) =>
        SqlCoercion.IsAccepted(argument.Type, type) || (argument is BoundSqliteCall && argument.Type.IsNumber && type == SqlType.Boolean);

    /// <summary>All arguments as texts, dates, ...</summary>
    public BoundExpression[] All(SqlType type) => [.. Arguments.Select((_, i) => As(i, type))];

    /// <summary>The same value in a type; the name stays, as Spark does not show conversions that nobody wrote.</summary>
    public BoundExpression Cast(BoundExpression expression, SqlType type) => Cast(expression, type, Zone);

    public static BoundExpression Cast(BoundExpression expression, SqlType type, SqlZone zone)
    {
        if (expression.Type == type) return expression;
        var conversion = SqlCasts.Conversion(expression.Type, type, zone)
            ?? throw new SqlQueryException($"'{expression.Name}' is a {expression.Type} and cannot be cast to {type}.", expression.Position);
        return BoundCall.Of("cast", type, expression.Name, expression.Position, SqlOperations.Strict(values => conversion(values[0])), [expression]);
    }

    public BoundLiteral Constant(object? value, SqlType type) => new(value, type, value?.ToString() ?? "NULL", Position);

    /// <summary>The call as a function that is null when an argument is.</summary>
    public BoundCall Strict(SqlType type, Func<object[], object?> function, params IReadOnlyList<BoundExpression> arguments) =>
        BoundCall.Of(Function, type, Name, Position, SqlOperations.Strict(function), arguments);

    /// <summary>The call as a function that looks at its arguments itself.</summary>
    public BoundCall Lazy(SqlType type, SqlOperation operation, params IReadOnlyList<BoundExpression> arguments) =>
        BoundCall.Of(Function, type, Name, Position, operation, arguments);

    public SqlQueryException Mismatch(BoundExpression argument, string expected) =>
        new($"{Name}: '{argument.Name}' is a {argument.Type}, but {expected} is needed.", argument.Position);

    public SqlQueryException Mismatch() =>
        new($"{Name}: the types {string.Join(" and ", Arguments.Select(argument => argument.Type))} do not fit together.", Position);
}
