using BenchmarkDotNet.Running;
using ReactiveEtl.Benchmarks;

// `files` times how files are found, ordered and read; `compare` times whole jobs against each other, each in a process that `job` runs; `state` times the state in
// memory; anything else goes to BenchmarkDotNet, for the parts.
switch (args)
{
    case ["compare", ..]:
        return await CompareCommand.Make().Parse(args).InvokeAsync();
    case ["files", ..]:
        return await FilesCommand.Make().Parse(args).InvokeAsync();
    case ["state", ..]:
        return await StateCommand.Make().Parse(args).InvokeAsync();
    case ["job", var name, var directory, var shape, var threads]:
        return await JobProcess.RunAsync(Job.All.Single(job => job.Name == name), new JobInput(directory, shape, int.Parse(threads, System.Globalization.CultureInfo.InvariantCulture)));
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Comparison).Assembly).Run(args);
        return 0;
}
