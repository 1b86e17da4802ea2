using System.Text;

namespace ReactiveEtl;

/// <summary>Texts by code points, as Spark counts characters; most texts have no surrogates and are cut directly.</summary>
internal static class CodePoints
{
    public static int Length(string text)
    {
        var length = text.Length;
        foreach (var c in text)
        {
            if (char.IsLowSurrogate(c)) length--;
        }

        return length;
    }

    /// <summary>From one code point up to another; both are moved into the text.</summary>
    public static string Between(string text, long start, long end)
    {
        var length = Length(text);
        var (from, to) = ((int)Math.Clamp(start, 0, length), (int)Math.Clamp(end, 0, length));
        if (to <= from) return "";
        return length == text.Length ? text[from..to] : text[Unit(text, from)..Unit(text, to)];
    }

    /// <summary>SQL's substring: from 1, from the end where negative.</summary>
    public static string Substring(string text, long position, long length)
    {
        var start = position > 0 ? position - 1 : position < 0 ? Length(text) + position : 0;
        return Between(text, start, start + length);
    }

    /// <summary>The place of a part from 1, at or behind a start from 0; 0 where there is none.</summary>
    public static int IndexOf(string text, string part, int start)
    {
        if (start < 0 || start > Length(text)) return 0;
        var unit = text.IndexOf(part, Unit(text, start), StringComparison.Ordinal);
        return unit < 0 ? 0 : Length(text[..unit]) + 1;
    }

    public static string Reversed(string text)
    {
        var reversed = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes().Reverse()) reversed.Append(rune);
        return reversed.ToString();
    }

    /// <summary>Without the code points of a set at its ends.</summary>
    public static string Trim(string text, string set, bool atStart, bool atEnd)
    {
        var trimmed = text.AsSpan();
        while (atStart && !trimmed.IsEmpty && Holds(set, trimmed[..WidthOfFirst(trimmed)])) trimmed = trimmed[WidthOfFirst(trimmed)..];
        while (atEnd && !trimmed.IsEmpty && Holds(set, trimmed[^WidthOfLast(trimmed)..])) trimmed = trimmed[..^WidthOfLast(trimmed)];
        return trimmed.Length == text.Length ? text : trimmed.ToString();
    }

    /// <summary>So many code points of a repeated text.</summary>
    public static string Padding(string pad, int count)
    {
        if (pad.Length == 0 || count <= 0) return "";
        var length = Length(pad);
        var repeated = new StringBuilder();
        for (var i = 0; i < count; i += length) repeated.Append(pad);
        return Between(repeated.ToString(), 0, count);
    }

    // Ligatures and letters whose upper case is several letters, which .NET leaves as they are.
    public static string ToUpper(string text)
    {
        var upper = text.ToUpperInvariant();
        return upper.AsSpan().ContainsAnyExceptInRange('\0', '\u00de') ? upper
            .Replace("ß", "SS", StringComparison.Ordinal).Replace("ŉ", "ʼN", StringComparison.Ordinal).Replace("ﬀ", "FF", StringComparison.Ordinal)
            .Replace("ﬁ", "FI", StringComparison.Ordinal).Replace("ﬂ", "FL", StringComparison.Ordinal).Replace("ﬃ", "FFI", StringComparison.Ordinal)
            .Replace("ﬄ", "FFL", StringComparison.Ordinal).Replace("ﬅ", "ST", StringComparison.Ordinal).Replace("ﬆ", "ST", StringComparison.Ordinal) : upper;
    }

    public static string ToLower(string text) => text.Replace("İ", "i\u0307", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>Texts are whole code points, so what is found of one is that one.</summary>
    private static bool Holds(string set, ReadOnlySpan<char> codePoint) => set.AsSpan().IndexOf(codePoint, StringComparison.Ordinal) >= 0;

    private static int WidthOfFirst(ReadOnlySpan<char> text) => text.Length > 1 && char.IsSurrogatePair(text[0], text[1]) ? 2 : 1;

    private static int WidthOfLast(ReadOnlySpan<char> text) => text.Length > 1 && char.IsSurrogatePair(text[^2], text[^1]) ? 2 : 1;

    private static int Unit(string text, int codePoint)
    {
        var unit = 0;
        for (; codePoint > 0 && unit < text.Length; codePoint--) unit += char.IsHighSurrogate(text[unit]) && unit + 1 < text.Length ? 2 : 1;
        return unit;
    }
}
