using System.CommandLine;
using BenchmarkDotNet.Running;
using ReactiveEtl.Benchmarks;

// `compare` times whole jobs against each other; anything else goes to BenchmarkDotNet, for the parts.
if (args is not ["compare", ..])
{
    BenchmarkSwitcher.FromAssembly(typeof(Comparison).Assembly).Run(args);
    return 0;
}

var data = new Option<DirectoryInfo>("--data") { Description = "The directory of the events; made when it is empty.", Required = true };
var events = new Option<int>("--events") { Description = "How many events to make.", DefaultValueFactory = _ => 10_000_000 };
var json = new Option<FileInfo?>("--json") { Description = "A file that takes the results as JSON lines." };
var only = new Option<string?>("--only") { Description = "Just the engines whose names hold this." };
var compare = new Command("compare", "Times the whole job, files to counts, against other ways to do it.") { data, events, json, only };
compare.SetAction(parsed => Comparison.RunAsync(parsed.GetRequiredValue(data).FullName, parsed.GetValue(events), parsed.GetValue(json)?.FullName, parsed.GetValue(only) ?? ""));
return await new RootCommand { compare }.Parse(args).InvokeAsync();
