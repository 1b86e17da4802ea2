using System.Text;
using System.Text.RegularExpressions;

namespace ReactiveEtl;

/// <summary>LIKE and regular expressions.</summary>
internal static class PatternFunctions
{
    public static SqlFunction? Find(string name) => name switch
    {
        "like" or "ilike" => new(2, 3, Like),
        "rlike" or "regexp" => new(2, call => Matches(call) with { Name = $"RLIKE({call[0].Name}, {call[1].Name})" }),
        "regexp_like" => new(2, call => Matches(call) with { Name = $"REGEXP_LIKE({call[0].Name}, {call[1].Name})" }),
        "regexp_replace" => new(3, call =>
            call.Strict(SqlType.String, v => Expression((string)v[1]).Replace((string)v[0], JavaReplacement((string)v[2])), call.All(SqlType.String)) with
            {
                Name = $"regexp_replace({call[0].Name}, {call[1].Name}, {call[2].Name}, 1)",
            }),
        "regexp_extract" => new(2, 3, Extract),
        "regexp_substr" => new(2, call =>
            call.Strict(SqlType.String, v => Expression((string)v[1]).Match((string)v[0]) is { Success: true } match
                ? match.Value
                : null, call.All(SqlType.String))),
        "regexp_count" => new(2, call => call.Strict(SqlType.Int32, v => Expression((string)v[1]).Count((string)v[0]), call.All(SqlType.String))),
        "regexp_instr" => new(2, call => call.Strict(SqlType.Int32, v => Expression((string)v[1]).Match((string)v[0]) is { Success: true } match
            ? CodePoints.Length(((string)v[0])[..match.Index]) + 1
            : 0, call.All(SqlType.String)) with
        {
            Name = $"regexp_instr({call[0].Name}, {call[1].Name}, 0)",
        }),
        "glob" => new(2, Glob),
        _ => null,
    };

    private static BoundCall Like(SqlCall call)
    {
        var ignoresCase = call.Function == "ilike";
        var word = ignoresCase ? "ilike" : "LIKE";
        var escape = call.Count == 3 ? SqlEvaluators.Constant(call.As(2, SqlType.String)) as string ?? "" : "\\";
        if (escape.Length != 1) throw new SqlQueryException("The escape of LIKE is one character.", call.Position);
        var name = ignoresCase ? $"{word}({call[0].Name}, {call[1].Name})" : $"{call[0].Name} {word} {call[1].Name}{(call.Count == 3 ? $" ESCAPE '{escape}'" : "")}";
        return call.Strict(SqlType.Boolean, IsLike, call.As(0, SqlType.String), call.As(1, SqlType.String)) with
        {
            Name = name,
            Key = $"{word} {escape}({call[0].Key},{call[1].Key})",
        };

        object? IsLike(object[] values)
        {
            var (text, pattern) = ((string)values[0], (string)values[1]);
            return LikePattern.IsMatch(ignoresCase ? CodePoints.ToLower(text) : text, ignoresCase ? CodePoints.ToLower(pattern) : pattern, escape[0]);
        }
    }

    private static BoundCall Matches(SqlCall call) => call.Strict(SqlType.Boolean, v => Expression((string)v[1]).IsMatch((string)v[0]), call.All(SqlType.String));

    private static BoundCall Glob(SqlCall call) =>
        call.Strict(SqlType.Boolean, v => Expression(GlobExpression((string)v[0])).IsMatch((string)v[1]), call.All(SqlType.String)) with { Name = $"({call[1].Name} GLOB {call[0].Name})" };

    private static BoundCall Extract(SqlCall call)
    {
        var group = call.Count == 3 ? call.As(2, SqlType.Int32) : call.Constant(1, SqlType.Int32);
        return call.Strict(SqlType.String, Group, call.As(0, SqlType.String), call.As(1, SqlType.String), group) with
        {
            Name = SqlCall.NameOf(call.Function, [call[0], call[1], group]),
        };

        static object? Group(object[] values)
        {
            var match = Expression((string)values[1]).Match((string)values[0]);
            var place = (int)values[2];
            if (place < 0 || place >= match.Groups.Count && match.Success) throw new SqlQueryException(
                $"The regular expression '{values[1]}' has no group {place}.");
            return match.Success ? match.Groups[place].Value : "";
        }
    }

    private static Regex Expression(string pattern)
    {
        try
        {
            // .NET keeps the last expressions of this form itself.
            return new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));
        }
        catch (ArgumentException error)
        {
            throw new SqlQueryException($"'{pattern}' is no regular expression: {error.Message}", null, error);
        }
    }

    /// <summary>Java's <c>\$</c> is a dollar, .NET's is <c>$$</c>.</summary>
    private static string JavaReplacement(string text)
    {
        var replacement = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length) replacement.Append(text[i]);
            else replacement.Append(text[++i] == '$' ? "$$" : text[i].ToString());
        }

        return replacement.ToString();
    }

    /// <summary>SQLite's GLOB: <c>*</c>, <c>?</c> and sets of characters.</summary>
    private static string GlobExpression(string pattern)
    {
        var expression = Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal).Replace("\\[", "[", StringComparison.Ordinal);
        return $"^(?s:{expression})$";
    }
}
