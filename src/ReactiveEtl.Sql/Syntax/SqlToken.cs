namespace ReactiveEtl;

internal enum SqlTokenKind
{
    /// <summary>A name or key word, as typed.</summary>
    Word,

    /// <summary>A name in backticks; never a key word.</summary>
    QuotedName,

    /// <summary>A number with its suffix, as typed.</summary>
    Number,

    /// <summary>The value of a string, its escapes replaced.</summary>
    Text,
    Symbol,
    End,
}

/// <summary>A word of a statement; the position counts characters from 0. It knows what follows it, since most key words of SQL are names elsewhere: <c>date</c> is a literal's type only before a string.</summary>
internal sealed class SqlToken(SqlTokenKind kind, string text, int position, SqlToken? next = null)
{
    public SqlTokenKind Kind => kind;

    public string Text => text;

    public int Position => position;

    /// <summary>The token behind this one; the last one is followed by itself.</summary>
    public SqlToken Next => next ?? this;

    public bool IsName => kind is SqlTokenKind.Word or SqlTokenKind.QuotedName;

    public bool IsWord(string word) => kind == SqlTokenKind.Word && text.Equals(word, StringComparison.OrdinalIgnoreCase);

    public bool IsSymbol(string symbol) => kind == SqlTokenKind.Symbol && text == symbol;
}
