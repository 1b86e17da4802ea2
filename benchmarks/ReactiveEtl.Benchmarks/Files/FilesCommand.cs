using System.CommandLine;

namespace ReactiveEtl.Benchmarks;

/// <summary>The command line of the file source's benchmarks.</summary>
internal static class FilesCommand
{
    private static readonly int[] UsualSizes = [1000, 10_000, 100_000, 1_000_000];

    public static Command Make()
    {
        var data = new Option<DirectoryInfo>("--data") { Description = "A directory for the files, made where they are not there (over a million by default); delete it afterwards.", Required = true };
        var cases = OptionText.Chosen("--cases", $"Just these, with commas: {string.Join(',', FileCase.All.Select(one => one.Name))}. By default all but {FileCase.Objects}.", FileCase.All, one => one.Name, ',', (name, wanted) => name == wanted);
        var sizes = new Option<IReadOnlyList<int>?>("--sizes") { Description = $"How many files the backlogs have, with commas. By default {string.Join(',', UsualSizes)}.", HelpName = "n,n", CustomParser = OptionText.Counts };
        var store = new Option<Uri?>("--store") { Description = "Where Swift or another store is that speaks S3, for the case objects; its keys stand in the environment.", HelpName = "address", CustomParser = OptionText.Address };
        var json = new Option<FileInfo?>("--json") { Description = "A file to which the results are added as JSON lines." };
        var files = new Command("files", "Times how files are found, ordered and read, beside the system's own tools.") { data, cases, sizes, store, json };
        files.SetAction(async parsed =>
        {
            var run = new FileRun(parsed.GetRequiredValue(data).FullName, parsed.GetValue(sizes) ?? UsualSizes, parsed.GetValue(store), new FileResults(parsed.GetValue(json)?.FullName));
            var chosen = parsed.GetValue(cases) ?? [.. FileCase.All.Where(one => one.Name != FileCase.Objects)];
            if (run.Store is null && chosen.Any(one => one.Name == FileCase.Objects)) throw new CommandException($"The case {FileCase.Objects} needs --store, the address of an object store.");
            foreach (var one in chosen) await one.RunAsync(run);
        });
        return files;
    }
}
