using System.Globalization;
using System.Text;

namespace ReactiveEtl;

/// <summary>Cuts a statement into tokens with Spark's rules: both quotes are strings, backticks are names.</summary>
internal static class SqlTokenizer
{
    private static readonly string[] Symbols =
        ["<=>", "<=", ">=", "<>", "!=", "==", "||", "::", "<<", ">>", "(", ")", ",", ".", ";", "+", "-", "*", "/", "%", "=", "<", ">", "!", "&", "|", "^", "~", "[", "]"];

    /// <exception cref="SqlQueryException">A string, name or comment does not end, or there is a character that begins nothing.</exception>
    public static SqlToken[] Tokens(string statement)
    {
        var read = new List<(SqlTokenKind Kind, string Text, int Position)>();
        for (var at = SkipBlank(statement, 0); at < statement.Length; at = SkipBlank(statement, at)) read.Add(Next(statement, ref at));
        var tokens = new SqlToken[read.Count + 1];
        tokens[^1] = new(SqlTokenKind.End, "", statement.Length);
        for (var i = read.Count - 1; i >= 0; i--) tokens[i] = new(read[i].Kind, read[i].Text, read[i].Position, tokens[i + 1]);
        return tokens;
    }

    private static (SqlTokenKind Kind, string Text, int Position) Next(string statement, ref int at)
    {
        var start = at;
        var c = statement[at];
        if (c is '\'' or '"') return (SqlTokenKind.Text, Text(statement, ref at, raw: false), start);
        if (c is 'r' or 'R' && at + 1 < statement.Length && statement[at + 1] is '\'' or '"')
        {
            at++;
            return (SqlTokenKind.Text, Text(statement, ref at, raw: true), start);
        }

        if (c == '`') return (SqlTokenKind.QuotedName, QuotedName(statement, ref at), start);
        if (char.IsAsciiDigit(c) || (c == '.' && at + 1 < statement.Length && char.IsAsciiDigit(statement[at + 1]) && !FollowsName(statement, at)))
        {
            return Number(statement, ref at);
        }

        if (char.IsLetter(c) || c == '_')
        {
            while (at < statement.Length && (char.IsLetterOrDigit(statement[at]) || statement[at] == '_')) at++;
            return (SqlTokenKind.Word, statement[start..at], start);
        }

        foreach (var symbol in Symbols)
        {
            if (string.CompareOrdinal(statement, at, symbol, 0, symbol.Length) != 0) continue;
            at += symbol.Length;
            return (SqlTokenKind.Symbol, symbol, start);
        }

        throw new SqlQueryException($"The character '{c}' begins nothing that SQL knows.", start) { IsSyntax = true };
    }

    /// <summary>Whether the point at a place belongs to a name before it (<c>t.1</c>), not to a number.</summary>
    private static bool FollowsName(string statement, int at) => at > 0 && (char.IsLetterOrDigit(statement[at - 1]) || statement[at - 1] is '_' or '`' or ')');

    private static (SqlTokenKind Kind, string Text, int Position) Number(string statement, ref int at)
    {
        var start = at;
        while (at < statement.Length && char.IsAsciiDigit(statement[at])) at++;
        if (at < statement.Length && statement[at] == '.')
        {
            at++;
            while (at < statement.Length && char.IsAsciiDigit(statement[at])) at++;
        }

        if (at < statement.Length && statement[at] is 'e' or 'E')
        {
            var digits = at + 1 < statement.Length && statement[at + 1] is '+' or '-' ? at + 2 : at + 1;
            if (digits < statement.Length && char.IsAsciiDigit(statement[digits]))
            {
                for (at = digits; at < statement.Length && char.IsAsciiDigit(statement[at]); at++) { }
            }
        }

        while (at < statement.Length && (char.IsLetterOrDigit(statement[at]) || statement[at] == '_')) at++;
        return (SqlTokenKind.Number, statement[start..at], start);
    }

    private static string QuotedName(string statement, ref int at)
    {
        var start = at;
        var name = new StringBuilder();
        for (at++; at < statement.Length; at++)
        {
            if (statement[at] != '`') name.Append(statement[at]);
            else if (at + 1 < statement.Length && statement[at + 1] == '`') name.Append(statement[at++]);
            else
            {
                at++;
                return name.ToString();
            }
        }

        throw new SqlQueryException("The name that begins here lacks its closing backtick.", start);
    }

    private static string Text(string statement, ref int at, bool raw)
    {
        var start = at;
        var quote = statement[at++];
        var text = new StringBuilder();
        while (at < statement.Length)
        {
            var c = statement[at++];
            if (c == quote)
            {
                if (raw || at >= statement.Length || statement[at] != quote) return text.ToString();
                text.Append(statement[at++]);
            }
            else if (c != '\\' || raw || at >= statement.Length) text.Append(c);
            else AppendEscaped(text, statement, ref at);
        }

        throw new SqlQueryException($"The string that begins here lacks its closing {quote}.", start);
    }

    /// <summary>What stands behind a backslash; <c>\%</c> and <c>\_</c> stay as they are, for LIKE.</summary>
    private static void AppendEscaped(StringBuilder text, string statement, ref int at)
    {
        var c = statement[at];
        if (c is 'u' or 'U' && (c == 'u' ? 4 : 8) is var width && at + width < statement.Length
            && uint.TryParse(statement.AsSpan(at + 1, width), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            text.Append(code <= char.MaxValue ? ((char)code).ToString() : char.ConvertFromUtf32((int)code));
            at += width + 1;
            return;
        }

        if (c is >= '0' and <= '1' && at + 2 < statement.Length && statement[at + 1] is >= '0' and <= '7' && statement[at + 2] is >= '0' and <= '7')
        {
            text.Append((char)(((c - '0') * 64) + ((statement[at + 1] - '0') * 8) + (statement[at + 2] - '0')));
            at += 3;
            return;
        }

        at++;
        _ = c switch
        {
            '0' => text.Append('\0'),
            'b' => text.Append('\b'),
            'n' => text.Append('\n'),
            'r' => text.Append('\r'),
            't' => text.Append('\t'),
            'Z' => text.Append('\u001a'),
            '%' or '_' => text.Append('\\').Append(c),
            _ => text.Append(c),
        };
    }

    private static int SkipBlank(string statement, int at)
    {
        while (at < statement.Length)
        {
            if (char.IsWhiteSpace(statement[at])) at++;
            else if (string.CompareOrdinal(statement, at, "--", 0, 2) == 0)
            {
                while (at < statement.Length && statement[at] != '\n') at++;
            }
            else if (string.CompareOrdinal(statement, at, "/*", 0, 2) == 0) at = EndOfComment(statement, at);
            else break;
        }

        return at;
    }

    /// <summary>Comments nest.</summary>
    private static int EndOfComment(string statement, int start)
    {
        var depth = 0;
        for (var at = start; at + 1 < statement.Length; at++)
        {
            if (statement[at] == '/' && statement[at + 1] == '*') depth++;
            else if (statement[at] == '*' && statement[at + 1] == '/') depth--;
            else continue;
            at++;
            if (depth == 0) return at + 1;
        }

        throw new SqlQueryException("The comment that begins here does not end.", start);
    }
}
