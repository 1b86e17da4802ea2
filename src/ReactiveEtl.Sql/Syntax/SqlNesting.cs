using System.Runtime.CompilerServices;

namespace ReactiveEtl;

/// <summary>Statements are read and bound down the stack: where that ends, the statement is refused, and the process goes on.</summary>
internal static class SqlNesting
{
    /// <exception cref="SqlQueryException">There is no stack for another level.</exception>
    public static void EnsureStack(int position)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw new SqlQueryException("The text is nested too deeply here: take parts of it into queries or columns of their own.", position);
    }
}
