using System.CommandLine;
using System.CommandLine.Invocation;

namespace ReactiveEtl.Benchmarks;

/// <summary>The command line of all benchmarks. Exit code 0; 1 for a wrong answer or a world that does not allow it; 2, with one line on standard error, for wrong words.</summary>
internal static class BenchmarkCommand
{
    private const int WrongWords = 2;

    private const string Name = "ReactiveEtl.Benchmarks";

    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Root().Parse(args);
        if (parsed.Action is ParseErrorAction)
        {
            var wrong = parsed.UnmatchedTokens.Count > 0 ? $"'{parsed.UnmatchedTokens[0]}' is not known here." : parsed.Errors[0].Message;
            var command = parsed.CommandResult.Command is RootCommand ? Name : $"{Name} {parsed.CommandResult.Command.Name}";
            await Console.Error.WriteLineAsync($"{wrong} See: {command} --help");
            return WrongWords;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (CommandException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return WrongWords;
        }
        catch (Exception world) when (world is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(world.Message);
            return 1;
        }
    }

    private static RootCommand Root() => new("Times ReactiveEtl: whole jobs beside other engines, the file source, the state in memory, and single parts.")
    {
        CompareCommand.Make(),
        FilesCommand.Make(),
        StateCommand.Make(),
        PartsCommand.Make(),
    };
}
