namespace ReactiveEtl;

/// <summary>One run of a file source, as the query that started it sees it.</summary>
/// <remarks>Started once, by the subscription; its state may be asked by any thread.</remarks>
internal sealed class SourceRun(Guid id, DirectorySource source)
{
    private DirectoryRun? _run;

    public Guid Id => id;

    public bool IsDataAvailable => _run?.IsDataAvailable == true;

    public SourcePosition? Position => _run?.Position;

    /// <summary>Takes a file out of the batch that the source is handing out; it will look at it again.</summary>
    public void Exclude(string path) => _run?.Exclude(path);

    /// <summary>Tells the source that a file of the batch that it is handing out can't be read, and is told what becomes of the batch.</summary>
    public ReadFailure Fail(FileSourceException failure) => _run?.Fail(failure) ?? ReadFailure.Fatal;

    /// <summary>Whether the batch that the source is handing out must leave no trace, as far as its files were decided on.</summary>
    public bool IsTakenBack => _run?.IsTakenBack == true;

    public IDisposable Start(IObserver<FileBatch> observer) => _run = source.Subscribe(observer);

    /// <summary>Done when all that is there now was handed out and committed.</summary>
    public Task ProcessAllAvailableAsync() => _run?.ProcessAllAvailableAsync() ?? throw new InvalidOperationException("The source has not been started.");
}
