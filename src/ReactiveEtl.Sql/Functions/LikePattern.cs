namespace ReactiveEtl;

/// <summary>LIKE: <c>%</c> is any text, <c>_</c> any one character; an escaped character is itself.</summary>
internal static class LikePattern
{
    /// <summary>Whether the whole text matches.</summary>
    /// <exception cref="SqlQueryException">The escape stands before something else than itself, <c>%</c> or <c>_</c>, or at the end.</exception>
    public static bool IsMatch(string text, string pattern, char escape)
    {
        Check(pattern, escape);
        // Greedy with one place to go back to: the last %.
        int t = 0, p = 0, backText = -1, backPattern = -1;
        while (true)
        {
            if (p < pattern.Length && pattern[p] == '%' && escape != '%')
            {
                (backText, backPattern) = (t, ++p);
                continue;
            }

            if (t == text.Length) break;
            if (p < pattern.Length && Matches(text, ref t, pattern, ref p, escape)) continue;
            if (backPattern < 0) return false;
            (t, p) = (++backText, backPattern);
        }

        while (escape != '%' && p < pattern.Length && pattern[p] == '%') p++;
        return p == pattern.Length;
    }

    /// <summary>A wrong pattern is wrong for every text.</summary>
    private static void Check(string pattern, char escape)
    {
        for (var place = pattern.IndexOf(escape, StringComparison.Ordinal); place >= 0; place = pattern.IndexOf(escape, place + 2))
        {
            if (place + 1 == pattern.Length || (pattern[place + 1] != escape && pattern[place + 1] is not ('%' or '_')))
                throw new SqlQueryException($"The pattern '{pattern}' has an escape ({escape}) that stands before nothing to escape.");
        }
    }

    private static bool Matches(string text, ref int t, string pattern, ref int p, char escape)
    {
        var c = pattern[p];
        var width = 1;
        if (c == escape)
        {
            c = pattern[p + 1];
            width = 2;
        }
        else if (c == '_')
        {
            t += char.IsHighSurrogate(text[t]) && t + 1 < text.Length ? 2 : 1;
            p++;
            return true;
        }

        if (text[t] != c) return false;
        t++;
        p += width;
        return true;
    }
}
