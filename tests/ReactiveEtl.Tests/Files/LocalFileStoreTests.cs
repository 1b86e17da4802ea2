using System.Collections.Concurrent;
using System.Reactive.Concurrency;

namespace ReactiveEtl.Tests.Files;

public sealed class LocalFileStoreTests : IDisposable
{
    private static readonly DateTime Time = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly string _root = Directory.CreateTempSubdirectory("reactive-etl-").FullName;
    private readonly LocalFileStore _store = new();

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void List_TheDirectoryAlone_OrWhatIsEntered()
    {
        foreach (var path in new[] { "a", "x/b", "x/y/c", "z/d" }) Write(path);
        Assert.Equal(["a"], Names(_store.List(_root, _ => false)));
        Assert.Equal(["a", "x/b", "x/y/c", "z/d"], Names(_store.List(_root, _ => true)));
        Assert.Equal(["a", "x/b", "x/y/c"], Names(_store.List(_root, path => !path.EndsWith("/z", StringComparison.Ordinal))));
        Assert.Throws<DirectoryNotFoundException>(() => _store.List(_root + "/none", _ => true).ToList());
    }

    [Fact]
    public void Look_SizeAndTimeInUtc_NullForNothingAndForDirectories()
    {
        Write("x/a", "12345");
        Assert.Equal(new FileEntry(Full("x/a"), 5, new DateTimeOffset(Time)), _store.Look(Full("x/a"))!.Value with { Identity = default });
        Assert.Equal(_store.List(Full("x"), _ => false).Single(), _store.Look(Full("x/a")));
        Assert.Null(_store.Look(Full("x")));
        Assert.Null(_store.Look(Full("none/a")));
        Assert.True(_store.DirectoryExists(Full("x")));
        Assert.False(_store.DirectoryExists(Full("x/a")));
    }

    [Fact]
    public void Normalize_OneTextForAPath()
    {
        Assert.Equal(Full("x/a"), _store.Normalize(_root + "/./y/../x//a/"));
        Assert.Equal(_store.Normalize(Directory.GetCurrentDirectory()) + "/events", _store.Normalize("events"));
        Assert.Equal("/", _store.Normalize("/"));
    }

    [Fact]
    public void Links_ToFilesAreTheFiles_ToDirectoriesAreNotEntered()
    {
        Write("real/a", "12345");
        File.CreateSymbolicLink(Full("link"), Full("real/a"));
        File.CreateSymbolicLink(Full("relative"), "link");
        File.CreateSymbolicLink(Full("broken"), Full("none"));
        File.CreateSymbolicLink(Full("circle"), Full("circle"));
        Directory.CreateSymbolicLink(Full("real/up"), _root);
        Assert.Equal(["link", "real/a", "relative"], Names(_store.List(_root, _ => true)));
        Assert.Equal(5, _store.Look(Full("link"))!.Value.Size);
        Assert.Equal(new DateTimeOffset(Time), _store.Look(Full("relative"))!.Value.ModifiedAt);
    }

    [Fact]
    public void Read_RealFiles_InOrderAndByPattern()
    {
        Write("file-10.json");
        Write("file-2.json");
        Write("file-1.json", seconds: 5);
        Write("other.json");
        Write("x/file-3.json");
        Write(".hidden/file-4.json");
        Assert.Equal(["file-2.json", "file-10.json", "file-1.json"], Read(FilePattern.In(_root, "file-*.json")));
        Assert.Equal(["file-2.json", "file-10.json", "x/file-3.json", "file-1.json"], Read(FilePattern.In($"{_root}/**/file-*.json")));
        Assert.Equal(["x/file-3.json"], Read(FilePattern.In($"{_root}/x*")));
        Assert.Equal(["file-2.json"], Read(FilePattern.In($"{_root}/file-2.json")));
    }

    [Fact]
    public void BlockReader_RealFile_ReadsItsLines()
    {
        Write("a", "1\n2\n3");
        using var reader = new BlockReader(_store, Slice.Whole(_store.Look(Full("a"))!.Value), 100, 16);
        Assert.True(reader.Read(out var block));
        Assert.Equal("1\n2\n3"u8, block.Bytes.Span);
        block.Dispose();
        Assert.False(reader.Read(out _));
        File.SetLastWriteTimeUtc(Full("a"), Time.AddSeconds(1));
        Assert.Throws<FileChangedException>(() => reader.Read(out _));
    }

    [Fact]
    public async Task Watch_RealFiles_AreHandedOutOnce()
    {
        var seen = new ConcurrentQueue<string>();
        var observer = System.Reactive.Observer.Create<FileBatch>(batch =>
        {
            foreach (var slice in batch.Slices) seen.Enqueue(slice.File.Path);
        });
        var options = new WatchOptions { MaxFilesPerBatch = 1 };
        using var run = DirectorySource.Watch(_store, FilePattern.In(_root), options, DefaultScheduler.Instance).Subscribe(observer);
        for (var i = 0; i < 20; i++)
        {
            Write($"{i}.tmp");
            File.Move(Full($"{i}.tmp"), Full($"{i}.json"));
            if (i % 5 == 0) await Done(run.ProcessAllAvailableAsync());
        }

        await Done(run.ProcessAllAvailableAsync());
        Assert.Equal(Enumerable.Range(0, 20).Select(i => Full($"{i}.json")).Order(), seen.Order());
    }

    [Fact]
    public async Task Watch_Notifier_TellsOfARename()
    {
        var hinted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watcher = _store.Watch(_root, false, hint =>
        {
            if (hint == new FileHint(Full("a.json"), FileHintKind.MovedIn)) hinted.TrySetResult();
        });
        Write("a.tmp");
        File.Move(Full("a.tmp"), Full("a.json"));
        await Done(hinted.Task);
    }

    [Fact]
    public void Watch_MissingDirectory_IsAnIOException() =>
        Assert.ThrowsAny<IOException>(() => _store.Watch(Full("none"), false, _ => { }));

    private static Task Done(Task task) => task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

    private string[] Read(FilePattern pattern)
    {
        var files = Array.Empty<string>();
        var observer = System.Reactive.Observer.Create<FileBatch>(batch => files = [.. batch.Slices.Select(slice => slice.File.Path[(_root.Length + 1)..])]);
        using var run = DirectorySource.Read(_store, pattern, new ReadOptions(), ImmediateScheduler.Instance).Subscribe(observer);
        return files;
    }

    private string Full(string path) => $"{_root}/{path}";

    private void Write(string path, string text = "", int seconds = 0)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Full(path))!);
        File.WriteAllText(Full(path), text);
        File.SetLastWriteTimeUtc(Full(path), Time.AddSeconds(seconds));
    }

    private IEnumerable<string> Names(IEnumerable<FileEntry> files) =>
        files.Select(file => file.Path[(_root.Length + 1)..]).Order(StringComparer.Ordinal);
}
