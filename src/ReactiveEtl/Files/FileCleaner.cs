namespace ReactiveEtl;

/// <summary>Deletes or archives files that were read. What fails is told once and tried again with the next listing that shows the file.</summary>
/// <remarks>
/// 1. A file gets here only after the commit that covers it: from the batch, or from a listing that shows a file that was read, which is how a crash
/// in between repeats. 2. It is removed only while it is still what was read. 3. Only the run's loop calls it.
/// </remarks>
internal sealed class FileCleaner(DirectorySource source, FileStore store, FileLedger ledger, CleanUp cleanUp)
{
    private const int MaxNames = 1000;

    private readonly Queue<FileEntry> _due = new();
    private readonly HashSet<string> _failed = new(StringComparer.Ordinal);
    private readonly string? _archive = cleanUp.ArchiveDirectory is { } archive ? source.Store.Normalize(archive) : null;

    public void Add(FileEntry file) => _due.Enqueue(file);

    public void Run()
    {
        while (_due.TryDequeue(out var file)) Clean(file);
    }

    private void Clean(FileEntry file)
    {
        try
        {
            if (store.Look(file.Path) is { } found)
            {
                if (!found.HasIdentityOf(file)) return;
                if (_archive is null) store.Delete(found);
                else Archive(found);
            }

            _failed.Remove(file.Path);
            ledger.Forget(file.Path);
            Tell(SourceEventKind.Cleaned, file.Path, _archive is null ? "was read and is deleted." : $"was read and is archived in '{_archive}'.");
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            if (_failed.Add(file.Path)) Tell(SourceEventKind.Retried, file.Path, $"was read and can't be cleaned up; it is tried again: {cause.Message}");
        }
    }

    private void Archive(FileEntry file)
    {
        var path = file.Path;
        var target = _archive + path[source.Files.Directory.Length..];
        if (path == source.Files.Directory) target = $"{_archive}/{path[(path.LastIndexOf('/') + 1)..]}";
        for (var number = 0; number < MaxNames; number++)
        {
            if (store.TryMove(file, number == 0 ? target : $"{target}.{number}")) return;
        }

        throw new IOException($"There are {MaxNames} files of the name '{target}' already.");
    }

    private void Tell(SourceEventKind kind, string path, string message) => source.OnEvent?.Invoke(new SourceEvent(kind, path, $"'{path}' {message}"));
}
