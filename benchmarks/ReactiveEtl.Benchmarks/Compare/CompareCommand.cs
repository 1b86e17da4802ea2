using System.CommandLine;

namespace ReactiveEtl.Benchmarks;

/// <summary>The command line of the comparison.</summary>
internal static class CompareCommand
{
    public static Command Make()
    {
        var data = new Option<DirectoryInfo>("--data") { Description = $"The directory of the events, a sub-directory a shape; made where they are not there (2.3 GB for {EventFiles.UsualEvents} events).", Required = true };
        var events = new Option<int?>("--events") { Description = $"How many events of the seed's shape; the other shapes are of about as many bytes. By default those that are there, else {EventFiles.UsualEvents}.", HelpName = "n", CustomParser = OptionText.Count };
        var json = new Option<FileInfo?>("--json") { Description = "A file that takes the results as JSON lines." };
        var shapes = OptionText.Chosen("--shapes", $"Just these, with commas: {string.Join(',', EventShape.All.Select(shape => shape.Name))}.", EventShape.All, shape => shape.Name, ',', (name, wanted) => name == wanted);
        var engines = OptionText.Chosen("--engines", "Just those whose names (such as \"ReactiveEtl, 2 threads\") hold one of these, separated by semicolons.", Engine.All, engine => engine.Label, ';', (name, wanted) => name.Contains(wanted, StringComparison.OrdinalIgnoreCase));
        var rounds = OptionText.RoundsOption();
        var compare = new Command("compare", "Times the whole job, files to counts, against other ways to do it.") { data, events, json, shapes, engines, rounds };
        compare.SetAction(parsed => new Comparison(
            parsed.GetRequiredValue(data).FullName,
            parsed.GetValue(events),
            parsed.GetValue(rounds),
            parsed.GetValue(shapes) ?? EventShape.All,
            parsed.GetValue(engines) ?? Engine.All)
            .RunAsync(parsed.GetValue(json)?.FullName));
        return compare;
    }
}
