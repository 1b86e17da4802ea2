namespace ReactiveEtl;

/// <summary>A statement that cannot be answered: it is not understood, names what is not there, or meets a value that has no answer.</summary>
public sealed class SqlQueryException : Exception
{
    /// <summary>An error in a statement that is not known yet where it is found.</summary>
    internal SqlQueryException(string reason, int? position = null, Exception? innerException = null)
        : base(reason, innerException)
    {
        Statement = "";
        Reason = reason;
        Position = position;
    }

    /// <summary>The same error with all that is known.</summary>
    internal SqlQueryException(string statement, string reason, int? position, string known, Exception? innerException)
        : base($"{reason}{At(statement, position)}\nStatement: {statement}\n{known}", innerException)
    {
        Statement = statement;
        Reason = reason;
        Position = position;
    }

    /// <summary>The statement.</summary>
    public string Statement { get; }

    /// <summary>What is wrong, in one sentence.</summary>
    public string Reason { get; }

    /// <summary>Where in the statement, counted in characters from 0; null where it is not known.</summary>
    public int? Position { get; }

    /// <summary>Whether the statement is not in our syntax; it may be in SQLite's then.</summary>
    internal bool IsSyntax { get; init; }

    internal static string At(string statement, int? position)
    {
        if (position is not { } at) return "";
        var before = statement.AsSpan(0, Math.Min(at, statement.Length));
        var line = before.Count('\n') + 1;
        var column = at - (before.LastIndexOf('\n') + 1) + 1;
        var near = at >= statement.Length ? "the end" : $"\"{statement[at..Math.Min(at + 20, statement.Length)].ReplaceLineEndings(" ")}\"";
        return $" (line {line}, column {column}, near {near})";
    }
}
