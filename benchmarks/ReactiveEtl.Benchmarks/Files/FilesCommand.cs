using System.CommandLine;

namespace ReactiveEtl.Benchmarks;

/// <summary>The command line of the file source's benchmarks.</summary>
internal static class FilesCommand
{
    public static RootCommand Make()
    {
        var data = new Option<DirectoryInfo>("--data") { Description = "A directory for the files, made where they are not there; delete it afterwards.", Required = true };
        var cases = new Option<string>("--cases") { Description = "Just these, with commas: rename, backlog, order, batch, idle, and objects.", DefaultValueFactory = _ => "rename,backlog,order,batch,idle" };
        var sizes = new Option<string>("--sizes") { Description = "How many files the backlog has, with commas.", DefaultValueFactory = _ => "1000,10000,100000,1000000" };
        var store = new Option<string?>("--store") { Description = "Where Swift or another store is that speaks S3, for the case objects; its keys stand in the environment." };
        var json = new Option<FileInfo?>("--json") { Description = "A file to which the results are added as JSON lines." };
        var files = new Command("files", "Times how files are found, ordered and read, beside the system's own tools.") { data, cases, sizes, store, json };
        files.SetAction(async parsed =>
        {
            var root = parsed.GetRequiredValue(data).FullName;
            var backlogs = parsed.GetRequiredValue(sizes).Split(',').Select(size => int.Parse(size, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
            var results = new FileResults(parsed.GetValue(json)?.FullName);
            foreach (var name in parsed.GetRequiredValue(cases).Split(','))
            {
                await (name switch
                {
                    "rename" => RenameLatency.RunAsync(root, results),
                    "backlog" => BacklogLine.RunAsync(root, backlogs, results),
                    "order" => ListingOrder.RunAsync(root, backlogs[^1], results),
                    "batch" => ManySmallFiles.RunAsync(root, results),
                    "objects" => SmallObjects.RunAsync(parsed.GetValue(store), results),
                    "idle" => IdleRescan.RunAsync(root, results),
                    _ => throw new ArgumentException($"'{name}' is none of: rename, backlog, order, batch, idle, objects."),
                });
            }

            return 0;
        });
        return new RootCommand { files };
    }
}
