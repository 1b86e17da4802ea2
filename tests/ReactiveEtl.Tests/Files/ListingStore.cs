namespace ReactiveEtl.Tests.Files;

/// <summary>A store whose listings go through a function of the test.</summary>
internal sealed class ListingStore(FileStore store, Func<IEnumerable<FileEntry>, IEnumerable<FileEntry>> onList) : FileStore
{
    public override IEnumerable<FileEntry> List(string directory, Func<string, bool> enter) => onList(store.List(directory, enter));

    public override FileEntry? Look(string path) => store.Look(path);

    public override Stream OpenRead(string path) => store.OpenRead(path);

    public override bool DirectoryExists(string directory) => store.DirectoryExists(directory);

    public override string Normalize(string path) => store.Normalize(path);

    public override IDisposable Watch(string directory, bool recursive, Action<FileHint> onHint) => store.Watch(directory, recursive, onHint);
}
