using System.Globalization;
using System.Text;

namespace ReactiveEtl;

/// <summary>Functions of texts.</summary>
internal static class TextFunctions
{
    public static SqlFunction? Find(string name) => name switch
    {
        "upper" or "ucase" => OfText(CodePoints.ToUpper),
        "lower" or "lcase" => OfText(CodePoints.ToLower),
        "initcap" => OfText(Capitalized),
        "reverse" => OfText(CodePoints.Reversed),
        "trim" or "btrim" or "ltrim" or "rtrim" => new(1, 2, Trim),
        "trim from" or "ltrim from" or "rtrim from" => new(2, Trim),
        "length" or "len" or "char_length" or "character_length" => new(1, call =>
            call.Strict(SqlType.Int32, v => CodePoints.Length((string)v[0]), call.As(0, SqlType.String))),
        "octet_length" => new(1, call => call.Strict(SqlType.Int32, v => Encoding.UTF8.GetByteCount((string)v[0]), call.As(0, SqlType.String))),
        "bit_length" => new(1, call => call.Strict(SqlType.Int32, v => Encoding.UTF8.GetByteCount((string)v[0]) * 8, call.As(0, SqlType.String))),
        "ascii" => new(1, call => call.Strict(SqlType.Int32, v => ((string)v[0]).EnumerateRunes().FirstOrDefault().Value, call.As(0, SqlType.String))),
        "chr" or "char" => new(1, call => call.Strict(SqlType.String, v => Character((long)v[0]), call.As(0, SqlType.Int64))),
        "concat" => new(0, int.MaxValue, call => call.Strict(SqlType.String, v => string.Concat(v), call.All(SqlType.String))),
        "concat_ws" => new(1, int.MaxValue, call => call.Lazy(SqlType.String, Joined, call.All(SqlType.String))),
        "substring" or "substr" => new(2, 3, Substring),
        "left" => new(2, call => call.Strict(SqlType.String, v => CodePoints.Between((string)v[0], 0, (int)v[1]), call.As(0, SqlType.String), call.As(1, SqlType.Int32))),
        "right" => new(2, call => call.Strict(SqlType.String, v => Right((string)v[0], (int)v[1]), call.As(0, SqlType.String), call.As(1, SqlType.Int32))),
        "instr" => new(2, call => call.Strict(SqlType.Int32, v => CodePoints.IndexOf((string)v[0], (string)v[1], 0), call.All(SqlType.String))),
        "locate" or "position" => new(2, 3, Locate),
        "replace" => new(2, 3, Replace),
        "lpad" or "rpad" => new(2, 3, Pad),
        "repeat" => new(2, call => call.Strict(SqlType.String, v =>
            new StringBuilder().Insert(0, (string)v[0], Math.Max(0, (int)v[1])).ToString(), call.As(0, SqlType.String), call.As(1, SqlType.Int32))),
        "space" => new(1, call => call.Strict(SqlType.String, v => new string(' ', Math.Max(0, (int)v[0])), call.As(0, SqlType.Int32))),
        "translate" => new(3, call => call.Strict(SqlType.String, v => Translated((string)v[0], (string)v[1], (string)v[2]), call.All(SqlType.String))),
        "split_part" => OfPart(Part),
        "substring_index" => OfPart(UpToPart),
        "find_in_set" => new(2, call => call.Strict(SqlType.Int32, v => ((string)v[0]).Contains(',', StringComparison.Ordinal)
            ? 0
            : Array.IndexOf(((string)v[1]).Split(','), (string)v[0]) + 1, call.All(SqlType.String))),
        "startswith" => OfTexts((text, part) => text.StartsWith(part, StringComparison.Ordinal)),
        "endswith" => OfTexts((text, part) => text.EndsWith(part, StringComparison.Ordinal)),
        "contains" => OfTexts((text, part) => text.Contains(part, StringComparison.Ordinal)),
        "format_number" => new(2, FormatNumber),
        _ => null,
    };

    private static SqlFunction OfText(Func<string, string> function) =>
        new(1, call => call.Strict(SqlType.String, v => function((string)v[0]), call.As(0, SqlType.String)));

    private static SqlFunction OfTexts(Func<string, string, bool> function) =>
        new(2, call => call.Strict(SqlType.Boolean, v => function((string)v[0], (string)v[1]), call.All(SqlType.String)));

    private static SqlFunction OfPart(Func<string, string, int, string> function) => new(3, call => call.Strict(
        SqlType.String,
        v => function((string)v[0], (string)v[1], (int)v[2]),
        call.As(0, SqlType.String),
        call.As(1, SqlType.String),
        call.As(2, SqlType.Int32)));

    private static string Capitalized(string text)
    {
        var capitalized = CodePoints.ToLower(text).ToCharArray();
        for (var i = 0; i < capitalized.Length; i++)
        {
            if (i == 0 || capitalized[i - 1] == ' ') capitalized[i] = char.ToUpperInvariant(capitalized[i]);
        }

        return new string(capitalized);
    }

    /// <summary>Without characters to trim, blanks are; <c>trim('x', 'xa')</c> and its two siblings have them first, <c>btrim</c> and the forms with FROM last.</summary>
    private static BoundCall Trim(SqlCall call)
    {
        var function = call.Function.Split(' ')[0];
        var (text, characters) = (0, 1);
        if (call.Count == 2 && call.Function is "trim" or "ltrim" or "rtrim") (text, characters) = (1, 0);
        var (atStart, atEnd) = (function != "rtrim", function != "ltrim");
        if (call.Count == 1) return call.Strict(SqlType.String, v => CodePoints.Trim((string)v[0], " ", atStart, atEnd), call.As(0, SqlType.String)) with { Name = SqlCall.NameOf(function, call.Arguments) };
        var side = function switch { "ltrim" => "LEADING", "rtrim" => "TRAILING", _ => "BOTH" };
        return call.Strict(SqlType.String, v => CodePoints.Trim((string)v[0], (string)v[1], atStart, atEnd), call.As(text, SqlType.String), call.As(characters, SqlType.String)) with
        {
            Name = call.Function == "btrim" ? call.Name : $"TRIM({side} {call[characters].Name} FROM {call[text].Name})",
        };
    }

    private static string Character(long code) => code < 0 ? "" : ((char)(code % 256)).ToString();

    private static object? Joined(SqlArguments arguments)
    {
        if (arguments[0] is not string separator) return null;
        var parts = new List<string>();
        for (var i = 1; i < arguments.Count; i++)
        {
            if (arguments[i] is string part) parts.Add(part);
        }

        return string.Join(separator, parts);
    }

    private static BoundCall Substring(SqlCall call)
    {
        var all = call.Constant(int.MaxValue, SqlType.Int32);
        return call.Strict(SqlType.String, Cut, call.As(0, SqlType.String), call.As(1, SqlType.Int32), call.Count == 3 ? call.As(2, SqlType.Int32) : all) with
        {
            Name = call.Count == 3 ? call.Name : SqlCall.NameOf(call.Function, [.. call.Arguments, all]),
        };

        static object Cut(object[] v) => CodePoints.Substring((string)v[0], (int)v[1], (int)v[2]);
    }

    private static string Right(string text, int count) => CodePoints.Length(text) is var length && count <= 0
        ? ""
        : CodePoints.Between(text, length - (long)count, length);

    private static BoundCall Locate(SqlCall call)
    {
        var first = call.Constant(1, SqlType.Int32);
        return call.Strict(SqlType.Int32, v => (int)v[2] < 1
            ? 0
            : CodePoints.IndexOf((string)v[1], (string)v[0], (int)v[2] - 1), call.As(0, SqlType.String), call.As(1, SqlType.String), call.Count == 3
                ? call.As(2, SqlType.Int32)
                : first) with
        {
            Name = SqlCall.NameOf(call.Function, call.Count == 3 ? call.Arguments : [.. call.Arguments, first]),
        };
    }

    private static BoundCall Replace(SqlCall call)
    {
        var nothing = new BoundLiteral("", SqlType.String, "", call.Position);
        return call.Strict(SqlType.String, v => ((string)v[1]).Length == 0
            ? v[0]
            : ((string)v[0]).Replace((string)v[1], (string)v[2], StringComparison.Ordinal), call.As(0, SqlType.String), call.As(1, SqlType.String), call.Count == 3
                ? call.As(2, SqlType.String)
                : nothing) with
        {
            Name = SqlCall.NameOf(call.Function, call.Count == 3 ? call.Arguments : [.. call.Arguments, nothing]),
        };
    }

    private static BoundCall Pad(SqlCall call)
    {
        var left = call.Function == "lpad";
        var blank = new BoundLiteral(" ", SqlType.String, " ", call.Position);
        return call.Strict(SqlType.String, Padding, call.As(0, SqlType.String), call.As(1, SqlType.Int32), call.Count == 3 ? call.As(2, SqlType.String) : blank) with
        {
            Name = SqlCall.NameOf(call.Function, call.Count == 3 ? call.Arguments : [.. call.Arguments, blank]),
        };

        object Padding(object[] v) => Padded((string)v[0], (int)v[1], (string)v[2], left);
    }

    private static string Padded(string text, int length, string pad, bool left)
    {
        var missing = length - CodePoints.Length(text);
        if (missing <= 0) return CodePoints.Between(text, 0, length);
        var padding = CodePoints.Padding(pad, missing);
        return left ? padding + text : text + padding;
    }

    private static string Translated(string text, string from, string to)
    {
        var translated = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            var place = from.IndexOf(c, StringComparison.Ordinal);
            if (place < 0) translated.Append(c);
            else if (place < to.Length) translated.Append(to[place]);
        }

        return translated.ToString();
    }

    private static string Part(string text, string separator, int place)
    {
        if (place == 0) throw new SqlQueryException("Parts of a text count from 1, or from the end with -1; there is no part 0.");
        var parts = separator.Length == 0 ? [text] : text.Split(separator);
        var index = place > 0 ? place - 1 : parts.Length + place;
        return index >= 0 && index < parts.Length ? parts[index] : "";
    }

    private static string UpToPart(string text, string separator, int count)
    {
        if (count == 0 || separator.Length == 0) return "";
        var parts = text.Split(separator);
        return Math.Abs(count) >= parts.Length ? text : string.Join(separator, count > 0 ? parts[..count] : parts[^-count..]);
    }

    /// <summary>Groups of three digits, and so many behind the point, half to even.</summary>
    private static BoundCall FormatNumber(SqlCall call)
    {
        var number = call.Cast(call[0], call[0].Type.Kind == SqlKind.Decimal ? call[0].Type : call.As(0, SqlType.Double).Type);
        return call.Strict(SqlType.String, v => Formatted(v[0] as SqlDecimal? ?? SqlDecimal.Of((double)v[0]), (int)v[1]), number, call.As(1, SqlType.Int32));
    }

    private static string? Formatted(SqlDecimal number, int digits)
    {
        if (digits < 0) return null;
        if (number.ToDecimal() is not { } value || digits > 28) throw new OverflowException();
        return Math.Round(value, digits, MidpointRounding.ToEven).ToString("N" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }
}
