namespace ReactiveEtl.Benchmarks;

/// <summary>A benchmark of the file source.</summary>
/// <param name="Name">Its name.</param>
/// <param name="RunAsync">Measures, and adds to the results.</param>
internal sealed record FileCase(string Name, Func<FileRun, Task> RunAsync)
{
    /// <summary>The one that needs an object store, and runs only when it is named.</summary>
    public const string Objects = "objects";

    /// <summary>All of them: a new one is a line here.</summary>
    public static IReadOnlyList<FileCase> All { get; } =
    [
        new("rename", run => RenameLatency.RunAsync(run.Root, run.Results)),
        new("backlog", run => BacklogLine.RunAsync(run.Root, run.Sizes, run.Results)),
        new("order", run => ListingOrder.RunAsync(run.Root, run.Sizes[^1], run.Results)),
        new("batch", run => ManySmallFiles.RunAsync(run.Root, run.Results)),
        new("idle", run => IdleRescan.RunAsync(run.Root, run.Results)),
        new(Objects, run => SmallObjects.RunAsync(run.Store!, run.Results)),
    ];
}

/// <summary>What the cases are run with.</summary>
/// <param name="Root">The directory of their files.</param>
/// <param name="Sizes">How many files the backlogs have.</param>
/// <param name="Store">The object store, where the case that needs it is asked for.</param>
/// <param name="Results">Where figures go.</param>
internal sealed record FileRun(string Root, IReadOnlyList<int> Sizes, Uri? Store, FileResults Results);
