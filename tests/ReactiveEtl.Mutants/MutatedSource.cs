using System.Text.RegularExpressions;

namespace ReactiveEtl.Mutants;

/// <summary>A source file, walked from its beginning to its end: each change is looked for where the last one was found, or behind it.</summary>
/// <remarks>Invariant: <c>_last</c> never goes back, since mutants are numbered in the order of the text.</remarks>
internal sealed class MutatedSource(string path)
{
    private readonly string _text = File.ReadAllText(path).ReplaceLineEndings("\n");
    private int _last;

    public string Name { get; } = path[(path.LastIndexOf("/src/", StringComparison.Ordinal) + "/src/".Length)..];

    /// <summary>The line on which a text starts, 0 where there is no such text.</summary>
    public int FindLine(string text)
    {
        // Whole words: an "i" is not looked for within others.
        var pattern = new Regex((IsWord(text[0]) ? @"(?<!\w)" : "") + Regex.Escape(text) + (IsWord(text[^1]) ? @"(?!\w)" : ""));
        var match = pattern.Match(_text, _last);
        if (match.Success) _last = match.Index;
        else match = pattern.Match(_text);
        return match.Success ? 1 + _text.AsSpan(0, match.Index).Count('\n') : 0;
    }

    private static bool IsWord(char letter) => char.IsAsciiLetterOrDigit(letter) || letter == '_';
}
