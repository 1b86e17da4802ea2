using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace ReactiveEtl;

/// <summary>User code threw while it was called with a row; carries its text to whoever names the stage.</summary>
[SuppressMessage("Design", "CA1064:Exceptions should be public", Justification = "It never leaves the library: whoever names the stage takes its cause out.")]
internal sealed class RowCodeException(string text, Exception cause) : Exception(cause.Message, CauseOf(cause))
{
    public string Text => text;

    /// <summary>Reflection wraps what a constructor or property throws.</summary>
    private static Exception CauseOf(Exception cause) => cause is TargetInvocationException { InnerException: { } inner } ? inner : cause;
}
