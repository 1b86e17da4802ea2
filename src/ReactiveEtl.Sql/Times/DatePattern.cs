using System.Text;

namespace ReactiveEtl;

/// <summary>A pattern of <c>date_format</c> and <c>to_timestamp</c>: Java's letters, less those that Spark refuses. Immutable.</summary>
internal sealed class DatePattern
{
    // Spark refuses what it read otherwise before version 3, and what it has no use for.
    private const string WeekLetters = "YWwuec";
    private const string RefusedLetters = "ABnNp";

    private readonly List<DateField> _fields;

    private DatePattern(List<DateField> fields) => _fields = fields;

    public IReadOnlyList<DateField> Fields => _fields;

    /// <exception cref="SqlQueryException">Spark refuses the pattern.</exception>
    public static DatePattern Parse(string pattern)
    {
        var fields = new List<DateField>();
        var open = 0;
        for (var at = 0; at < pattern.Length;)
        {
            var c = pattern[at];
            if (char.IsAsciiLetter(c))
            {
                var count = 1;
                while (at + count < pattern.Length && pattern[at + count] == c) count++;
                Check(pattern, c, count);
                fields.Add(new(c, count, ""));
                at += count;
                continue;
            }

            switch (c)
            {
                case '\'':
                    fields.Add(new('\0', 0, Quoted(pattern, ref at)));
                    continue;
                case '[':
                    open++;
                    break;
                case ']' when open-- == 0:
                case '{' or '}' or '#':
                    throw Refused(pattern, $"'{c}' has no meaning there");
                case ']':
                    break;
                default:
                    fields.Add(new('\0', 0, c.ToString()));
                    break;
            }

            at++;
        }

        return new(fields);
    }

    public string Format(long instant, SqlZone zone)
    {
        var moment = new DateMoment(instant, zone);
        var text = new StringBuilder();
        foreach (var field in _fields) text.Append(field.Letter == '\0' ? field.Text : moment.Format(field));
        return text.ToString();
    }

    private static void Check(string pattern, char letter, int count)
    {
        if (WeekLetters.Contains(letter, StringComparison.Ordinal)) throw Refused(pattern, $"'{letter}' counts by weeks, which is not supported since Spark 3");
        if (RefusedLetters.Contains(letter, StringComparison.Ordinal)) throw Refused(pattern, $"'{letter}' is no letter of a pattern");
        var most = letter switch
        {
            'y' => 6,
            'M' or 'L' or 'E' or 'Q' or 'q' or 'G' or 'z' => 4,
            'd' or 'H' or 'h' or 'k' or 'K' or 'm' or 's' => 2,
            'D' => 3,
            'S' => 9,
            'a' or 'F' => 1,
            'X' or 'x' or 'Z' => 5,
            'V' => count == 2 ? 2 : 0,
            'O' => count is 1 or 4 ? 4 : 0,
            _ => throw Refused(pattern, $"'{letter}' is no letter of a pattern"),
        };
        if (count > most) throw Refused(pattern, most == 0 ? $"'{letter}' cannot stand {count} times" : $"'{letter}' stands more than {most} times");
    }

    /// <summary>The text between quotes; two of them are one, and alone they are a quote.</summary>
    private static string Quoted(string pattern, ref int at)
    {
        var text = new StringBuilder();
        for (at++; at < pattern.Length; at++)
        {
            if (pattern[at] != '\'') text.Append(pattern[at]);
            else if (at + 1 < pattern.Length && pattern[at + 1] == '\'') text.Append(pattern[at++]);
            else
            {
                at++;
                return text.Length == 0 ? "'" : text.ToString();
            }
        }

        throw Refused(pattern, "a quoted text does not end");
    }

    private static SqlQueryException Refused(string pattern, string why) => new($"The date pattern '{pattern}' is refused: {why}.");
}

/// <summary>A part of a pattern: a letter and how often it stands, or a text (letter 0).</summary>
internal readonly record struct DateField(char Letter, int Count, string Text);
