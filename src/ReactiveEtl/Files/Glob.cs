using System.Buffers;

namespace ReactiveEtl;

/// <summary>One part of a path pattern: <c>*</c>, <c>?</c>, <c>[abc]</c>, <c>[a-z]</c>, <c>[!a]</c>, <c>{a,b}</c>; cases differ.</summary>
internal sealed class Glob
{
    private readonly string[] _alternatives;

    public Glob(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        _alternatives = [.. ExpandBraces(text)];
        foreach (var alternative in _alternatives) CheckClasses(alternative, text);
    }

    public static readonly SearchValues<char> Special = SearchValues.Create("*?[{");

    public bool Matches(ReadOnlySpan<char> name)
    {
        foreach (var alternative in _alternatives)
        {
            if (Matches(alternative, name)) return true;
        }

        return false;
    }

    /// <summary>The pattern once for each choice of its braces: <c>a{b,c}</c> gives <c>ab</c> and <c>ac</c>.</summary>
    public static IEnumerable<string> ExpandBraces(string text)
    {
        var open = text.IndexOf('{', StringComparison.Ordinal);
        if (open < 0) return [text];
        var choices = new List<string>();
        var (depth, start) = (0, open + 1);
        for (var i = open; i < text.Length; i++)
        {
            if (text[i] == '{') depth++;
            if (text[i] == '}') depth--;
            var isEnd = depth == 0;
            if (!isEnd && (depth != 1 || text[i] != ',')) continue;
            choices.Add(text[start..i]);
            start = i + 1;
            if (isEnd) return choices.SelectMany(choice => ExpandBraces(string.Concat(text.AsSpan(0, open), choice, text.AsSpan(start))));
        }

        throw new ArgumentException($"The pattern '{text}' opens a brace that it doesn't close; expected one like 'file-{{a,b}}.json'.");
    }

    /// <summary>The last star is widened a character at a time where the rest doesn't fit, so the cost is at most pattern times name.</summary>
    private static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        int p = 0, n = 0, star = -1, starAt = 0;
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                starAt = n;
            }
            else if (p < pattern.Length && MatchesOne(pattern, ref p, name[n]))
            {
                n++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                n = ++starAt;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].Trim('*').IsEmpty;
    }

    private static bool MatchesOne(ReadOnlySpan<char> pattern, ref int at, char c)
    {
        if (pattern[at] != '[')
        {
            var fits = pattern[at] == '?' || pattern[at] == c;
            at += fits ? 1 : 0;
            return fits;
        }

        var end = EndOfClass(pattern, at);
        var isNegated = pattern[at + 1] is '!' or '^';
        var members = pattern[(at + (isNegated ? 2 : 1))..end];
        if (IsMember(members, c) == isNegated) return false;
        at = end + 1;
        return true;
    }

    private static bool IsMember(ReadOnlySpan<char> members, char c)
    {
        for (var i = 0; i < members.Length; i++)
        {
            var isRange = i + 2 < members.Length && members[i + 1] == '-';
            if (isRange ? c >= members[i] && c <= members[i + 2] : c == members[i]) return true;
            i += isRange ? 2 : 0;
        }

        return false;
    }

    /// <summary>The closing bracket; one that comes first is a member, as in <c>[]]</c>. -1 where there is none.</summary>
    private static int EndOfClass(ReadOnlySpan<char> pattern, int open)
    {
        var first = open + 1;
        if (first < pattern.Length && pattern[first] is '!' or '^') first++;
        var end = first + 1 < pattern.Length ? pattern[(first + 1)..].IndexOf(']') : -1;
        return end < 0 ? -1 : first + 1 + end;
    }

    private static void CheckClasses(string pattern, string text)
    {
        for (var i = pattern.IndexOf('[', StringComparison.Ordinal); i >= 0; i = pattern.IndexOf('[', i))
        {
            i = EndOfClass(pattern, i);
            if (i < 0) throw new ArgumentException($"The pattern '{text}' opens a bracket that it doesn't close; expected one like 'file-[0-9].json'.");
        }
    }
}
