using System.CommandLine;

namespace ReactiveEtl.Benchmarks;

/// <summary>The command line of the comparison.</summary>
internal static class CompareCommand
{
    public static RootCommand Make()
    {
        var data = new Option<DirectoryInfo>("--data") { Description = "The directory of the events, a sub-directory a shape; made where they are not there.", Required = true };
        var events = new Option<int>("--events") { Description = "How many events of the seed's shape to make; the other shapes are of about as many bytes.", DefaultValueFactory = _ => 10_000_000 };
        var json = new Option<FileInfo?>("--json") { Description = "A file that takes the results as JSON lines." };
        var shapes = new Option<string?>("--shapes") { Description = $"Just these, with commas: {string.Join(',', EventShape.All.Select(shape => shape.Name))}." };
        var engines = new Option<string?>("--engines") { Description = "Just those whose names (such as \"ReactiveEtl, 2 threads\") hold one of these, separated by semicolons." };
        var rounds = new Option<int>("--rounds") { Description = "How often each engine is timed.", DefaultValueFactory = _ => 5 };
        var compare = new Command("compare", "Times the whole job, files to counts, against other ways to do it.") { data, events, json, shapes, engines, rounds };
        compare.SetAction(parsed => new Comparison(
            parsed.GetRequiredValue(data).FullName,
            parsed.GetValue(events),
            parsed.GetValue(rounds),
            Named(EventShape.All, shape => shape.Name, parsed.GetValue(shapes), ',', (name, wanted) => name == wanted),
            Named(Engine.All, engine => engine.Label, parsed.GetValue(engines), ';', (name, wanted) => name.Contains(wanted, StringComparison.OrdinalIgnoreCase)))
            .RunAsync(parsed.GetValue(json)?.FullName));
        return new RootCommand { compare };
    }

    private static T[] Named<T>(IReadOnlyList<T> all, Func<T, string> name, string? wanted, char separator, Func<string, string, bool> fits)
    {
        if (wanted is null) return [.. all];
        var parts = wanted.Split(separator, StringSplitOptions.TrimEntries);
        foreach (var part in parts)
        {
            if (!all.Any(item => fits(name(item), part))) throw new ArgumentException($"'{part}' is none of: {string.Join("; ", all.Select(name))}.");
        }

        return [.. all.Where(item => parts.Any(part => fits(name(item), part)))];
    }
}
