using System.CommandLine.Parsing;
using System.Globalization;

namespace ReactiveEtl.Cli;

/// <summary>Whole numbers of options, whose errors are told in a user's words: the parser's own name a type of .NET.</summary>
internal static class Integers
{
    public static int? Parse(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return number;
        argument.AddError($"{((OptionResult)argument.Parent!).Option.Name} is '{text}': expected a whole number up to {int.MaxValue}.");
        return null;
    }
}
