using System.Globalization;
using System.Text.RegularExpressions;

namespace ReactiveEtl.Cli.Tests;

/// <summary>The notebook's output, redirected: all of it as text, and the tutorial's figures in it.</summary>
public sealed partial class NotebookTests
{
    private static readonly TimeZoneInfo Chicago = TimeZoneInfo.FindSystemTimeZoneById("America/Chicago");

    [Fact]
    public async Task Notebook_IsThisText()
    {
        using var directory = new TemporaryDirectory();
        var expected = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Notebook", "notebook.txt"), TestContext.Current.CancellationToken);
        var output = await RunAsync(directory, 1);
        var text = Speed().Replace(Id().Replace(output.Replace(directory.Path, "DIR", StringComparison.Ordinal), "id: ID"), "N rows/s");
        Assert.Equal(expected, text);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(77)]
    public async Task Notebook_PrintsEveryFigureOfTheTutorial(int seed)
    {
        using var directory = new TemporaryDirectory();
        var output = await RunAsync(directory, seed);
        foreach (var figure in Figure.All)
        {
            var part = figure.AfterFiles switch
            {
                50 => Part(output, "[5] "),
                1 => Part(output, "[10] SQL, after 1 file"),
                var files => Part(output, $"[10] The same SQL, after {files} files"),
            };
            var time = TimeZoneInfo.ConvertTime(figure.WindowEnd, Chicago).ToString("MMM-dd HH:mm", CultureInfo.InvariantCulture);
            Assert.Matches($@"\|\s*{figure.Action}\|{time}\|\s*{figure.Count}\|", part);
        }
    }

    [Fact]
    public async Task Notebook_OnTheSameData_WritesNothingAndSaysTheSame()
    {
        using var directory = new TemporaryDirectory();
        var first = await RunAsync(directory, 5);
        var second = await CliRun.OutputOfAsync("notebook", "--fast", "--data", directory.Path);
        Assert.Contains("(seed 5, 50 written now)", first, StringComparison.Ordinal);
        Assert.Contains("(seed 5, there already)", second, StringComparison.Ordinal);
        Assert.Equal(Part(first, "[5] "), Part(second, "[5] "));
    }

    [Fact]
    public async Task Notebook_ForeignFiles_IsRefused()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("file-0.json", "{}");
        var error = await CliRun.ErrorOfAsync("notebook", "--fast", "--data", directory.Path);
        Assert.Equal($"'{directory.File("file-0.json")}' is not of the sample data, and would be counted with it: move it away, or choose another folder.", error);
    }

    [Fact]
    public async Task Notebook_FolderThatCannotBe_IsRefused()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("taken", "");
        foreach (var data in new[] { directory.File("taken"), directory.File("taken/below") })
            Assert.StartsWith($"The folder '{data}' can't be made: name another one, where you may write (", await CliRun.ErrorOfAsync("notebook", "--fast", "--data", data), StringComparison.Ordinal);
    }

    private static Task<string> RunAsync(TemporaryDirectory directory, int seed) =>
        CliRun.OutputOfAsync("notebook", "--fast", "--data", directory.Path, "--seed", seed.ToString(CultureInfo.InvariantCulture));

    /// <summary>A cell's part of the output.</summary>
    private static string Part(string output, string title)
    {
        var start = output.IndexOf(title, StringComparison.Ordinal);
        Assert.True(start >= 0, $"no cell '{title}' in:\n{output}");
        var end = output.IndexOf("\n[", start + 1, StringComparison.Ordinal);
        return end < 0 ? output[start..] : output[start..end];
    }

    [GeneratedRegex("id: [0-9a-f-]{36}")]
    private static partial Regex Id();

    [GeneratedRegex("[0-9]+ rows/s|Infinity rows/s|NaN rows/s")]
    private static partial Regex Speed();
}
