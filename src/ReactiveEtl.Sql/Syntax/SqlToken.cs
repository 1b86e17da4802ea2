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

/// <summary>A word of a statement; the position counts characters from 0.</summary>
internal readonly record struct SqlToken(SqlTokenKind Kind, string Text, int Position)
{
    public bool IsWord(string word) => Kind == SqlTokenKind.Word && Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    public bool IsSymbol(string symbol) => Kind == SqlTokenKind.Symbol && Text == symbol;
}
