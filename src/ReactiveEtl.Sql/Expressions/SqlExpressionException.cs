namespace ReactiveEtl;

/// <summary>A text that is no expression over the columns at hand: it is not understood, names what there is not, or its types do not fit.</summary>
public sealed class SqlExpressionException : ArgumentException
{
    internal SqlExpressionException(string expression, SqlQueryException error)
        : base($"{error.Reason} At {SqlQueryException.At(expression, error.Position).Trim(' ', '(', ')')} of: {expression}", error)
    {
        Expression = expression;
        Reason = error.Reason;
        Position = error.Position ?? 0;
    }

    /// <summary>The expression.</summary>
    public string Expression { get; }

    /// <summary>What is wrong and what was expected, in one sentence.</summary>
    public string Reason { get; }

    /// <summary>Where in the expression, counted in characters from 0.</summary>
    public int Position { get; }
}
