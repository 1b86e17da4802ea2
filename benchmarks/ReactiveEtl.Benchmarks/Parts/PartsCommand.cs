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
        if (!options.Contains("--help") && !ConfigParser.Parse(options, NullLogger.Instance).isSuccess)
            throw new CommandException($"BenchmarkDotNet does not understand: {string.Join(' ', options)} See: ReactiveEtl.Benchmarks parts -- --help");
        BenchmarkSwitcher.FromAssembly(typeof(PartsCommand).Assembly).Run(options);
        return 0;
    }
}
