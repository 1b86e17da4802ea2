using System.CommandLine;

namespace ReactiveEtl.Cli;

/// <summary><c>reactive-etl notebook</c>: the tutorial's notebook, cell by cell, on sample data that it makes.</summary>
internal sealed class NotebookCommand : Command
{
    private readonly Option<string> _data = new("--data")
    {
        Description = "The folder of the sample data; made where it is missing, kept where it is complete.",
        DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "reactive-etl-events"),
        HelpName = "directory",
    };

    private readonly Option<int?> _seed = new("--seed")
    {
        Description = "Which sample data: the same seed, the same events. By default those that are there, else seed 1.",
        HelpName = "n",
        CustomParser = Integers.Parse,
    };

    private readonly Option<bool> _fast = new("--fast") { Description = "Leave out the pauses." };

    public NotebookCommand()
        : base("notebook", "Walks through the whole job on 100,000 events in 50 files: static counts, the same query streaming, SQL all along.")
    {
        Options.Add(_data);
        Options.Add(_seed);
        Options.Add(_fast);
        SetAction(RunAsync);
    }

    private async Task RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var sample = SampleDirectory.Prepare(parsed.GetRequiredValue(_data), parsed.GetValue(_seed));
        var screen = Screen.Over(parsed.InvocationConfiguration.Output);
        try
        {
            await new Notebook(screen, sample, parsed.GetValue(_fast), cancellation).RunAsync();
        }
        catch (OperationCanceledException)
        {
            // The reader has seen enough.
        }
    }
}
