namespace ReactiveEtl;

/// <summary>Computes a value from the values of a row's leaves.</summary>
internal delegate object? SqlEvaluator(object?[] row);

/// <summary>Computes what a function gives; it asks only for the arguments that it needs, so CASE and AND are functions too.</summary>
internal delegate object? SqlOperation(SqlArguments arguments);

/// <summary>The arguments of a call for one row, computed when asked for.</summary>
internal readonly struct SqlArguments(SqlEvaluator[] evaluators, object?[] row)
{
    public int Count => evaluators.Length;

    public object? this[int place] => evaluators[place](row);
}

internal static class SqlOperations
{
    /// <summary>A function that gives null when one of its arguments is null.</summary>
    public static SqlOperation Strict(Func<object[], object?> function) => arguments =>
    {
        var values = new object[arguments.Count];
        for (var i = 0; i < values.Length; i++)
        {
            if (arguments[i] is not { } value) return null;
            values[i] = value;
        }

        return function(values);
    };
}
