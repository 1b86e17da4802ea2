using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace ReactiveEtl.Benchmarks;

/// <summary>Reads the texts of options, and tells mistakes in a user's words.</summary>
internal static class OptionText
{
    private const string Rounds = "--rounds";

    public static Option<int> RoundsOption() => new(Rounds)
    {
        Description = "How often each is timed.",
        HelpName = "n",
        DefaultValueFactory = _ => 5,
        CustomParser = argument => Count(argument) ?? 0,
    };

    /// <summary>What a table of results says of its rounds.</summary>
    public static string OfRounds(int rounds) => rounds == 1 ? "1 round" : $"{rounds} rounds, medians";

    /// <summary>A whole number from 1.</summary>
    public static int? Count(ArgumentResult argument) => Count(argument, argument.Tokens[0].Value);

    /// <summary>Whole numbers from 1, with commas.</summary>
    public static IReadOnlyList<int> Counts(ArgumentResult argument) => [.. argument.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries).Select(text => Count(argument, text) ?? 0)];

    /// <summary>An option that names some of a list. Without it all are meant, and its value is null, so that its help has no default.</summary>
    public static Option<IReadOnlyList<T>?> Chosen<T>(string option, string description, IReadOnlyList<T> all, Func<T, string> name, char separator, Func<string, string, bool> fits) => new(option)
    {
        Description = description,
        HelpName = "names",
        CustomParser = argument => Named(argument, all, name, separator, fits),
    };

    /// <summary>The address of a server.</summary>
    public static Uri? Address(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https") return address;
        argument.AddError($"{NameOf(argument)} is '{text}': expected an address, such as http://127.0.0.1:18080.");
        return null;
    }

    /// <summary>Those of a list that a text names.</summary>
    /// <param name="argument">The text: parts with a separator between them.</param>
    /// <param name="all">The list.</param>
    /// <param name="name">The name of one.</param>
    /// <param name="separator">What stands between two parts.</param>
    /// <param name="fits">Whether a name is meant by a part.</param>
    private static T[] Named<T>(ArgumentResult argument, IReadOnlyList<T> all, Func<T, string> name, char separator, Func<string, string, bool> fits)
    {
        var parts = argument.Tokens[0].Value.Split(separator, StringSplitOptions.TrimEntries);
        foreach (var part in parts)
        {
            if (part.Length == 0 || !all.Any(item => fits(name(item), part))) argument.AddError($"{NameOf(argument)} names '{part}': expected of {string.Join("; ", all.Select(name))}.");
        }

        return [.. all.Where(item => parts.Any(part => fits(name(item), part)))];
    }

    private static int? Count(ArgumentResult argument, string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0) return count;
        argument.AddError($"{NameOf(argument)} is '{text}': expected a whole number from 1 to {int.MaxValue}.");
        return null;
    }

    private static string NameOf(ArgumentResult argument) => ((OptionResult)argument.Parent!).Option.Name;
}
