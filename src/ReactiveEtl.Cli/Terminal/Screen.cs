using Spectre.Console;
using Spectre.Console.Rendering;

namespace ReactiveEtl.Cli;

/// <summary>Where a command shows its answers: a terminal, with colours and live views, or a plain text (a file, a pipe) without any escape byte.</summary>
internal sealed class Screen
{
    // Lines of a plain text are never wrapped; charts there are as wide as an old terminal.
    private const int PlainWidth = 100_000;
    private const int PlainChartWidth = 100;

    private readonly IAnsiConsole _console;

    private Screen(IAnsiConsole console, bool isTerminal)
    {
        _console = console;
        IsTerminal = isTerminal;
        if (!isTerminal) console.Profile.Width = PlainWidth;
    }

    /// <summary>Whether there is a terminal that can show a live view.</summary>
    public bool IsTerminal { get; }

    public int ChartWidth => IsTerminal ? Math.Clamp(_console.Profile.Width - 1, 40, 120) : PlainChartWidth;

    public int Height => _console.Profile.Height;

    /// <summary>The raw text, for what must not be wrapped or styled.</summary>
    public TextWriter Writer => _console.Profile.Out.Writer;

    /// <summary>A screen over a writer: a terminal only where it is the console's own, and that is one.</summary>
    public static Screen Over(TextWriter output)
    {
        var mayBeTerminal = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = mayBeTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = mayBeTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = mayBeTerminal ? InteractionSupport.Detect : InteractionSupport.No,
            Enrichment = { UseDefaultEnrichers = mayBeTerminal },
        });
        return new Screen(console, mayBeTerminal && console.Profile.Capabilities.Ansi);
    }

    public void Line(string text = "") => Writer.WriteLine(text);

    public void Text(string text) => Writer.Write(text);

    /// <summary>The title of a part, with a blank line before it.</summary>
    public void Title(string text)
    {
        Line();
        Draw(new Paragraph(text, new Style(Color.Green, decoration: Decoration.Bold)));
    }

    /// <summary>What the user would have written.</summary>
    public void Code(string text) => Draw(new Paragraph(text, new Style(Color.Grey)));

    public void Draw(IRenderable picture)
    {
        _console.Write(picture);
        if (picture is Paragraph) Line();
    }

    /// <summary>Runs something with a view that is drawn anew by it, in place; only in a terminal.</summary>
    public Task LiveAsync(IRenderable first, Func<Action<IRenderable>, Task> run) =>
        _console.Live(first).AutoClear(false).StartAsync(context => run(context.UpdateTarget));
}
