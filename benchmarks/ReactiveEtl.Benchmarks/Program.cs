using System.Globalization;
using ReactiveEtl.Benchmarks;

// `job` is the child of `compare`, a process of its own: nothing is loaded there that the job does not need, since its memory is told.
return args is ["job", var name, var directory, var shape, var threads]
    ? await JobProcess.RunAsync(Job.All.Single(job => job.Name == name), new JobInput(directory, shape, int.Parse(threads, CultureInfo.InvariantCulture)))
    : await BenchmarkCommand.RunAsync(args);
