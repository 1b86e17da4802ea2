using System.Runtime.CompilerServices;
using Pidgin;

namespace ReactiveEtl;

/// <summary>Statements are read and bound down the stack: where that ends, the statement is refused, and the process goes on.</summary>
internal static class SqlNesting
{
    /// <exception cref="SqlQueryException">There is no stack for another level.</exception>
    public static void EnsureStack(int position)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw new SqlQueryException("The text is nested too deeply here: take parts of it into queries or columns of their own.", position);
    }

    /// <summary>A rule that holds itself, to be made when it is first met.</summary>
    public static Parser<TToken, T> Recursive<TToken, T>(Parser<TToken, int> position, Func<Parser<TToken, T>> rule) => position.Select(at =>
    {
        EnsureStack(at);
        return at;
    }).Then(Parser.Rec(rule));
}
