namespace ReactiveEtl;

/// <summary>Errors of values in the words of SQL.</summary>
internal static class SqlFailures
{
    public static SqlQueryException Of(Exception error, int? position) => error switch
    {
        SqlQueryException { Position: null } known => new(known.Reason, position, known.InnerException),
        SqlQueryException known => known,
        DivideByZeroException => new("Division by zero. Use try_divide for null instead.", position, error),
        OverflowException => new("The result leaves the range of its type. Use try_add, try_subtract or try_multiply for null instead, or a wider type.", position, error),
        _ => new(error.Message, position, error),
    };
}
