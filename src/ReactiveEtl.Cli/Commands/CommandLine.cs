using System.CommandLine;
using System.CommandLine.Invocation;

namespace ReactiveEtl.Cli;

/// <summary>The command <c>reactive-etl</c>: its words, and what ends it. Exit code 0, or 1 with one line on standard error.</summary>
internal static class CommandLine
{
    /// <param name="args">The arguments.</param>
    /// <param name="output">Where answers go.</param>
    /// <param name="error">Where diagnostics go.</param>
    /// <param name="cancellation">Ends it as a signal does.</param>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellation = default)
    {
        var parsed = Root().Parse(args);
        if (parsed.Action is ParseErrorAction)
        {
            var wrong = parsed.UnmatchedTokens.Count > 0 ? $"'{parsed.UnmatchedTokens[0]}' is not known here." : OneLine(parsed.Errors[0].Message);
            await error.WriteLineAsync($"{wrong} See: {CommandText(parsed)} --help");
            return 1;
        }

        var configuration = new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false };
        try
        {
            return await parsed.InvokeAsync(configuration, cancellation);
        }
        catch (OperationCanceledException)
        {
            // What goes on until a signal ends it returns by itself; this is an answer that was cut off.
            await error.WriteLineAsync("Interrupted: the answer is not complete.");
            return 1;
        }
        catch (Exception exception) when (IsOfTheUser(exception))
        {
            await error.WriteLineAsync(OneLine(MessageOf(exception)));
            return 1;
        }
        finally
        {
            await output.FlushAsync(CancellationToken.None);
        }
    }

    private static RootCommand Root() => new("Streaming ETL over directories of JSON lines: counts and SQL that are right at every moment.")
    {
        new NotebookCommand(),
        new CountsCommand(),
        new SqlCommand(),
    };

    /// <summary>Errors of the arguments and of the world around; others are ours, and end with their stack.</summary>
    private static bool IsOfTheUser(Exception exception) =>
        exception is CommandException or ArgumentException or IOException or UnauthorizedAccessException or StreamingQueryException or SqlQueryException;

    /// <summary>What is wrong, in this command's words where the library names options of its own.</summary>
    private static string MessageOf(Exception exception) => exception switch
    {
        StreamingQueryException { InnerException: FileSourceException cause } => MessageOf(cause),
        FileSourceException { InnerException: DirectoryNotFoundException cause } => $"{cause.Message} Expected: an --input whose directory is there.",
        _ => exception.Message,
    };

    private static string CommandText(ParseResult parsed) =>
        parsed.CommandResult.Command is RootCommand ? "reactive-etl" : $"reactive-etl {parsed.CommandResult.Command.Name}";

    /// <summary>The message without line ends, and without the name of a parameter of ours that .NET puts behind it.</summary>
    public static string OneLine(string message)
    {
        var parameter = message.LastIndexOf(" (Parameter '", StringComparison.Ordinal);
        return string.Join(' ', (parameter > 0 ? message[..parameter] : message).Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }
}
