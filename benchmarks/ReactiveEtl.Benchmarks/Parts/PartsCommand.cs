using System.CommandLine;
using BenchmarkDotNet.ConsoleArguments;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;

namespace ReactiveEtl.Benchmarks;

/// <summary>The command line of the parts, which is BenchmarkDotNet's own.</summary>
internal static class PartsCommand
{
    public static Command Make()
    {
        var parts = new Command("parts", "Times single parts by BenchmarkDotNet, whose options follow: --list flat (their names), --filter '*LineBenchmarks*', --job short; -- --help has all of them.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        parts.SetAction(parsed => Run([.. parsed.UnmatchedTokens]));
        return parts;
    }

    private static int Run(string[] options)
    {
        var asks = options.Any(option => option is "--help" or "--info" or "--list" || option.StartsWith("--list=", StringComparison.Ordinal));
        if (!options.Contains("--help") && !ConfigParser.Parse(options, NullLogger.Instance).isSuccess)
            throw new CommandException($"BenchmarkDotNet does not understand: '{string.Join(' ', options)}'. See: ReactiveEtl.Benchmarks parts -- --help");
        var ran = BenchmarkSwitcher.FromAssembly(typeof(PartsCommand).Assembly).Run(options).Any();
        return ran || asks ? 0 : throw new CommandException("Nothing was timed: expected --filter with a pattern such as '*LineBenchmarks*'. Their names: ReactiveEtl.Benchmarks parts --list flat");
    }
}
